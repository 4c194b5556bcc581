import { decode, type Fields } from '../codec.ts'
import { type Downlink, type Link, type Wire, WireError, type WireFailure } from '../wire.ts'

/** One publish that reached the other end. */
export type Heard = { kind: string; payload: Uint8Array; fields: Fields; retain: boolean }

/** A wire in memory and whoever listens at its far end, for one collar. */
export type Air = {
  wire: Wire
  /** Everything that arrived, in order, wills included. */
  readonly heard: Heard[]
  /** Of one kind only: `report`, `event`, `result`, `online`. */
  of(kind: string): Fields[]
  /** While false, nothing gets its PUBACK. */
  acknowledging: boolean
  /** How the next connections fail; null = they succeed. */
  refusing: WireFailure | null
  /** Connections tried so far. */
  readonly tries: number
  /** Delivers a command; resolves at its PUBACK. @throws when the collar gives none */
  send(payload: Uint8Array): Promise<void>
  /** The connection ends at the far end. */
  hangUp(): void
}

type Far = { onMessage: ((message: Downlink) => Promise<void>) | null; end: (reason: string) => void }

export function createAir(): Air {
  const heard: Heard[] = []
  let far: Far | null = null
  const note = (topic: string, payload: Uint8Array, retain: boolean): void => {
    const kind = topic.split('/').at(-1) ?? ''
    heard.push({ kind, payload, fields: decode(payload) ?? { text: Buffer.from(payload).toString() }, retain })
  }

  const air: Air = {
    heard,
    acknowledging: true,
    refusing: null,
    tries: 0,
    of: (kind) => heard.filter((one) => one.kind === kind).map(({ fields }) => fields),
    send: (payload) =>
      far?.onMessage?.({ topic: 'command', payload }) ?? Promise.reject(new Error('no collar is listening')),
    hangUp: () => far?.end('hung up'),
    wire: {
      connect: ({ will }) => {
        Object.assign(air, { tries: air.tries + 1 })
        if (air.refusing) return Promise.reject(new WireError(air.refusing, 'refused by the test'))
        return Promise.resolve(link(will.topic, will.payload))
      },
    },
  }

  const link = (willTopic: string, will: Uint8Array): Link => {
    const closed = Promise.withResolvers<string>()
    const dead = closed.promise.then((reason): never => {
      throw new WireError('closed', reason)
    })
    dead.catch(() => {})
    let open = true
    const mine: Far = {
      onMessage: null,
      end(reason) {
        if (!open) return
        open = false
        if (reason !== 'closed') note(willTopic, will, true)
        if (far === mine) far = null
        closed.resolve(reason)
      },
    }
    far = mine
    return {
      closed: closed.promise,
      publish(topic, payload, { retain }) {
        if (!open) return dead
        note(topic, payload, retain)
        return air.acknowledging ? Promise.race([dead, Promise.resolve()]) : dead
      },
      subscribe(_filter, onMessage) {
        mine.onMessage = onMessage
        return Promise.resolve()
      },
      async close() {
        mine.end('closed')
      },
      cut: () => mine.end('cut'),
    }
  }
  return air
}
