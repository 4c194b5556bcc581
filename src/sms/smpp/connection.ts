import { backoff_ms } from '../../std/backoff.ts'
import { wait } from '../../std/clock.ts'
import type { World } from '../../std/world.ts'
import type { Connection } from './gather.ts'
import { SMPP_LIMITS } from './limits.ts'
import { bind, type Session, type SmppAccount } from './session.ts'
import type { ShortMessage } from './short-message.ts'
import type { OpenWire } from './wire.ts'

/** A session that is bound again whenever it has ended. */
export type KeptSession = {
  /** The session that is bound now. */
  current(): Session | null
  /** Why there is none; the last reason while the next one is being bound. */
  why(): string
  /** Unbinds, and binds no more. */
  close(): Promise<void>
}

/** What a kept session works with. */
export type KeptParts = {
  world: World
  account: SmppAccount
  open: OpenWire
  onDeliver(message: ShortMessage, on: Connection): Promise<number>
}

/** Binds at once and for good: after each end anew, with growing waits until a session has lasted. */
export function keepBound({ world, account, open, onDeliver }: KeptParts): KeptSession {
  const { clock, log, random } = world
  const closing = new AbortController()
  let session: Session | null = null
  let why = 'is not connected yet'

  async function connect(): Promise<Session> {
    const given = new AbortController()
    const cancel = clock.after(SMPP_LIMITS.connect_timeout_ms, () => given.abort(new Error('took too long to connect')))
    const stop = (): void => given.abort(new Error('closed'))
    closing.signal.addEventListener('abort', stop, { once: true })
    try {
      const wire = await open(given.signal)
      cancel()
      return await bind(wire, account, { clock, log, onDeliver })
    } finally {
      cancel()
      closing.signal.removeEventListener('abort', stop)
    }
  }
  async function run(): Promise<void> {
    for (let failures = 0; !closing.signal.aborted; failures++) {
      const began_ms = clock.monotonic()
      try {
        session = await connect()
        log.info({}, 'SMPP bound')
        why = closing.signal.aborted ? 'closed' : await session.ended
      } catch (error) {
        why = error instanceof Error ? error.message : 'cannot be reached'
      }
      session = null
      if (closing.signal.aborted) return
      log.warn({ why }, 'SMPP not bound')
      if (clock.monotonic() - began_ms >= SMPP_LIMITS.goodSession_ms) failures = 0
      const { reconnect_first_ms, reconnect_most_ms } = SMPP_LIMITS
      const pause_ms = backoff_ms(random, failures, reconnect_first_ms, reconnect_most_ms)
      await wait(clock, pause_ms, closing.signal).catch(() => {})
    }
  }
  const running = run()

  return {
    current: () => session,
    why: () => why,
    async close() {
      closing.abort()
      await session?.unbind()
      await running
    },
  }
}
