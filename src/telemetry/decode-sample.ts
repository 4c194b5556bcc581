import { luhnFits } from '../std/luhn.ts'
import type { Members } from '../std/members.ts'
import { parseInstant } from '../std/period.ts'
import { UNIX_S_MAX } from '../std/uplink.ts'
import {
  MEASURED,
  type Measured,
  SIM_KINDS,
  type WireNetwork,
  type WirePosition,
  type WireSample,
  type WireSim,
} from './wire.ts'

const MCC_MAX = 999
const MEASURED_NAMES = Object.keys(MEASURED) as Measured[]

/** One sample. Look at `members.fault` before using it. */
export function readSample(members: Members): WireSample {
  const sample: WireSample = { t: readTime(members) }
  // Spread only where there is something: most samples name no network.
  if (members.has('lat') || members.has('lon')) Object.assign(sample, readPosition(members))
  if (members.has('mcc') || members.has('mnc')) Object.assign(sample, readNetwork(members))
  for (const name of MEASURED_NAMES) {
    if (!members.has(name)) continue
    const { min, max, whole } = MEASURED[name]
    sample[name] = whole ? members.integer(name, min, max) : members.number(name, min, max)
  }
  if (members.has('sim')) sample.sim = readSim(members)
  return sample
}

/** `t`, Unix seconds by the collar's clock. */
export function readTime(members: Members): number {
  return members.integer('t', 0, UNIX_S_MAX)
}

/** Both of `lat` and `lon`, or nothing. */
export function readPosition(members: Members): WirePosition | Record<never, never> {
  const has = { lat: members.has('lat'), lon: members.has('lon') }
  if (!has.lat && !has.lon) return {}
  if (!has.lat || !has.lon) members.refuse('incomplete', has.lat ? 'lon' : 'lat')
  return { lat: members.number('lat', -90, 90), lon: members.number('lon', -180, 180) }
}

/** `mcc`, and `mnc` beside it or not: alone it names no network. */
function readNetwork(members: Members): WireNetwork | Record<never, never> {
  if (!members.has('mcc') && !members.has('mnc')) return {}
  if (!members.has('mcc')) members.refuse('incomplete', 'mcc')
  const network: WireNetwork = { mcc: members.integer('mcc', 0, MCC_MAX) }
  if (!members.has('mnc')) return network
  network.mnc = members.text('mnc', 3)
  if (!/^[0-9]{2,3}$/.test(network.mnc)) members.refuse('out-of-range', 'mnc')
  return network
}

/** The object `sim`; its faults become those of `members`. */
export function readSim(members: Members): WireSim {
  const inner = members.object('sim')
  const iccid = inner.text('iccid', 20)
  if (!/^[0-9]{19,20}$/.test(iccid)) inner.refuse('out-of-range', 'iccid')
  if (!luhnFits(iccid)) inner.refuse('bad-check-digit', 'iccid')
  const sim: WireSim = { iccid, kind: inner.oneOf('kind', SIM_KINDS), ...readCarried(inner) }
  // A `sim` that is no object has been refused already, and keeps that reason.
  if (inner.fault) members.refuse(inner.fault.reason, inner.fault.member)
  return sim
}

function readCarried(sim: Members): Pick<WireSim, 'balance' | 'currency' | 'until'> {
  if (sim.has('until')) {
    if (sim.has('balance')) sim.refuse('unknown-value', 'until')
    const until = parseInstant(sim.text('until', 40))
    if (until === null) sim.refuse('out-of-range', 'until')
    return { until: until ?? 0 }
  }
  if (!sim.has('balance')) sim.refuse('incomplete', 'balance')
  const balance = sim.integer('balance', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
  const currency = sim.text('currency', 3)
  if (!/^[A-Z]{3}$/.test(currency)) sim.refuse('out-of-range', 'currency')
  return { balance, currency }
}
