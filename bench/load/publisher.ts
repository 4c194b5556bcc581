import { connect, type Socket } from 'node:net'
import { generate } from 'mqtt-packet'
import { systemClock } from '../../src/std/clock.ts'
import type { PublishingClient } from './publishers.ts'
import type { ReportTemplate } from './report-template.ts'

const clock = systemClock()
const PUBACK_BYTES = 4
const MARGIN_MS = 60_000

/** How long so many reports took from PUBLISH to PUBACK. */
export type Tell = (took_ms: number, reports: number) => void

/** Answers are read into this: PUBACKs are dealt with before the next are read, and a stream for each of thousands of connections would cost the machine more than the broker may. */
const ANSWERS = Buffer.alloc(4_096)

/** One connection with so many reports under way; the next leaves when one is acknowledged. */
export class Publisher {
  readonly #socket: Socket
  readonly #template: ReportTemplate
  readonly #onAcknowledged: (count: number) => void
  #left = 0
  #sent = 0
  #acknowledged = 0
  #stray = 0
  /** Pieces that are timed, in the order in which they were written. */
  readonly #timed: { from_ms: number; left: number; tell: Tell }[] = []

  private constructor(socket: Socket, template: ReportTemplate, on: (count: number) => void) {
    this.#socket = socket
    this.#onAcknowledged = on
    this.#template = template
  }

  /** Signs in. @throws Error when it is not let in */
  static async open(
    address: { host: string; port: number },
    client: PublishingClient,
    template: ReportTemplate,
    onAcknowledged: (count: number) => void,
  ): Promise<Publisher> {
    const greeted = Promise.withResolvers<Buffer>()
    let take = (chunk: Buffer): void => greeted.resolve(Buffer.from(chunk))
    const callback = (bytes: number): boolean => {
      take(ANSWERS.subarray(0, bytes))
      return true
    }
    const socket = connect({ ...address, noDelay: true, onread: { buffer: ANSWERS, callback } })
    socket.on('error', () => {})
    socket.once('close', () => greeted.reject(new Error('the broker closed the connection')))
    const password = Buffer.from(client.password)
    socket.write(generate({ cmd: 'connect', protocolVersion: 4, clean: true, keepalive: 600, ...client, password }))
    const answer = await greeted.promise
    if (answer.length !== 4 || answer[0] !== 0x20 || answer[3] !== 0) throw new Error('the broker did not let us in')
    const publisher = new Publisher(socket, template, onAcknowledged)
    take = (chunk) => publisher.#take(chunk)
    return publisher
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

  /** Sends so many reports as one piece, and times each to its PUBACK. @param from_ms by the monotonic clock */
  send(reports: number, from_ms: number, tell: Tell): void {
    this.#timed.push({ from_ms, left: reports, tell })
    this.#left = reports
    this.#write(reports)
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
    this.#time(count)
    this.#write(count)
  }

  /** PUBACKs come in the order of the PUBLISHes [MQTT-4.6.0-2]. */
  #time(count: number): void {
    const now_ms = clock.monotonic()
    for (let left = count; left > 0; ) {
      const piece = this.#timed[0]
      if (!piece) return
      const some = Math.min(left, piece.left)
      piece.tell(now_ms - piece.from_ms, some)
      piece.left -= some
      left -= some
      if (piece.left === 0) this.#timed.shift()
    }
  }

  #write(wanted: number): void {
    const count = Math.min(wanted, this.#left)
    if (count === 0) return
    this.#left -= count
    const { packet } = this.#template
    const bytes = Buffer.allocUnsafe(count * packet.length)
    for (let at = 0; at < bytes.length; at += packet.length) {
      packet.copy(bytes, at)
      this.#template.renumber(bytes, at, this.#sent++)
    }
    this.#socket.write(bytes)
  }
}

/** How long those that are under way may take at the end. */
export const LAST_ACKNOWLEDGED_MS = MARGIN_MS
