import { type SmsTransport, SmsTransportError } from '../../../src/flows/sms/transport.ts'
import { SMPP_LIMITS } from '../../../src/sms/smpp/limits.ts'
import { smppTransport } from '../../../src/sms/smpp/transport.ts'
import type { Wire } from '../../../src/sms/smpp/wire.ts'
import { silent } from '../../../src/std/log.ts'
import { type ManualClock, manualClock, settle } from '../../../src/std/manual-clock.ts'
import { seededRandom } from '../../../src/std/random.ts'
import { type HeldSink, heldSink } from '../held-sink.ts'

/** A PDU as the far end saw it. */
export type Seen = { command: number; status: number; sequence: number; body: Buffer }

/** The far end of one connection, without sockets: the test is the SMSC, octet by octet. */
export type Line = {
  seen: Seen[]
  /** Octets to the transport. */
  say(octets: Uint8Array): Promise<void>
  /** The system takes nothing more from the transport. */
  stall(): void
  drop(): Promise<void>
  readonly open: boolean
}

/** A transport on lines of memory. */
export type Bench = {
  /** Sends; resolves to the ids, or to the kind of the error. */
  send(text?: string): Promise<string | readonly string[]>
  /** Why the transport is not ready. */
  why(): string | undefined
  /** Closes it, and lets all the time pass that this may take. */
  close(): Promise<void>
  transport: SmsTransport
  clock: ManualClock
  sink: HeldSink
  /** One for each connection that was opened. */
  lines: Line[]
  /** The newest line, bound. */
  bound(): Promise<Line>
  /** Lets time pass until there is another line than now. @returns how long that took, in milliseconds */
  reopened(): Promise<number>
  /** From now on nobody can be reached. */
  unplug(): void
}

/** command_id of requests; an answer has ANSWER added. */
export const SUBMIT = 0x4
export const DELIVER = 0x5
export const UNBIND = 0x6
export const BIND = 0x9
export const ENQUIRE = 0x15
export const NACK = 0x8000_0000
export const ANSWER = 0x8000_0000

/** The PDUs of one kind that were seen on a line. */
export function seen(line: Line, command: number): Seen[] {
  return line.seen.filter((each) => each.command === command >>> 0)
}

const HEADER_BYTES = 16
const ACCOUNT = { systemId: 'koppel', password: 'secret', systemType: 'VMA', from: '+46700000000' }

/** Octets of a PDU, written without the house's help. @param length what the length field says; absent = the truth */
export function pdu(
  command: number,
  sequence: number,
  body: Uint8Array = Buffer.alloc(0),
  status = 0,
  length?: number,
): Buffer {
  const head = Buffer.alloc(HEADER_BYTES)
  head.writeUInt32BE(length ?? HEADER_BYTES + body.length, 0)
  head.writeUInt32BE(command >>> 0, 4)
  head.writeUInt32BE(status, 8)
  head.writeUInt32BE(sequence, 12)
  return Buffer.concat([head, body])
}

/** The body of a deliver_sm from a phone. */
export function delivery(text: string, esmClass = 0, octets: Buffer = Buffer.from(text, 'latin1')): Buffer {
  const phone = Buffer.from('\x01\x01436641234567\0\x01\x0146700000000\0', 'latin1')
  return Buffer.concat([Buffer.alloc(1), phone, Buffer.from([esmClass, 0, 0, 0, 0, 0, 0, 0, 0, octets.length]), octets])
}

/** Opens the transport; it connects at once. */
export function bench(): Bench {
  const clock = manualClock()
  const sink = heldSink()
  const lines: Line[] = []
  let reachable = true
  const open = async (): Promise<Wire> => {
    if (!reachable) throw new Error('nobody there')
    const { line, wire } = memoryLine()
    lines.push(line)
    return wire
  }
  const world = { clock, random: seededRandom(3), log: silent }
  const transport = smppTransport({ world, open, account: ACCOUNT, sink })
  let count = 0
  return {
    send: (text = 'OK') =>
      transport.send({ id: `m${++count}`, to: '+436641234567', from: null, text }).then(
        ({ providerIds }) => providerIds,
        (error: unknown) => (error instanceof SmsTransportError ? error.kind : Promise.reject(error)),
      ),
    why: () => transport.state().why,
    async close() {
      const closed = transport.close()
      for (let each = 0; each < 4; each++) await clock.advance(SMPP_LIMITS.close_timeout_ms)
      await closed
    },
    transport,
    clock,
    sink,
    lines,
    unplug: () => {
      reachable = false
    },
    async reopened() {
      const before = clock.now()
      const count = lines.length
      while (lines.length === count) await clock.advance((clock.nextAt() ?? 0) - clock.now())
      return clock.now() - before
    },
    async bound() {
      await settle()
      const line = lines.at(-1)
      const asked = line?.seen[0]
      if (!line || !asked) throw new Error('nobody asked to be bound')
      await line.say(pdu(0x8000_0009, asked.sequence, Buffer.from('smsc\0')))
      return line
    },
  }
}

function memoryLine(): { line: Line; wire: Wire } {
  const seen: Seen[] = []
  let take: (octets: Uint8Array) => void = () => {}
  let gone: (why: string) => void = () => {}
  let open = true
  let stalled = false
  const line: Line = {
    seen,
    get open() {
      return open
    },
    async say(octets) {
      if (open) take(octets)
      await settle()
    },
    stall: () => {
      stalled = true
    },
    async drop() {
      open = false
      gone('reset')
      await settle()
    },
  }
  const wire: Wire = {
    async write(octets) {
      if (!open) throw new Error('gone')
      if (stalled) return new Promise(() => {})
      const all = Buffer.from(octets)
      seen.push({
        command: all.readUInt32BE(4),
        status: all.readUInt32BE(8),
        sequence: all.readUInt32BE(12),
        body: all.subarray(HEADER_BYTES),
      })
    },
    onOctets: (taker) => {
      take = taker
    },
    onGone: (taker) => {
      gone = taker
    },
    close: () => {
      open = false
    },
  }
  return { line, wire }
}
