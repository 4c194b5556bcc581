import type { Cancel, Clock } from '../../std/clock.ts'
import { answerTo, COMMAND } from './commands.ts'
import type { Pdu } from './pdu.ts'

/** §5.1.4. */
const SEQUENCE_MAX = 0x7fff_ffff

/** Our requests that wait for their answers. */
export type Requests = {
  /** Numbers a request. Resolves to its answer; to null when the session ended before there was one. */
  open(command: number, timeout_ms: number): { sequence: number; answer: Promise<Pdu | null> }
  /** Gives an answer to its request; `stray` when nobody waits for it, `wrong` when it answers something else. */
  settle(answer: Pdu): 'settled' | 'stray' | 'wrong'
  /** Resolves when those that wait now have their answers. */
  quiet(): Promise<unknown>
  /** All that wait get null. */
  end(): void
}

type Waiting = { command: number; answer: Promise<Pdu | null>; resolve: (pdu: Pdu | null) => void; cancel: Cancel }

/** @param onTimeout called when an answer has not come in time: its peer does not listen any more */
export function requests(clock: Clock, onTimeout: () => void): Requests {
  const waiting = new Map<number, Waiting>()
  let last = 0
  return {
    open(command, timeout_ms) {
      last = last >= SEQUENCE_MAX ? 1 : last + 1
      const sequence = last
      const { promise: answer, resolve } = Promise.withResolvers<Pdu | null>()
      waiting.set(sequence, { command, answer, resolve, cancel: clock.after(timeout_ms, onTimeout) })
      return { sequence, answer }
    },
    settle(answer) {
      const request = waiting.get(answer.sequence)
      if (!request) return 'stray'
      // A generic_nack answers any request (§4.3).
      if (answer.command !== answerTo(request.command) && answer.command !== COMMAND.generic_nack) return 'wrong'
      waiting.delete(answer.sequence)
      request.cancel()
      request.resolve(answer)
      return 'settled'
    },
    quiet: () => Promise.all([...waiting.values()].map(({ answer }) => answer)),
    end() {
      for (const { resolve, cancel } of waiting.values()) {
        cancel()
        resolve(null)
      }
      waiting.clear()
    },
  }
}
