import type {
  ContactBody,
  ContactConsent,
  ContactList,
  ContactState,
  ContactTaken,
  ContactWhole,
} from '../api-types.ts'

/** Sends one request to the API. @throws ApiError */
type Ask = <T>(method: string, path: string, body?: object, headers?: Record<string, string>) => Promise<T>

const SHOWN = 20

/** What the API has for the contact form. */
export function contactApi(request: Ask) {
  const of = (id: string): string => `/contacts/${encodeURIComponent(id)}`
  return {
    /** What is agreed to, in a language. Anybody may ask. */
    contactConsent: (language: string) =>
      request<ContactConsent>('GET', `/contacts/consent?language=${encodeURIComponent(language)}`),
    writeContact: (written: ContactBody) => request<ContactTaken>('POST', '/contacts', written),
    withdrawContact: (token: string) => request<ContactState>('POST', '/contacts/withdrawals', { token }),

    contacts: (page: { cursor?: string | undefined; state: string }) =>
      request<ContactList>('GET', `/contacts${queryOf(page)}`),
    contact: (id: string) => request<ContactWhole>('GET', of(id)),
    /** @param key the same for every sending of one answer (Idempotency-Key) */
    answerContact: (id: string, answer: { text: string; close: boolean }, key: string) =>
      request<ContactState>('POST', `${of(id)}/answers`, answer, { 'idempotency-key': key }),
    closeContact: (id: string) => request<ContactState>('POST', `${of(id)}/closing`),
    eraseContact: (id: string) => request<ContactState>('DELETE', of(id)),
  }
}

function queryOf({ state, cursor }: { cursor?: string | undefined; state: string }): string {
  return `?${new URLSearchParams({ limit: String(SHOWN), state, ...(cursor ? { cursor } : {}) })}`
}
