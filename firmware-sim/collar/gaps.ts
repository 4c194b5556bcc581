import type { Cancel } from '../../src/std/clock.ts'
import { fraction, type Random } from '../../src/std/random.ts'
import type { World } from '../../src/std/world.ts'
import type { CollarOptions } from './options.ts'

/** Takes coverage away and gives it back by chance: waits are exponential, as when each minute is as bad as the next. */
export function startGaps(
  { clock, random }: Pick<World, 'clock' | 'random'>,
  gaps: CollarOptions['gaps'],
  onChange: (open: boolean) => void,
): Cancel {
  if (!gaps) return () => {}
  let open = true
  let cancel: Cancel
  const arm = (): void => {
    cancel = clock.after(exponential(random, open ? gaps.every_ms : gaps.length_ms), () => {
      open = !open
      onChange(open)
      arm()
    })
  }
  arm()
  return () => cancel()
}

function exponential(random: Random, mean_ms: number): number {
  return -Math.log(1 - fraction(random)) * mean_ms
}
