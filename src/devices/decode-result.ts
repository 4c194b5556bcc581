import { type MemberFault, Members } from '../std/members.ts'
import { readPayload } from '../std/payload.ts'
import { parseInstant } from '../std/period.ts'
import { decodeUplink } from '../std/uplink.ts'
import { OUTCOMES_KEPT, type ResultBody, type SimReading } from './judge-result.ts'

/** A result whose form is right. `bytes` are the body as sent: what the signature covers. */
export type SignedResult = { keyId: string; bytes: Uint8Array; sig: Uint8Array; body: ResultBody }

/** `reason` is one of a small fixed set, fit for a metric's label. */
export type DecodedResult = { ok: true; result: SignedResult } | { ok: false; reason: string; member?: string }

const BODY_BYTES_MAX = 4_096
const COUNTER_MAX = Number.MAX_SAFE_INTEGER
const OUTCOMES = ['applied', 'refused'] as const

/** Reads a `result` message (docs/protocol/collar.md §6): its envelope and, without judging the signature, its body. */
export function decodeResult(payload: Uint8Array): DecodedResult {
  const uplink = decodeUplink(payload)
  if (!uplink.ok) return uplink
  const { members } = uplink
  const keyId = members.text('key', 32)
  const bytes = members.bytes('body', BODY_BYTES_MAX)
  const sig = members.bytes('sig', 64)
  if (members.fault) return { ok: false, ...members.fault }
  const read = decodeResultBody(bytes)
  return read.ok ? { ok: true, result: { keyId, bytes, sig, body: read.body } } : read
}

/** Reads the body of a result by itself: the bytes that its signature covers, and that a receipt keeps. */
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
