import type { Executed } from '../serial/dongle/decode.ts'
import type { Order } from '../serial/dongle/encode.ts'
import type { Clock } from '../std/clock.ts'
import { LOCK_OUT_MARGIN_MS, POLL_MS } from './limits.ts'
import { type Attended, selfOf } from './self.ts'

/** A dongle that is looked after: asked what it holds, and given what the backend orders. */
export type Attendance = {
  /** Takes an order. The one that is known already is not taken twice; of two, the later counts, because the backend has settled the other. */
  take(order: Order): void
  /** Resolves with the reason when the dongle answers no more, is gone, or is another one. Never rejects. */
  readonly ended: Promise<string>
  /** Ends after the request that is under way. */
  stop(): void
}

/** A dongle that gave no answer to this many questions in a row, with HELLO and three tries each, is as good as unplugged. */
const SILENCES_MAX = 2

/** Looks after a dongle that was greeted, until it is gone. */
export function attend(attended: Attended): Attendance {
  const { dongle, caratId, keyVersion, uplinks, world } = attended
  const { clock, log } = world
  const self = selfOf(attended)
  let order: Order | null = null
  let notBefore_ms = 0
  let nextLook_ms = 0
  let silences = 0
  let over: string | null = null
  const rest = resting(clock)

  const end = (why: string): void => {
    over ??= why
    rest.end()
  }

  const look = async (): Promise<void> => {
    nextLook_ms = clock.monotonic() + POLL_MS
    const looked = await self.look()
    silences = looked.kind === 'silent' ? silences + 1 : 0
    if (looked.kind === 'another') end(`another dongle: ${looked.caratId}`)
    else if (silences >= SILENCES_MAX) end('silent')
    else if (looked.kind !== 'known' && looked.kind !== 'gone')
      log.warn({ caratId, answer: looked.kind }, 'the dongle does not say what it holds')
  }

  const execute = async (given: Order): Promise<void> => {
    const answer = await dongle.execute(given)
    if (answer.kind === 'locked-out') {
      notBefore_ms = clock.monotonic() + answer.left_s * 1_000 + LOCK_OUT_MARGIN_MS
      log.info({ caratId, commandId: given.id, left_s: answer.left_s }, 'the dongle is locked out: the command waits')
      return
    }
    if (order === given) order = null
    // Whatever it was, the backend sends it again, and the dongle knows what it has done.
    if (answer.kind !== 'ok')
      return log.warn({ caratId, commandId: given.id, answer: answer.kind }, 'the dongle has not answered a command')
    if (self.unsaid) await look()
    uplinks.say({ leaf: 'result', members: resultOf(keyVersion, answer.value) })
    // The answer may be one that the dongle made earlier and repeats: what is so now has to be said behind it.
    self.tellAgain()
    nextLook_ms = 0
    log.info({ caratId, commandId: given.id }, 'the dongle has answered a command')
  }

  const run = async (): Promise<string> => {
    for (;;) {
      if (over === null && clock.monotonic() >= nextLook_ms) await look()
      if (over !== null) return over
      if (order && clock.monotonic() >= notBefore_ms) await execute(order)
      else await rest.until(order ? Math.min(nextLook_ms, notBefore_ms) : nextLook_ms)
    }
  }

  dongle.onHello((hello) => {
    self.greeted(hello)
    nextLook_ms = 0
    rest.end()
  })
  dongle.onGone(end)
  return {
    take(given) {
      if (order && (order.id === given.id || given.counter <= order.counter)) return
      order = given
      notBefore_ms = 0
      rest.end()
    },
    ended: run(),
    stop: () => end('stopped'),
  }
}

/** Rests until a moment of the monotonic clock, or until somebody ends it. */
function resting(clock: Clock): { until(due_ms: number): Promise<void>; end(): void } {
  let end: () => void = () => {}
  return {
    until: (due_ms) =>
      new Promise((resolve) => {
        const cancel = clock.after(due_ms - clock.monotonic(), resolve)
        end = () => {
          cancel()
          resolve()
        }
      }),
    end: () => end(),
  }
}

function resultOf(keyVersion: number, { record, tag }: Executed) {
  const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
  return { key: String(keyVersion), body: base64url(record), sig: base64url(tag) }
}
