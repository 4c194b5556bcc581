import type { AlarmChoice, AlarmList, AlarmSettings, Zone, ZoneBody, ZoneList } from '../api-types.ts'

/** Sends one request to the API. @throws ApiError */
type Ask = <T>(method: string, path: string, body?: object) => Promise<T>

/** Alarms, what collars are watched for, and their safety zones. */
export function alarmApi(request: Ask) {
  const device = (id: string): string => `/devices/${encodeURIComponent(id)}`
  return {
    alarms: ({ cursor, open, deviceId }: { cursor: string | undefined; open: boolean; deviceId?: string }) => {
      const query = new URLSearchParams({ limit: '20' })
      if (open) query.set('open', 'true')
      if (cursor !== undefined) query.set('cursor', cursor)
      if (deviceId !== undefined) query.set('deviceId', deviceId)
      return request<AlarmList>('GET', `/alarms?${query}`)
    },
    acknowledge: (id: string) => request<void>('POST', `/alarms/${encodeURIComponent(id)}/acknowledgement`),
    alarmSettings: (id: string) => request<AlarmSettings>('GET', `${device(id)}/alarm-settings`),
    chooseAlarmSettings: (id: string, chosen: AlarmChoice) =>
      request<AlarmSettings>('PUT', `${device(id)}/alarm-settings`, chosen),
    alarmDefaults: (accountId: string) =>
      request<AlarmSettings>('GET', `/alarm-settings?accountId=${encodeURIComponent(accountId)}`),
    chooseAlarmDefaults: (accountId: string, chosen: AlarmChoice) =>
      request<AlarmSettings>('PUT', `/alarm-settings?accountId=${encodeURIComponent(accountId)}`, chosen),
    zones: (id: string) => request<ZoneList>('GET', `${device(id)}/zones`),
    addZone: (id: string, zone: ZoneBody) => request<Zone>('POST', `${device(id)}/zones`, zone),
    /** @returns with another id when it is told of otherwise, or has another edge */
    changeZone: (id: string, zone: ZoneBody) => request<Zone>('PUT', `/zones/${encodeURIComponent(id)}`, zone),
    removeZone: (id: string) => request<void>('DELETE', `/zones/${encodeURIComponent(id)}`),
  }
}
