import type { Account, Closing, Licence, PhoneVerification, SmsList, VerifiedPhone } from '../api-types.ts'

/** Sends one request to the API. @throws ApiError */
type Ask = <T>(method: string, path: string, body?: object) => Promise<T>

/** What the API has for the person's own account. */
export function accountApi(request: Ask) {
  return {
    /** @param accountId of several which */
    account: (accountId?: string) => request<Account>('GET', `/account${asked(accountId)}`),
    startTrial: () => request<Licence>('POST', '/trial'),
    /** @param phone with country code */
    askVerification: (phone: string) => request<PhoneVerification>('POST', '/phone-verifications', { phone }),
    /** @param code the six digits, or the whole message */
    confirmVerification: (id: string, code: string) =>
      request<VerifiedPhone>('POST', `/phone-verifications/${encodeURIComponent(id)}/confirmation`, { code }),
    /** @param accountId of several which; so of the next two */
    closing: (accountId?: string) => request<Closing>('GET', `/account/closing${asked(accountId)}`),
    close: (password: string, accountId?: string) =>
      request<Closing>('POST', '/account/closing', { password, ...(accountId !== undefined && { accountId }) }),
    keep: (accountId?: string) => request<Closing>('DELETE', `/account/closing${asked(accountId)}`),
    sms: () => request<SmsList>('GET', '/sms'),
  }
}

/** Address of everything about an account, as a zip; the session's cookie opens it. @param accountId of several which */
export function accountExportUrl(accountId?: string): string {
  return `/api/v1/account/export.zip${asked(accountId)}`
}

function asked(accountId: string | undefined): string {
  return accountId === undefined ? '' : `?accountId=${encodeURIComponent(accountId)}`
}
