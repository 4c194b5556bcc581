import type {
  ProofSent,
  PushKey,
  PushSubscriptionBody,
  RecipientAdded,
  RecipientBody,
  RecipientChange,
  RecipientList,
  Tried,
} from '../api-types.ts'

/** Sends one request to the API. @throws ApiError */
type Ask = <T>(method: string, path: string, body?: object) => Promise<T>

/** What the API has for recipients of alarms, and for pushes to this browser. */
export function recipientApi(request: Ask) {
  const one = (id: string): string => `/recipients/${encodeURIComponent(id)}`
  return {
    /** @param accountId whose; absent: one's own */
    recipients: (accountId?: string) =>
      request<RecipientList>('GET', `/recipients${accountId ? `?accountId=${encodeURIComponent(accountId)}` : ''}`),
    addRecipient: (made: RecipientBody) => request<RecipientAdded>('POST', '/recipients', made),
    changeRecipient: (id: string, change: RecipientChange) => request<void>('PATCH', one(id), change),
    removeRecipient: (id: string) => request<void>('DELETE', one(id)),
    sendDigits: (id: string) => request<ProofSent>('POST', `${one(id)}/digits`),
    confirmRecipient: (id: string, code: string) => request<void>('POST', `${one(id)}/confirmation`, { code }),
    tryRecipient: (id: string) => request<Tried>('POST', `${one(id)}/test`),
    /** @param timeZone null: by the country */
    setTimeZone: (accountId: string, timeZone: string | null) =>
      request<RecipientList>('PUT', '/recipients/time-zone', { accountId, timeZone }),

    push: () => request<PushKey>('GET', '/push'),
    subscribePush: (subscription: PushSubscriptionBody) => request<PushKey>('PUT', '/push/subscription', subscription),
    unsubscribePush: () => request<void>('DELETE', '/push/subscription'),
  }
}
