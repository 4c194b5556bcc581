import type {
  BridgeSecret,
  DongleLicences,
  Order,
  OrderBody,
  OrderList,
  OrderPreview,
  Release,
  ReleaseBody,
  ReleaseList,
  Unlock,
  UnlockAgainAnswer,
  UnlockCode,
  UnlockCodeWanted,
  UnlockList,
} from '../api-types.ts'

/** Sends one request to the API. @throws ApiError */
type Ask = <T>(method: string, path: string, body?: object, headers?: Record<string, string>) => Promise<T>

const ORDERS_SHOWN = 20

/** What the API has for licences of dongles. */
export function licenceApi(request: Ask) {
  const device = (id: string): string => `/devices/${encodeURIComponent(id)}`
  return {
    licences: (id: string) => request<DongleLicences>('GET', `${device(id)}/licences`),
    unlocks: (id: string) => request<UnlockList>('GET', `${device(id)}/unlocks?limit=20`),
    unlockAgain: (id: string, releaseId: string) =>
      request<UnlockAgainAnswer>('POST', `${device(id)}/unlocks`, { releaseId }),
    /** Takes back what has surely not left; what is released stays released. */
    cancelUnlock: (id: string, unlockId: string) =>
      request<Unlock>('POST', `${device(id)}/unlocks/${encodeURIComponent(unlockId)}/cancellation`),
    /** Told once; the one before it is over. */
    bridgeSecret: (id: string) => request<BridgeSecret>('POST', `${device(id)}/bridge-secret`),
    /** Each time is audited. */
    unlockCode: (id: string, wanted: UnlockCodeWanted) =>
      request<UnlockCode>('POST', `${device(id)}/unlock-codes`, wanted),

    previewOrder: (order: OrderBody) => request<OrderPreview>('POST', '/licences/orders?dryRun=true', order),
    /** @param key the same for every sending of one order (Idempotency-Key) */
    orderLicence: (order: OrderBody, key: string) =>
      request<Order>('POST', '/licences/orders', order, { 'idempotency-key': key }),
    /** Newest first. @param page.cursor `next` of the page before */
    orders: (page: { cursor?: string; licenceNumber?: string }) =>
      request<OrderList>('GET', `/licences/orders?${new URLSearchParams({ ...page, limit: String(ORDERS_SHOWN) })}`),
    /** @param number a licence number, or a Carat-ID */
    releases: (number: string) => request<ReleaseList>('GET', `/licences/releases?${new URLSearchParams({ number })}`),
    release: (made: ReleaseBody) => request<Release>('POST', '/licences/releases', made),
  }
}
