/** Shapes of the HTTP API as the console uses them. Ids are opaque; instants ISO 8601 UTC; money in minor units. */

export type SimKind = 'travel-sim' | 'tele2' | 'telia-iot'
export type RedemptionState = 'queued' | 'sent' | 'applied' | 'refused' | 'cancelled' | 'expired'

/** RFC 9457 problem, its texts in the language that was asked for. */
export type ProblemDetails = {
  type: string
  title: string
  status: number
  detail: string
  code: string
  retryable: boolean
  /** When trying again can succeed, where known. */
  retryAt?: string
  errors?: { path: string; message: string }[]
  support?: { phone?: string; email?: string }
}

export type User = {
  id: string
  email: string
  name: string
  language: string
  memberships: { accountId: string; accountName: string; level: string }[]
}
export type SignIn = { email: string; password: string }
export type Session = { token: string; user: User }

export type SimState = { balanceMinor?: number; currency?: string; validUntil?: string }
export type Sim = SimState & { kind: SimKind; iccid: string; reportedAt?: string }
export type Position = { at: string; lat: number; lon: number; accuracyM?: number }

export type Device = {
  id: string
  kind: 'collar' | 'dongle'
  imei?: string
  caratId?: string
  name: string
  online: boolean
  lastSeenAt: string | null
  sim?: Sim
  batteryPercent?: number
  signalDbm?: number
  position?: Position
}
export type DeviceList = { items: Device[]; next: string | null }

export type Effect = {
  type: 'sim-extend' | 'sim-top-up'
  simKind: SimKind
  iccid: string
  period?: string
  amountMinor?: number
  currency?: string
  until?: string
  before?: SimState
  after?: SimState
}
export type Redemption = {
  id: string
  state: RedemptionState
  family: string
  deviceId?: string
  effect: Effect
  reason?: string
  history: { state: RedemptionState; at: string }[]
  /** At acceptance: how the code was corrected, as stable names. */
  notices?: string[]
}
export type RedemptionList = { items: Redemption[]; next: string | null }
export type Preview = {
  family: string
  effect: Effect
  countedFrom?: string
  notices: string[]
  device: { online: boolean; lastSeenAt: string | null; batteryPercent?: number }
}

export type Points = { points: [at: string, value: number][] }
export type Track = { points: [at: string, lat: number, lon: number][] }

export type SimulatedCollar = {
  imei: string
  power: 'on' | 'off'
  coverage: boolean
  connected: boolean
  iccid: string
}
export type SimulatedCollarList = { items: SimulatedCollar[] }
export type SimulatorOrder = {
  power?: 'on' | 'off'
  coverage?: boolean
  sim?: 'swap' | 'restore'
  powerCut?: 'before-persist' | 'after-persist'
}
