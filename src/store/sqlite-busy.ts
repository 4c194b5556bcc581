import { backoff_ms } from '../std/backoff.ts'
import { wait } from '../std/clock.ts'
import type { World } from '../std/world.ts'
import { isBusy } from './sqlite-errors.ts'

const FIRST_MS = 2
const MOST_MS = 100

/**
 * Does `act` as soon as no other connection holds the file. The waiting is ours because SQLite's own blocks the event loop:
 * a busy timeout of 300 ms was seen to stop everything for 317 ms.
 * @throws what `act` throws; SQLITE_BUSY after `tries_max` tries
 */
export async function whenFree<R>(world: World, tries_max: number, act: () => R | Promise<R>): Promise<R> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await act()
    } catch (error) {
      if (!isBusy(error) || attempt + 1 >= tries_max) throw error
      await wait(world.clock, backoff_ms(world.random, attempt, FIRST_MS, MOST_MS))
    }
  }
}
