import type { RegisteredDevice, RegistrationsReport } from '../api-types.ts'

/** Sends one request to the API. @throws ApiError */
type Ask = <T>(method: string, path: string, body?: object) => Promise<T>

/** Registering collars. */
export function owningApi(request: Ask) {
  return {
    registerDevice: (made: { imei: string; name?: string; accountId?: string }) =>
      request<RegisteredDevice>('POST', '/devices', made),
    registerDevices: (made: { csv: string; allOrNothing: boolean; accountId?: string }) =>
      request<RegistrationsReport>('POST', '/devices/registrations', made),
  }
}
