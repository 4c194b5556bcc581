import type { Agreed, Agreement, AgreementAsked, AgreementList } from '../api-types.ts'

import type { TypedSerial } from '../devices/owning-api.ts'

/** Sends one request to the API. @throws ApiError */
type Ask = <T>(method: string, path: string, body?: object) => Promise<T>
type Consent = { side?: Agreement['askedBy']; accountId?: string; reason?: string }

/** Devices that change hands, accounts that become one. */
export function agreementApi(request: Ask) {
  const one = (id: string): string => `/agreements/${encodeURIComponent(id)}`
  return {
    agreements: () => request<AgreementList>('GET', '/agreements'),
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
