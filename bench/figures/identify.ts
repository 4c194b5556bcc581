import { codeHash } from '../../src/codes/code-hash.ts'
import { identify } from '../../src/codes/identify.ts'
import { systemClock } from '../../src/std/clock.ts'
import { type Figure, figure } from '../figure.ts'
import { rounds } from '../measure/rounds.ts'

/** What people paste: codes of every family, alone and in groups, an SMS, a sentence around a code, and what is none. */
const PASTED = [
  'Tracker-säkerhetskod 123456 ABcDefGHI1R',
  'ABCDE-FGHJK-LMN7',
  'abCDefGh',
  'AbCdEfGhIjKl',
  '4K7OPQR',
  '1234567890ABCDEF',
  '3546-7F7E-DB74-3B66',
  'Hello, my registration code is QwErTyUiOpAs and it does not work, what shall I do?',
  'my dog has eaten the card',
  '🐕',
]
const TEXTS = 20_000

/** Pasted texts judged per second on one core; beside it, keyed hashes per second: what a look into the table would cost before the table is asked. */
export async function identifyFigures(): Promise<Figure[]> {
  const clock = systemClock()
  const key = { id: 'bench', bytes: Buffer.alloc(32, 1) }
  const perSecond = async (act: (text: string) => unknown): Promise<number> => {
    const started_ms = clock.monotonic()
    for (let n = 0; n < TEXTS; n++) act(PASTED[n % PASTED.length] ?? '')
    return (TEXTS * 1_000) / (clock.monotonic() - started_ms)
  }
  const rate = await rounds({
    identify: () => perSecond(identify),
    hash: () => perSecond((text) => codeHash(key, text)),
  })
  return [
    figure('identify', 'texts/s', {
      value: rate.identify,
      peer: { name: 'HMAC-SHA256 of the text', value: rate.hash },
    }),
  ]
}
