import { Duplex } from 'node:stream'
import type { Cancel, Clock } from '../src/std/clock.ts'
import { Front, pubacks, type Reports } from './front.ts'
import { judgeGreeting, OTHER_VERSION_CONNACK } from './greeting.ts'
import { type PacketEar, PacketScanner } from './packets.ts'
import { Quota } from './quota.ts'
import type { Refusal } from './refusals.ts'
import type { BrokerLimits } from './types.ts'

/** How long a closed connection may take to read what was written to it last, e.g. a CONNACK that refuses. */
const LINGER_MS = 1_000

export type GuardParts = {
  wire: Duplex
  limits: BrokerLimits
  clock: Clock
  /** A CONNECT is complete and waits to be read. */
  onGreeted: () => void
  /** Reports that took the short way; `acknowledge` is owed for each. */
  onReports: (reports: Reports) => void
  /** Called once, at the first reason; the connection is gone. */
  onCut: (reason: Refusal) => void
}

/**
 * Stands between a wire and aedes, which sets no limits of its own on bytes: hands on a connection's bytes only after a complete CONNECT,
 * measures every packet by its header before it passes, and cuts what exceeds its limits.
 */
export class Guard extends Duplex {
  readonly quota: Quota
  readonly front = new Front()
  readonly #wire: Duplex
  readonly #limits: BrokerLimits
  readonly #clock: Clock
  readonly #onGreeted: () => void
  readonly #onReports: (reports: Reports) => void
  readonly #onCut: (reason: Refusal) => void
  readonly #scanner = new PacketScanner()
  readonly #ear: PacketEar<Refusal>
  #greeting: Buffer | null = Buffer.alloc(0)
  #heard_ms: number
  /** When the chunk came that is passed on now. */
  #now_ms = 0
  #held = false
  #cut = false
  readonly #timers: Record<'connect' | 'keepAlive' | 'drain', Cancel> = {
    connect: noTimer,
    keepAlive: noTimer,
    drain: noTimer,
  }

  constructor({ wire, limits, clock, onGreeted, onReports, onCut }: GuardParts) {
    super({ allowHalfOpen: true, autoDestroy: true })
    this.#wire = wire
    this.#limits = limits
    this.#clock = clock
    this.#onGreeted = onGreeted
    this.#onReports = onReports
    this.#onCut = onCut
    this.quota = new Quota(limits)
    this.#heard_ms = clock.monotonic()
    this.#ear = {
      head: (head) => this.quota.spend(head, this.#now_ms),
      whole: () => {
        this.#heard_ms = this.#now_ms
        return null
      },
    }
    this.#timers.connect = clock.after(limits.connect_timeout_ms, () => this.cut('connect-timeout'))
    wire.on('data', (chunk: Buffer) => this.#take(chunk))
    wire.on('end', () => (this.#greeting ? this.destroy() : this.push(null)))
    wire.on('error', () => this.destroy())
    wire.on('close', () => this.destroy())
  }

  /** Bytes written to this client that the network has not taken. */
  get unsentBytes(): number {
    return this.writableLength + this.#wire.writableLength
  }

  /** Cuts the client after one and a half times `keepAlive_s` of silence [MQTT-3.1.2-24]; 0, or more than the limit, means the limit. */
  keepAlive(keepAlive_s: number): void {
    const most_s = this.#limits.keepAlive_s_max
    const silence_ms_max = 1_500 * (keepAlive_s > 0 ? Math.min(keepAlive_s, most_s) : most_s)
    const watch = (): void => {
      // While an answer is owed, the client may wait in silence, and the guard may have stopped reading.
      if (this.quota.unacknowledged > 0) this.#heard_ms = this.#clock.monotonic()
      const left_ms = this.#heard_ms + silence_ms_max - this.#clock.monotonic()
      if (left_ms <= 0) this.cut('keep-alive')
      else this.#timers.keepAlive = this.#clock.after(left_ms, watch)
    }
    this.#timers.keepAlive()
    watch()
  }

  /** Sends the PUBACKs of reports, as one piece and behind whatever aedes is writing. */
  acknowledge(messageIds: readonly number[]): void {
    for (let count = messageIds.length; count > 0; count--) this.quota.acknowledge()
    if (this.destroyed || !this.writable) return
    // The long way has a timer and two queues for each write. Past a wire that the network empties, nothing can stand before these bytes; what it does not
    // take stays in the wire, and whatever follows goes the long way, by which a client that does not read is cut.
    if (this.writableLength === 0 && this.#wire.writableLength === 0) this.#wire.write(pubacks(messageIds))
    else this.write(pubacks(messageIds))
  }

  /** Reads nothing more; what was read is answered still. */
  hold(): void {
    this.#held = true
    this.#wire.pause()
  }

  /** Ends the connection at once, for this reason. */
  cut(reason: Refusal): void {
    if (this.#cut || this.destroyed) return
    this.#cut = true
    this.destroy()
    this.#onCut(reason)
  }

  #take(chunk: Buffer): void {
    if (this.destroyed) return
    if (this.#greeting) this.#greet(Buffer.concat([this.#greeting, chunk]))
    else this.#pass(chunk)
  }

  #greet(received: Buffer): void {
    const greeting = judgeGreeting(received, this.#limits.connectBytes_max)
    if (greeting.is === 'refused') {
      this.cut(greeting.reason)
      return
    }
    if (greeting.is === 'other-version') {
      this.#wire.write(OTHER_VERSION_CONNACK)
      this.#onCut('not-mqtt')
      this.destroy()
      return
    }
    this.#greeting = received
    if (greeting.is === 'wait') return
    this.#greeting = null
    this.#timers.connect()
    this.#heard_ms = this.#clock.monotonic()
    this.push(received.subarray(0, greeting.bytes))
    this.#onGreeted()
    if (received.length > greeting.bytes) this.#pass(received.subarray(greeting.bytes))
  }

  #pass(chunk: Buffer): void {
    this.#now_ms = this.#clock.monotonic()
    const reason = this.#scanner.scan(chunk, this.#ear)
    if (reason) {
      this.cut(reason)
      return
    }
    const { pass, reports } = this.front.split(chunk)
    if (reports.messageIds.length > 0) this.#onReports(reports)
    for (const piece of pass) if (!this.push(piece)) this.#wire.pause()
  }

  override _read(): void {
    if (!this.#held) this.#wire.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const stop = this.#clock.after(this.#limits.drain_timeout_ms, () => this.cut('slow-reader'))
    this.#timers.drain = stop
    // Done when the network has it, not when the wire has buffered it: what is unsent is seen here, and aedes waits.
    this.#wire.write(chunk, () => {
      stop()
      done()
    })
  }

  /** One packet is several writes: they leave as one. */
  override _writev(chunks: { chunk: Buffer; encoding: BufferEncoding }[], done: () => void): void {
    this._write(Buffer.concat(chunks.map(({ chunk }) => chunk)), 'binary', done)
  }

  override _final(done: () => void): void {
    this.#wire.end(done)
  }

  override _destroy(_error: Error | null, done: (error: Error | null) => void): void {
    for (const stop of Object.values(this.#timers)) stop()
    this.#greeting = null
    if (this.#cut) this.#wire.destroy()
    else this.#leave()
    // Why is told through onCut and by aedes; an error here would only be thrown at nobody.
    done(null)
  }

  /** Closes the wire after what was written to it, and without that when the other end does not read. */
  #leave(): void {
    if (this.#wire.destroyed) return
    this.#wire.end()
    this.#wire.resume()
    const stop = this.#clock.after(LINGER_MS, () => this.#wire.destroy())
    this.#wire.once('close', stop)
  }
}

function noTimer(): void {}
