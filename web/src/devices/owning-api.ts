import type { RegisteredDevice, RegistrationsReport } from '../api-types.ts'

/** Sends one request to the API. @throws ApiError */
type Ask = <T>(method: string, path: string, body?: object) => Promise<T>

/** A device as somebody types what stands on it: 8 or 16 hexadecimal characters are a dongle's, all else a collar's. */
export type TypedSerial = { imei: string } | { caratId: string }

/** Registering devices. */
export function owningApi(request: Ask) {
  return {
    registerDevice: (made: TypedSerial & { name?: string; accountId?: string }) =>
      request<RegisteredDevice>('POST', '/devices', made),
    registerDevices: (made: { csv: string; allOrNothing: boolean; accountId?: string }) =>
      request<RegistrationsReport>('POST', '/devices/registrations', made),
  }
}
