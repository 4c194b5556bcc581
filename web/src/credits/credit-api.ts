import type { CreditGrantBody, CreditList, CreditsGranted } from '../api-types.ts'

/** Sends one request to the API. @throws ApiError */
type Ask = <T>(method: string, path: string, body?: object, headers?: Record<string, string>) => Promise<T>

/** SMS credits: how they came and went, and giving some. */
export function creditApi(request: Ask) {
  return {
    credits: ({ accountId, cursor }: { accountId: string | undefined; cursor: string | undefined }) => {
      const query = new URLSearchParams({ limit: '20' })
      if (accountId !== undefined) query.set('accountId', accountId)
      if (cursor !== undefined) query.set('cursor', cursor)
      return request<CreditList>('GET', `/credits?${query}`)
    },
    /** @param key the same for every sending of one wish (Idempotency-Key) */
    grantCredits: (accountId: string, body: CreditGrantBody, key: string) =>
      request<CreditsGranted>('POST', `/accounts/${encodeURIComponent(accountId)}/credit-grants`, body, {
        'idempotency-key': key,
      }),
  }
}
