import { decodeUplink, type Uplink, type UplinkRefused } from '../std/uplink.ts'
import { readPack } from './decode-pack.ts'
import { readPosition, readSample, readSim, readTime } from './decode-sample.ts'
import { COMMAND_REJECTIONS, type EventName, type WireEvent, type WireReport } from './wire.ts'

/** docs/protocol/collar.md §3. */
export const SAMPLES_MAX = 500
const FIRMWARE_LENGTH_MAX = 32

export type DecodedReport = { ok: true; report: WireReport } | UplinkRefused
export type DecodedEvent = { ok: true; event: WireEvent } | UplinkRefused

/**
 * Reads a `report` (docs/protocol/collar.md §3). A fault of the message itself, or of its only sample at the top level, refuses it; a bad
 * sample among `samples` is set aside and the good ones stand.
 */
export function decodeReport(payload: Uint8Array): DecodedReport {
  const uplink = decodeUplink(payload)
  if (!uplink.ok) return uplink
  const { members } = uplink
  const report: WireReport = { ...uplink.envelope, samples: [], setAside: [] }
  const listed = members.has('samples')
  if (!listed && !members.has('pack')) {
    report.samples.push(readSample(members))
    return members.fault ? { ok: false, ...members.fault } : { ok: true, report }
  }
  if (listed && members.has('pack')) members.refuse('unknown-value', 'pack')
  if (!listed) {
    const pack = readPack(members, SAMPLES_MAX)
    return members.fault ? { ok: false, ...members.fault } : { ok: true, report: { ...report, ...pack } }
  }
  const inner = members.objects('samples', SAMPLES_MAX)
  if (members.fault) return { ok: false, ...members.fault }
  for (const [index, one] of inner.entries()) {
    const sample = one && readSample(one)
    const fault = one ? one.fault : { reason: 'wrong-type' as const, member: 'samples' }
    if (sample && !fault) report.samples.push(sample)
    else if (fault) report.setAside.push({ index, fault })
  }
  return { ok: true, report }
}

/** Reads an `event` (docs/protocol/collar.md §4). Any fault refuses it, but for the position of an `sos`. */
export function decodeEvent(payload: Uint8Array): DecodedEvent {
  const uplink = decodeUplink(payload)
  if (!uplink.ok) return uplink
  const { members } = uplink
  const t = readTime(members)
  const name = members.oneOf('event', Object.keys(READ_EVENT) as [EventName, ...EventName[]])
  const event: WireEvent = { ...uplink.envelope, t, ...READ_EVENT[name](uplink) }
  return members.fault ? { ok: false, ...members.fault } : { ok: true, event }
}

type Particulars<E = WireEvent> = E extends WireEvent ? Omit<E, 'now' | 'boot' | 'seq' | 't'> : never

const READ_EVENT: { readonly [N in EventName]: (uplink: Uplink) => Particulars<Extract<WireEvent, { event: N }>> } = {
  boot: ({ members }) => ({
    event: 'boot',
    ...(members.has('sim') && { sim: readSim(members) }),
    ...(members.has('firmware') && { firmware: members.text('firmware', FIRMWARE_LENGTH_MAX) }),
  }),
  sos: ({ members }) => {
    const aside = members.again()
    const position = readPosition(aside)
    return aside.fault ? { event: 'sos', positionFault: aside.fault } : { event: 'sos', ...position }
  },
  'sim-changed': ({ members }) => ({ event: 'sim-changed', sim: readSim(members) }),
  coverage: () => ({ event: 'coverage' }),
  'command-rejected': ({ members }) => ({
    event: 'command-rejected',
    reason: members.oneOf('reason', COMMAND_REJECTIONS),
  }),
}
