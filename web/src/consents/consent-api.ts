import type { ConsentDecision, ConsentList, StaffDeedList } from '../api-types.ts'

/** Sends one request to the API. @throws ApiError */
type Ask = <T>(method: string, path: string, body?: object) => Promise<T>

/** What one agreed to, and what staff did on an account. */
export function consentApi(request: Ask) {
  return {
    consents: () => request<ConsentList>('GET', '/consents'),
    decide: (document: string, body: ConsentDecision) =>
      request<ConsentList>('PUT', `/consents/${encodeURIComponent(document)}`, body),
    staffDeeds: (accountId: string) =>
      request<StaffDeedList>('GET', `/accounts/${encodeURIComponent(accountId)}/staff-deeds?limit=50`),
  }
}
