import type { Device, Redemption, SimulatedCollar, User } from '../src/api-types.ts'

/** The canned world of the mock server: three collars that need nothing from anybody. */
export type Canned = { user: User; devices: Device[]; redemptions: Redemption[]; collars: SimulatedCollar[] }

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

export function cannedWorld(now: number): Canned {
  const at = (past_ms: number): string => new Date(now - past_ms).toISOString()
  const devices: Device[] = [
    {
      id: 'd1',
      kind: 'collar',
      owner: { accountId: 'a1', name: 'Familjen Lindqvist' },
      imei: '356938035643809',
      name: 'Ronja',
      online: true,
      lastSeenAt: at(20_000),
      sim: {
        kind: 'travel-sim',
        iccid: '89460000000000000015',
        balanceMinor: 4_250,
        currency: 'SEK',
        reportedAt: at(MINUTE_MS),
      },
      batteryPercent: 81,
      signalDbm: -87,
      position: { at: at(20_000), lat: 59.33258, lon: 18.0649, accuracyM: 4.5 },
    },
    {
      id: 'd2',
      kind: 'collar',
      owner: { accountId: 'a1', name: 'Familjen Lindqvist' },
      imei: '490154203237518',
      name: 'Bosse',
      online: false,
      lastSeenAt: at(3 * DAY_MS),
      sim: {
        kind: 'tele2',
        iccid: '89460000000000000023',
        validUntil: at(-12.5 * DAY_MS),
        reportedAt: at(3 * DAY_MS),
      },
      batteryPercent: 14,
      signalDbm: -104,
      position: { at: at(3 * DAY_MS), lat: 63.8258, lon: 20.263, accuracyM: 31 },
    },
    {
      id: 'd3',
      kind: 'collar',
      owner: { accountId: 'a1', name: 'Familjen Lindqvist' },
      imei: '353918057000001',
      name: 'Kapitän Nemo vom Wolfsgrund',
      online: true,
      lastSeenAt: at(2_000),
      sim: { kind: 'telia-iot', iccid: '89460000000000000031', validUntil: at(40 * DAY_MS), reportedAt: at(2_000) },
      batteryPercent: 55,
      signalDbm: -71,
    },
  ]
  const collars = devices.map(
    ({ imei, sim, online }): SimulatedCollar => ({
      imei: imei ?? '',
      power: online ? 'on' : 'off',
      coverage: online,
      connected: online,
      iccid: sim?.iccid ?? '',
      mcc: 240,
      armed: null,
    }),
  )
  const user: User = {
    id: 'u1',
    email: 'owner@example.com',
    name: 'Astrid',
    language: 'sv',
    memberships: [{ accountId: 'a1', accountName: 'Lindgren', level: 'owner' }],
  }
  return { user, devices, redemptions: [], collars }
}

/** A walk of some hours around a place, the same every time. */
export function cannedTrack(device: Device, now: number): [string, number, number][] {
  if (!device.position || !device.online) return []
  const { lat, lon } = device.position
  return Array.from({ length: 120 }, (_, step) => {
    const turn = step / 9
    const reach = 0.0012 * Math.sin(step / 38) + 0.0004 * Math.sin(turn * 3)
    const back = 119 - step
    return [
      new Date(now - back * 2 * MINUTE_MS).toISOString(),
      lat + reach * Math.sin(turn) * (back / 119),
      lon + 2 * reach * Math.cos(turn * 0.7) * (back / 119),
    ]
  })
}

/** A series that falls, as balance, batteries and time do. */
export function cannedSeries(device: Device, field: string, from_ms: number, to_ms: number): [string, number][] {
  const count = 60
  return Array.from({ length: count + 1 }, (_, step) => {
    const at_ms = from_ms + ((to_ms - from_ms) * step) / count
    const left = count - step
    const value =
      field === 'balance'
        ? (device.sim?.balanceMinor ?? 0) + Math.floor(left / 4) * 175
        : field === 'until'
          ? Date.parse(device.sim?.validUntil ?? '')
          : Math.min(100, (device.batteryPercent ?? 0) + ((left * 7) % 40) / 2)
    return [new Date(at_ms).toISOString(), value]
  })
}
