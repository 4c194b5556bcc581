import { accountApi } from './account/account-api.ts'
import { agreementApi } from './agreements/agreement-api.ts'
import { alarmApi } from './alarms/alarm-api.ts'
import type {
  Device,
  DeviceList,
  DeviceRunway,
  Identified,
  Points,
  Preview,
  Receipt,
  Redemption,
  RedemptionList,
  Session,
  SignIn,
  SupportFinding,
  Track,
  User,
} from './api-types.ts'
import { batchApi } from './batches/batch-api.ts'
import { billingApi } from './billing/billing-api.ts'
import { contactApi } from './contact/contact-api.ts'
import { creditApi } from './credits/credit-api.ts'
import { owningApi } from './devices/owning-api.ts'
import { dialogueApi } from './dialogue/dialogue-api.ts'
import { licenceApi } from './licences/licence-api.ts'
import { mailApi } from './mail/mail-api.ts'
import { recipientApi } from './recipients/recipient-api.ts'
import { simulatorApi } from './simulator/simulator-api.ts'
import { ApiError, readTrouble } from './trouble.ts'
import { userApi } from './users/user-api.ts'

/** Longer than any answer takes; a request that hangs is a network failure to the person. */
const REQUEST_TIMEOUT_MS = 20_000
const DEVICES_MAX = 200
const REDEMPTIONS_SHOWN = 20

/** Where a code is entered: at a device, or (null) at the account, of several at a named one. */
export type Place = { deviceId: string | null; accountId?: string | undefined }

export type Field = 'balance' | 'until' | 'bat'

/** The HTTP API. Every function rejects with ApiError. */
export type Api = ReturnType<typeof connectApi>

/**
 * @param send the browser's fetch; cookies of the same origin carry the session
 * @param language read for every request: problems come back in it
 */
export function connectApi(send: typeof fetch, language: () => string) {
  async function request<T>(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
    let answer: Response
    try {
      answer = await send(`/api/v1${path}`, {
        method,
        headers: {
          accept: 'application/json, application/problem+json',
          'accept-language': language(),
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...headers,
        },
        credentials: 'same-origin',
        signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
      if (answer.ok) return (answer.status === 204 ? undefined : await answer.json()) as T
    } catch (cause) {
      throw new ApiError({ kind: 'network' }, { cause })
    }
    throw new ApiError(await readTrouble(answer))
  }

  const device = (id: string): string => `/devices/${encodeURIComponent(id)}`
  const placeOf = ({ deviceId }: Place): string => (deviceId === null ? '' : device(deviceId))
  const typed = (code: string, { deviceId, accountId }: Place): { code: string; accountId?: string } =>
    deviceId !== null || accountId === undefined ? { code } : { code, accountId }

  return {
    session: () => request<{ user: User }>('GET', '/session'),
    signIn: (login: SignIn) => request<Session>('POST', '/session', login),
    signOut: () => request<void>('DELETE', '/session'),
    identify: (text: string) => request<Identified>('POST', '/codes/identify', { text }),

    /** All devices of the person, or of one account, page after page, at most 200. */
    async devices(accountId?: string): Promise<Device[]> {
      const items: Device[] = []
      let cursor: string | null = ''
      while (cursor !== null && items.length < DEVICES_MAX) {
        const query = new URLSearchParams({ ...(cursor === '' ? {} : { cursor }), ...(accountId && { accountId }) })
        const asked = query.size === 0 ? '' : `?${query}`
        const page: DeviceList = await request<DeviceList>('GET', `/devices${asked}`)
        items.push(...page.items)
        cursor = page.next
      }
      return items
    },
    device: (id: string) => request<Device>('GET', device(id)),
    runway: (id: string) => request<DeviceRunway>('GET', `${device(id)}/runway`),
    series: (id: string, query: { field: Field; from: string; to: string; every: string }) =>
      request<Points>('GET', `${device(id)}/series?${new URLSearchParams(query)}`),
    track: (id: string, query: { from: string; to: string }) =>
      request<Track>('GET', `${device(id)}/track?${new URLSearchParams(query)}`),

    redemptions: (id: string) => request<RedemptionList>('GET', `${device(id)}/redemptions?limit=${REDEMPTIONS_SHOWN}`),
    preview: (place: Place, code: string) =>
      request<Preview>('POST', `${placeOf(place)}/redemptions?dryRun=true`, typed(code, place)),
    /** @param key the same for every sending of one attempt (Idempotency-Key) */
    redeem: (place: Place, code: string, key: string) =>
      request<Redemption>('POST', `${placeOf(place)}/redemptions`, typed(code, place), { 'idempotency-key': key }),
    redemption: (id: string) => request<Redemption>('GET', `/redemptions/${encodeURIComponent(id)}`),
    /** Takes a redemption back that has not been sent yet: its code is unused again. */
    cancel: (id: string) => request<Redemption>('POST', `/redemptions/${encodeURIComponent(id)}/cancellation`),

    receipt: (id: string) => request<Receipt>('GET', `/redemptions/${encodeURIComponent(id)}/receipt`),
    /** For staff. In a body, because codes stay out of addresses. */
    support: (text: string) => request<SupportFinding>('POST', '/support/lookup', { text }),

    ...ofNouns(request),
  }
}

/** What the API has for each noun. @param request sends one request */
function ofNouns(request: <T>(method: string, path: string, body?: object) => Promise<T>) {
  return {
    ...accountApi(request),
    ...agreementApi(request),
    ...alarmApi(request),
    ...batchApi(request),
    ...billingApi(request),
    ...contactApi(request),
    ...creditApi(request),
    ...dialogueApi(request),
    ...licenceApi(request),
    ...mailApi(request),
    ...recipientApi(request),
    ...owningApi(request),
    ...simulatorApi(request),
    ...userApi(request),
  }
}

/** Address of the live changes of everything the person may see. */
export const EVENTS_URL = '/api/v1/events'

/** Address of the live changes of one redemption; each event carries the whole of it. */
export function redemptionEventsUrl(id: string): string {
  return `/api/v1/redemptions/${encodeURIComponent(id)}/events`
}

/** Where a collar's measurements can be fetched as a file. @param from @param to instants */
export function measurementsUrl(id: string, form: 'csv' | 'gpx' | 'geojson', from: string, to: string): string {
  return `/api/v1/devices/${encodeURIComponent(id)}/export.${form}?${new URLSearchParams({ from, to })}`
}

/** Address of a batch's codes; the session's cookie opens it. @param part of the sheet, from 1 */
export function exportUrl(id: string, form: 'csv' | 'pdf', part = 1): string {
  return `/api/v1/batches/${encodeURIComponent(id)}/export.${form}${part === 1 ? '' : `?part=${part}`}`
}
