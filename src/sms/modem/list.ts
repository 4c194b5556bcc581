import type { SmsSink } from '../../flows/sms/transport.ts'
import type { Clock } from '../../std/clock.ts'
import type { Log } from '../../std/log.ts'
import { decodeDeliver } from '../pdu/deliver.ts'
import { fromHex } from '../pdu/octets.ts'
import { PduError } from '../pdu/pdu-error.ts'
import { decodeStatusReport } from '../pdu/status-report.ts'
import type { Ask } from './ask.ts'
import { type Assembled, assemble, type Part, type Place } from './assemble.ts'
import { MODEM_LIMITS } from './limits.ts'
import { partId } from './provider-id.ts'
import { type Listed, listedIn, placesIn } from './told.ts'
import { within } from './within.ts'

/** What is remembered of messages from one list to the next; it outlives the line. All of it may be lost: then a message is passed on twice, with the same id. */
export type Memory = {
  /** Since when a part is known, by its print. */
  since: Map<string, number>
  /** Messages that were passed on, and whose places may not be free yet. */
  passed: Set<string>
  /** Parts that were shown and not stored. */
  direct: Part[]
}

/** Nothing is known yet. */
export function freshMemory(): Memory {
  return { since: new Map(), passed: new Set(), direct: [] }
}

export type Lister = {
  ask: Ask
  clock: Clock
  log: Log
  sink: SmsSink
  transport: string
  /** The modem's own number, E.164, where it is configured. */
  to: string | null
  memories: readonly string[]
  memory: Memory
}

/** <stat> of what was received; the rest was written by others (3GPP TS 27.005 §3.1). */
const RECEIVED = [0, 1]
/** Fewer free places than this: a message whose parts are missing must not keep others out. */
const FREE_PLACES_MIN = 2

/**
 * Reads every memory, passes on what is whole, and frees its places: only when the sink has it on disk. What the sink does not take, and parts of a message of which others
 * are missing, stay where they are.
 * @returns false when the sink took something not
 */
export async function listAndPass(lister: Lister): Promise<boolean> {
  const { clock, memory } = lister
  const stored: Part[] = []
  let short = memory.direct.length >= MODEM_LIMITS.directParts_max
  for (const name of lister.memories) {
    const places = placesIn((await lister.ask(`AT+CPMS="${name}"`, '+CPMS')).lines[0] ?? '')
    if (places === null || places.used === 0) continue
    short ||= places.all - places.used < FREE_PLACES_MIN
    const { lines } = await lister.ask('AT+CMGL=4', '+CMGL')
    for (const listed of listedIn(lines)) {
      const part = await partOf(lister, name, listed)
      if (part) stored.push(part)
    }
  }
  const parts = [...stored, ...memory.direct]
  memory.since = new Map(parts.map(({ deliver, since_ms }) => [deliver.print, since_ms]))
  for (const assembled of assemble(parts, clock.monotonic() - MODEM_LIMITS.partWait_ms, short)) {
    if (!(await pass(lister, assembled))) return false
    memory.direct = memory.direct.filter((part) => !assembled.parts.includes(part))
  }
  return true
}

/** A message that was shown: it waits in memory for the next list. */
export function keepDirect({ log, memory, clock }: Lister, pdu: string, tpduOctets: number | null): void {
  if (memory.direct.length > MODEM_LIMITS.directParts_max) return
  try {
    const deliver = decodeDeliver(fromHex(pdu), tpduOctets ?? undefined)
    memory.direct.push({ place: null, deliver, since_ms: clock.monotonic() })
  } catch (error) {
    unreadable(log, error)
  }
}

/** A delivery report, for the sink. Its loss is no harm. */
export async function passReport(lister: Lister, pdu: string, tpduOctets: number | null): Promise<void> {
  const { clock, log, sink, transport } = lister
  try {
    const report = decodeStatusReport(fromHex(pdu), tpduOctets ?? undefined)
    const { reference, to, state, status } = report
    const told = {
      ...{ transport, providerId: partId(reference, to), state, at: report.at ?? clock.now() },
      ...(state === 'delivered' ? {} : { reason: `status ${status}` }),
    }
    await within(clock, MODEM_LIMITS.report_timeout_ms, sink.report(told))
  } catch (error) {
    if (error instanceof PduError) unreadable(log, error)
    else log.warn({ error }, 'delivery report not taken')
  }
}

async function partOf(lister: Lister, memory: string, listed: Listed): Promise<Part | null> {
  const { index, stat, pdu, tpduOctets } = listed
  if (!RECEIVED.includes(stat)) return null
  const place = { memory, index }
  try {
    const deliver = decodeDeliver(fromHex(pdu), tpduOctets)
    const since_ms = lister.memory.since.get(deliver.print) ?? lister.clock.monotonic()
    return { place, deliver, since_ms }
  } catch (error) {
    if (error instanceof PduError && error.code === 'wrong-type') await passReport(lister, pdu, tpduOctets)
    else unreadable(lister.log, error)
    // Nobody can answer it, and it would fill the SIM.
    await free(lister, [place])
    return null
  }
}

/** The promise of the sink comes first: a message whose place is free is nowhere but with it. */
async function pass(lister: Lister, { message, places }: Assembled): Promise<boolean> {
  const { memory, transport, to } = lister
  if (!memory.passed.has(message.providerId)) {
    if (!(await taken(lister, { ...message, transport, to }))) return false
    memory.passed.add(message.providerId)
    const [oldest] = memory.passed
    if (memory.passed.size > MODEM_LIMITS.passed_max && oldest !== undefined) memory.passed.delete(oldest)
  }
  await free(lister, places)
  return true
}

async function taken({ sink, clock, log }: Lister, message: Parameters<SmsSink['inbound']>[0]): Promise<boolean> {
  try {
    await within(clock, MODEM_LIMITS.inbound_timeout_ms, sink.inbound(message))
    return true
  } catch (error) {
    log.warn({ error }, 'a message that came is left in the modem')
    return false
  }
}

async function free({ ask }: Lister, places: readonly Place[]): Promise<void> {
  for (const place of places) {
    if (place === null) continue
    await ask(`AT+CPMS="${place.memory}"`, '+CPMS')
    await ask(`AT+CMGD=${place.index}`)
  }
}

function unreadable(log: Log, error: unknown): void {
  if (!(error instanceof PduError)) throw error
  log.warn({ fault: error.code }, 'a message that came cannot be read')
}
