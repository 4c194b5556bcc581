import { type MemberFault, Members } from '../std/members.ts'
import { readPayload } from '../std/payload.ts'
import { parseInstant } from '../std/period.ts'
import { type Answer, OUTCOMES_KEPT } from './judge-result.ts'

/** The body of a collar's result, decoded (docs/protocol/collar.md §6). */
export type ResultBody = Answer<'other-iccid' | 'wrong-sim'> & {
  iccid: string
  before: SimReading
  after: SimReading
  /** The device's clock, Unix seconds. */
  at: number
}
/** `balance` in minor units; `until` in milliseconds since 1970. */
export type SimReading = { balance: number; currency: string } | { until: number }

const COUNTER_MAX = Number.MAX_SAFE_INTEGER
const OUTCOMES = ['applied', 'refused'] as const

/** Reads the body of a result: the bytes that its signature covers, and that a receipt keeps. */
export function decodeResultBody(
  bytes: Uint8Array,
): { ok: true; body: ResultBody } | { ok: false; reason: string; member?: string } {
  const read = readPayload(bytes)
  if (!read.ok) return read
  const body = readBody(new Members(read.object, read.encoding))
  return 'fault' in body ? { ok: false, ...body.fault } : { ok: true, body }
}

function readBody(members: Members): ResultBody | { fault: MemberFault } {
  const body: ResultBody = {
    id: members.text('id', 64),
    device: members.text('device', 32),
    counter: members.integer('counter', 1, COUNTER_MAX),
    outcome: members.oneOf('outcome', OUTCOMES),
    iccid: members.text('iccid', 20),
    before: readSim(members, 'before'),
    after: readSim(members, 'after'),
    at: members.integer('at', 0, 2 ** 40),
    outcomes: readOutcomes(members),
  }
  if (body.outcome === 'refused') body.reason = members.oneOf('reason', ['other-iccid', 'wrong-sim', 'old-counter'])
  return members.fault ? { fault: members.fault } : body
}

function readSim(members: Members, key: 'before' | 'after'): SimReading {
  const sim = members.object(key)
  if (sim.has('until')) {
    const until = parseInstant(sim.text('until', 40))
    if (until === null) members.refuse('out-of-range', key)
    return { until: until ?? 0 }
  }
  const reading = { balance: sim.integer('balance', -COUNTER_MAX, COUNTER_MAX), currency: sim.text('currency', 3) }
  if (sim.fault) members.refuse(sim.fault.reason, key)
  return reading
}

/** Empty before the first counter was ever handled. */
function readOutcomes(members: Members): ResultBody['outcomes'] {
  const listed = members.listOrEmpty('outcomes', OUTCOMES_KEPT)
  return listed.flatMap((entry) => {
    const [counter, outcome] = Array.isArray(entry) ? entry : []
    const fits = Number.isSafeInteger(counter) && (outcome === 'applied' || outcome === 'refused')
    if (fits) return [[counter as number, outcome as 'applied' | 'refused'] as const]
    members.refuse('wrong-type', 'outcomes')
    return []
  })
}
