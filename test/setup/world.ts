import { systemClock } from '../../src/std/clock.ts'
import { silent } from '../../src/std/log.ts'
import { seededRandom } from '../../src/std/random.ts'
import type { World } from '../../src/std/world.ts'

/** The machine's clock, for waits that end by real events; seeded chance. */
export function testWorld(): World {
  return { clock: systemClock(), random: seededRandom(1), log: silent }
}
