import { connect, type Socket } from 'node:net'
import { generate } from 'mqtt-packet'
import { systemClock } from '../../src/std/clock.ts'
import type { PublishingClient } from './publishers.ts'

const clock = systemClock()
/** Digits that are replaced in place: a report costs the generator a copy and seventeen bytes. */
const FIRST_SEQ = 1_000_000
/** A device that empties its memory: its samples are of the last day, a second apart. */
const BACKLOG_S = 86_000
const PUBACK_BYTES = 4
const MARGIN_MS = 60_000

/** One connection with so many reports under way; the next leaves when one is acknowledged. */
export class Publisher {
  readonly #socket: Socket
  readonly #template: Buffer
  readonly #places: { id: number; seq: number; t: number }
  readonly #t0_s: number
  readonly #onAcknowledged: (count: number) => void
  #left = 0
  #sent = 0
  #acknowledged = 0
  #stray = 0
  #tell: ((took_ms: number) => void) | null = null
  readonly #times: number[] = []

  private constructor(socket: Socket, client: PublishingClient, now_s: number, on: (count: number) => void) {
    this.#socket = socket
    this.#onAcknowledged = on
    this.#t0_s = now_s - BACKLOG_S
    const { packet, places } = templateOf(client, now_s, this.#t0_s)
    this.#template = packet
    this.#places = places
    socket.on('data', (chunk: Buffer) => this.#take(chunk))
  }

  /** Signs in. @param now_s Unix seconds, as the device's clock says in every report. @throws Error when it is not let in */
  static async open(
    address: { host: string; port: number },
    client: PublishingClient,
    now_s: number,
    onAcknowledged: (count: number) => void,
  ): Promise<Publisher> {
    const socket = connect({ ...address, noDelay: true })
    socket.on('error', () => {})
    const password = Buffer.from(client.password)
    socket.write(generate({ cmd: 'connect', protocolVersion: 4, clean: true, keepalive: 600, ...client, password }))
    const answer = await new Promise<Buffer>((resolve, reject) => {
      socket.once('data', resolve).once('close', () => reject(new Error('the broker closed the connection')))
    })
    if (answer.length !== 4 || answer[0] !== 0x20 || answer[3] !== 0) throw new Error('the broker did not let us in')
    return new Publisher(socket, client, now_s, onAcknowledged)
  }

  get sent(): number {
    return this.#sent
  }
  get acknowledged(): number {
    return this.#acknowledged
  }
  get underWay(): number {
    return this.#sent - this.#acknowledged
  }
  get broken(): boolean {
    return this.#socket.destroyed
  }

  /** Sends `window` reports, and one for each that is acknowledged, until `reports` were sent. */
  start(window: number, reports: number): void {
    this.#left = reports
    this.#write(window)
  }

  /** From now on each report is timed from PUBLISH to PUBACK; null: no more. */
  time(tell: ((took_ms: number) => void) | null): void {
    this.#tell = tell
    this.#times.length = 0
  }

  /** Sends one report that was due at that moment, by the monotonic clock. */
  one(due_ms: number): void {
    if (this.#tell) this.#times.push(due_ms)
    this.#left = 1
    this.#write(1)
  }

  /** Sends no more; what is under way is still acknowledged. */
  stop(): void {
    this.#left = 0
  }

  close(): void {
    this.#socket.destroy()
  }

  /** Nothing but PUBACKs comes: these clients subscribe to nothing. */
  #take(chunk: Buffer): void {
    const bytes = this.#stray + chunk.length
    const count = Math.floor(bytes / PUBACK_BYTES)
    this.#stray = bytes % PUBACK_BYTES
    this.#acknowledged += count
    this.#onAcknowledged(count)
    if (this.#tell) {
      const now_ms = clock.monotonic()
      for (const sent_ms of this.#times.splice(0, count)) this.#tell(now_ms - sent_ms)
    }
    this.#write(count)
  }

  #write(wanted: number): void {
    const count = Math.min(wanted, this.#left)
    if (count === 0) return
    this.#left -= count
    const { length } = this.#template
    const bytes = Buffer.allocUnsafe(count * length)
    for (let at = 0; at < bytes.length; at += length) {
      this.#template.copy(bytes, at)
      const nth = this.#sent++
      // 1 to 65,535, and never one that is under way [MQTT-2.3.1-2].
      bytes.writeUInt16BE((nth % 65_535) + 1, at + this.#places.id)
      digits(bytes, at + this.#places.seq, FIRST_SEQ + nth, 7)
      digits(bytes, at + this.#places.t, this.#t0_s + nth, 10)
    }
    this.#socket.write(bytes)
  }
}

/** A report of one sample, about 150 bytes of JSON. */
function templateOf(client: PublishingClient, now_s: number, t_s: number) {
  const payload = `{"now":${now_s},"boot":1,"seq":${FIRST_SEQ},"t":${t_s},"lat":59.329323,"lon":18.068581,"acc":6.5,"alt":28.4,"spd":1.4,"crs":271.5,"bat":87.5,"rssi":-91}`
  const topic = `v1/collars/${client.clientId}/report`
  const packet = generate({ cmd: 'publish', qos: 1, dup: false, retain: false, topic, messageId: 1, payload })
  const body = packet.indexOf(payload)
  const after = (name: string): number => body + payload.indexOf(name) + name.length
  return { packet, places: { id: body - 2, seq: after('"seq":'), t: after('"t":') } }
}

function digits(bytes: Buffer, at: number, value: number, count: number): void {
  let left = value
  for (let place = at + count - 1; place >= at; place--) {
    bytes[place] = 48 + (left % 10)
    left = Math.floor(left / 10)
  }
}

/** How long those that are under way may take at the end. */
export const LAST_ACKNOWLEDGED_MS = MARGIN_MS
