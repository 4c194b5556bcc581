import type { AlarmSettings } from './settings.ts'
import { type Depth, EDGE_M, metresBetween, type Point } from './zone.ts'

/** A zone that a collar is watched by. */
export type WatchedZone = { id: string; onLeft: boolean; onEntered: boolean; depth: Depth }

/** What a collar is watched for and by. */
export type Watch = { settings: AlarmSettings; zones: readonly WatchedZone[] }

/** One sample. @property at milliseconds since 1970 @property until end of the SIM's validity, the same @property balance minor units */
export type Seen = {
  at: number
  lat?: number | undefined
  lon?: number | undefined
  acc?: number | undefined
  bat?: number | undefined
  balance?: number | undefined
  until?: number | undefined
}

/** What is remembered of a collar from sample to sample; small, and kept as JSON. */
export type WatchState = {
  /** By zone: on which side of the edge it was last for sure. */
  zones: Record<string, 'in' | 'out'>
  battery?: boolean
  balance?: boolean
  validity?: boolean
  /** The end of the SIM's validity as last reported: it comes without a report too. */
  until?: number
  moved?: boolean
  /** From where movement is measured; and where it has been since when, while it is away from there. */
  anchor?: Point
  rest?: { place: Point; since: number }
}

/** Something that has begun or is over. @property subject of a zone: its id */
export type Turn = {
  rule: 'zone-left' | 'zone-entered' | 'movement' | 'battery' | 'balance' | 'validity'
  subject: string
  step: 'opened' | 'closed'
  at: number
  value: number | null
}

/** A fix that is less sure than that says nothing of zones, metres. */
const ACC_M_MAX = 250
/** Charged by so much above the threshold, a battery is no longer low, percent. */
const CHARGED_PERCENT = 5
/** Where it has not left for so long, a collar that was moved has come to rest. */
export const REST_MS = 10 * 60_000
const DAY_MS = 86_400_000

/** Holds a sample against all rules of a collar: moves `state` on, and tells what has begun or is over by it. Samples come in their order. */
export function evaluate({ settings, zones }: Watch, state: WatchState, seen: Seen, turns: Turn[]): void {
  const { at, lat, lon } = seen
  if (lat !== undefined && lon !== undefined) {
    const margin = Math.max(EDGE_M, seen.acc ?? 0)
    if (margin <= ACC_M_MAX) {
      for (const zone of zones) side(zone, state, zone.depth(lat, lon), margin, at, turns)
      movement(settings.movement, state, lat, lon, margin, at, turns)
    }
  }
  if (seen.bat !== undefined) {
    const { on, percent } = settings.battery
    const low = on && seen.bat < (state.battery ? Math.min(percent + CHARGED_PERCENT, 100) : percent)
    level('battery', state, low, at, seen.bat, turns)
  }
  if (seen.balance !== undefined) {
    const { on, minor } = settings.balance
    level('balance', state, on && seen.balance < minor, at, seen.balance, turns)
  }
  if (seen.until !== undefined) {
    const { on, days } = settings.validity
    state.until = seen.until
    level('validity', state, on && seen.until - at <= days * DAY_MS, at, seen.until, turns)
  }
}

/** Ends what no sample says is over: of a rule that was switched off, and of a zone that is gone. */
export function forget({ settings, zones }: Watch, state: WatchState, at: number, turns: Turn[]): void {
  for (const rule of ['battery', 'balance', 'validity'] as const)
    if (state[rule] && !settings[rule].on) level(rule, state, false, at, null, turns)
  if (!settings.movement.on && (state.moved !== undefined || state.anchor)) {
    if (state.moved) turns.push({ rule: 'movement', subject: '', step: 'closed', at, value: null })
    delete state.moved
    delete state.anchor
    delete state.rest
  }
  for (const [id, was] of Object.entries(state.zones)) {
    if (zones.some((zone) => zone.id === id)) continue
    turns.push({ rule: was === 'out' ? 'zone-left' : 'zone-entered', subject: id, step: 'closed', at, value: null })
    delete state.zones[id]
  }
}

function level(
  rule: 'battery' | 'balance' | 'validity',
  state: WatchState,
  low: boolean,
  at: number,
  value: number | null,
  turns: Turn[],
): void {
  if (low === (state[rule] ?? false)) return
  state[rule] = low
  turns.push({ rule, subject: '', step: low ? 'opened' : 'closed', at, value })
}

/** The first fix only says where it is: what was left before a zone was drawn is no happening. */
function side(zone: WatchedZone, state: WatchState, depth: number, margin: number, at: number, turns: Turn[]): void {
  if (depth < margin && depth > -margin) return
  const now = depth > 0 ? 'in' : 'out'
  const was = state.zones[zone.id]
  if (was === now) return
  state.zones[zone.id] = now
  if (was === undefined) return
  const value = Math.round(Math.abs(depth))
  if (zone.onLeft)
    turns.push({ rule: 'zone-left', subject: zone.id, step: now === 'out' ? 'opened' : 'closed', at, value })
  if (zone.onEntered)
    turns.push({ rule: 'zone-entered', subject: zone.id, step: now === 'in' ? 'opened' : 'closed', at, value })
}

function movement(
  { on, metres }: AlarmSettings['movement'],
  state: WatchState,
  lat: number,
  lon: number,
  margin: number,
  at: number,
  turns: Turn[],
): void {
  if (!on) return
  state.anchor ??= [lat, lon]
  const moved = metresBetween(state.anchor, lat, lon)
  if (!state.moved) {
    if (moved <= metres + margin) return
    state.moved = true
    state.rest = { place: [lat, lon], since: at }
    turns.push({ rule: 'movement', subject: '', step: 'opened', at, value: Math.round(moved) })
    return
  }
  state.rest ??= { place: [lat, lon], since: at }
  if (metresBetween(state.rest.place, lat, lon) > metres) state.rest = { place: [lat, lon], since: at }
  const back = moved < metres - Math.min(margin, metres / 2)
  if (!back && at - state.rest.since < REST_MS) return
  if (!back) state.anchor = state.rest.place
  state.moved = false
  delete state.rest
  turns.push({ rule: 'movement', subject: '', step: 'closed', at, value: Math.round(moved) })
}
