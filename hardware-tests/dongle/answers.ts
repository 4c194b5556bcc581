import type { Answer } from '../../src/serial/dongle/answer.ts'
import { type Dongle, dongleOn } from '../../src/serial/dongle/session.ts'
import { systemClock } from '../../src/std/clock.ts'
import { systemRandom } from '../../src/std/random.ts'
import type { Board } from './board.ts'

/** A board that starts when its port is opened needs a while for it. */
const GREETINGS_MAX = 7

/** What the dongle told. @throws Error with what it said instead */
export function ok<T>(answer: Answer<T>): T {
  if (answer.kind !== 'ok') throw new Error(`refused: ${JSON.stringify(answer)}`)
  return answer.value
}

/** The dongle on its line, by the backend's own driver, greeted. */
export async function greeted(board: Board): Promise<Dongle> {
  for (let tries = 1; ; tries++) {
    const dongle = dongleOn(await board.open(), { clock: systemClock(), random: systemRandom() })
    const hello = await dongle.hello()
    if (hello.kind !== 'silent' || tries === GREETINGS_MAX) {
      ok(hello)
      return dongle
    }
    await dongle.close()
  }
}
