import type { Agreed, Agreement, AgreementAsked, AgreementList, OpenAgreementList } from '../api-types.ts'

import type { TypedSerial } from '../devices/owning-api.ts'

/** Sends one request to the API. @throws ApiError */
type Ask = <T>(method: string, path: string, body?: object) => Promise<T>
type Consent = { side?: Agreement['askedBy']; accountId?: string; reason?: string }

const SHOWN = '20'

/** Devices that change hands, accounts that become one. */
export function agreementApi(request: Ask) {
  const one = (id: string): string => `/agreements/${encodeURIComponent(id)}`
  return {
    agreements: () => request<AgreementList>('GET', '/agreements'),
    /** What others have open, for staff. */
    openAgreements: (page: { cursor: string | undefined; accountId: string | undefined; kind: string | undefined }) =>
      request<OpenAgreementList>('GET', `/support/agreements${queryOf({ ...page, limit: SHOWN })}`),
    agreement: (id: string, accountId = '') =>
      request<Agreement>('GET', accountId === '' ? one(id) : `${one(id)}?accountId=${encodeURIComponent(accountId)}`),
    handOver: (wish: { deviceId: string; email: string } | (TypedSerial & { accountId?: string })) =>
      request<AgreementAsked>('POST', '/hand-overs', wish),
    merge: (wish: { email: string; accountId?: string }) => request<AgreementAsked>('POST', '/merges', wish),
    confirmAgreement: (id: string, consent: Consent) => request<Agreed>('POST', `${one(id)}/confirmation`, consent),
    cancelAgreement: (id: string, consent: Pick<Consent, 'reason'>) =>
      request<Agreed>('POST', `${one(id)}/cancellation`, consent),
  }
}

function queryOf(page: Record<string, string | undefined>): string {
  const asked = Object.entries(page).filter((pair): pair is [string, string] => pair[1] !== undefined)
  return `?${new URLSearchParams(asked)}`
}
