import type { Cancel, Clock } from '../../src/std/clock.ts'
import { type Encoding, encode, type Fields } from '../codec.ts'
import type { Link } from '../wire.ts'

/** Collar protocol §1: at most this many publishes without their PUBACK. */
const IN_FLIGHT_MAX = 16
/** Reports leave room for events and results. */
const REPORTS_IN_FLIGHT_MAX = 4
/** Events and results that wait in RAM; stored results are offered again at the next connection anyway. */
const WAITING_MAX = 64

export type Kind = 'report' | 'event' | 'result'

/** One uplink message. `key` names what it tells: while one such message is on its way, a second is not made. */
export type Draft = { kind: Kind; fields: Fields; key?: string; acknowledged?: () => void }
type Message = Draft & { seq: number; sentAt_ms: number }

export type UplinkOptions = {
  imei: string
  boot: number
  encoding: Encoding
  clock: Clock
  /** The collar's own clock, milliseconds. */
  ownTime: () => number
  /** Without a PUBACK for this long the connection is given up (collar protocol §1). */
  puback_timeout_ms: number
  /** The next report, when there is one and it may be sent. */
  nextReport: () => Draft | null
  /** Bytes of topic and payload that have gone up. */
  spent: (bytes: number) => void
}

/** What goes up: kept until its PUBACK, sent again with the same `seq` after a reconnect (collar protocol §1 and §2). */
export type Uplink = {
  send(draft: Draft): void
  /** Something may have become sendable. */
  wake(): void
  attach(link: Link): void
  detach(): void
  /** Events and results without their PUBACK. */
  readonly waiting: number
}

/** The collar's side of docs/protocol/collar.md §1: numbers messages, and keeps each until its PUBACK. */
export function createUplink(options: UplinkOptions): Uplink {
  const { imei, boot, clock } = options
  let seq = 0
  let link: Link | null = null
  let queue: Message[] = []
  const inFlight = new Set<Message>()
  let watch: Cancel | null = null

  const number = (draft: Draft): Message => ({ ...draft, seq: seq++, sentAt_ms: 0 })

  const pump = (): void => {
    while (link && inFlight.size < IN_FLIGHT_MAX) {
      const message = queue.shift() ?? reportIfRoom()
      if (!message) return
      transmit(message, link)
    }
  }

  const reportIfRoom = (): Message | null => {
    const reports = [...inFlight].filter(({ kind }) => kind === 'report').length
    const draft = reports < REPORTS_IN_FLIGHT_MAX ? options.nextReport() : null
    return draft && number(draft)
  }

  const transmit = (message: Message, over: Link): void => {
    // `now` is the moment of this transmission (§2), however long the message has waited.
    const now = Math.floor(options.ownTime() / 1000)
    const payload = encode({ now, boot, seq: message.seq, ...message.fields }, options.encoding)
    const topic = `v1/collars/${imei}/${message.kind}`
    message.sentAt_ms = clock.monotonic()
    inFlight.add(message)
    watchOldest()
    over.publish(topic, payload, { qos: 1, retain: false }).then(
      () => {
        if (link !== over || !inFlight.delete(message)) return
        options.spent(topic.length + payload.length)
        message.acknowledged?.()
        pump()
      },
      () => {
        // The connection is gone: detach() puts back what was in flight.
      },
    )
  }

  const watchOldest = (): void => {
    watch ??= clock.after(options.puback_timeout_ms, () => {
      watch = null
      const overdue_ms = clock.monotonic() - options.puback_timeout_ms
      if ([...inFlight].some(({ sentAt_ms }) => sentAt_ms <= overdue_ms)) link?.cut()
      else if (inFlight.size > 0) watchOldest()
    })
  }

  return {
    send(draft) {
      const same = ({ key }: Draft): boolean => key !== undefined && key === draft.key
      if (queue.some(same) || [...inFlight].some(same)) return
      queue.push(number(draft))
      if (queue.length > WAITING_MAX) queue = withoutOldest(queue)
      pump()
    },
    wake: pump,
    attach(fresh) {
      link = fresh
      pump()
    },
    detach() {
      link = null
      watch?.()
      watch = null
      queue = [...inFlight, ...queue].sort((one, other) => one.seq - other.seq)
      inFlight.clear()
    },
    get waiting() {
      return [...queue, ...inFlight].filter(({ kind }) => kind !== 'report').length
    },
  }
}

/** Drops the oldest event; `boot` stays, because it must be the first message of its boot (§4). */
function withoutOldest(queue: Message[]): Message[] {
  const at = queue.findIndex(({ kind, fields }) => kind === 'event' && fields.event !== 'boot')
  return queue.toSpliced(Math.max(0, at), 1)
}
