import type { Account, Closing, Licence, PhoneVerification, SmsList, VerifiedPhone } from '../api-types.ts'

/** Sends one request to the API. @throws ApiError */
type Ask = <T>(method: string, path: string, body?: object) => Promise<T>

/** What the API has for the person's own account. */
export function accountApi(request: Ask) {
  return {
    /** @param accountId of several which */
    account: (accountId?: string) =>
      request<Account>(
        'GET',
        `/account${accountId === undefined ? '' : `?accountId=${encodeURIComponent(accountId)}`}`,
      ),
    startTrial: () => request<Licence>('POST', '/trial'),
    /** @param phone with country code */
    askVerification: (phone: string) => request<PhoneVerification>('POST', '/phone-verifications', { phone }),
    /** @param code the six digits, or the whole message */
    confirmVerification: (id: string, code: string) =>
      request<VerifiedPhone>('POST', `/phone-verifications/${encodeURIComponent(id)}/confirmation`, { code }),
    closing: () => request<Closing>('GET', '/account/closing'),
    close: (password: string) => request<Closing>('POST', '/account/closing', { password }),
    keep: () => request<Closing>('DELETE', '/account/closing'),
    sms: () => request<SmsList>('GET', '/sms'),
  }
}
