import type { AccountReseller, CustomerAsked, CustomerBody, CustomerDeviceList, CustomerList } from '../api-types.ts'

/** Sends one request to the API. @throws ApiError */
type Ask = <T>(method: string, path: string, body?: object) => Promise<T>

/** A reseller's customers, and an account's own reseller. */
export function customerApi(request: Ask) {
  const reseller = (accountId: string): string => `/accounts/${encodeURIComponent(accountId)}/reseller`
  return {
    /** @param cursor `next` of the page before */
    customers: (cursor?: string) => request<CustomerList>('GET', `/customers${cursor ? `?cursor=${cursor}` : ''}`),
    registerCustomer: (body: CustomerBody) => request<CustomerAsked>('POST', '/customers', body),
    customerDevices: (accountId: string, cursor?: string) =>
      request<CustomerDeviceList>(
        'GET',
        `/customers/${encodeURIComponent(accountId)}/devices${cursor ? `?cursor=${cursor}` : ''}`,
      ),
    reseller: (accountId: string) => request<AccountReseller>('GET', reseller(accountId)),
    endReseller: (accountId: string) => request<undefined>('DELETE', reseller(accountId)),
  }
}
