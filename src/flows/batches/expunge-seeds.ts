import { backoff_ms } from '../../std/backoff.ts'
import { ProblemError } from '../../std/problems.ts'
import { StoreError } from '../../store/errors.ts'
import type { House } from '../house.ts'

const RETRY_FIRST_MS = 100
const RETRY_MOST_MS = 60_000

/**
 * Takes destroyed seeds out of the ledger's files too. Resolves after the first try; while somebody reads an older state it goes on trying in the background,
 * until the ledger is closed. The next start tries again what was not done.
 */
export async function expungeSeeds(house: House, tries = 0): Promise<void> {
  const { ledger, world } = house
  try {
    if (await ledger.expunge('batch_seeds')) return
  } catch (error) {
    if (isClosed(error)) return
    world.log.warn({ error }, 'destroyed seeds are still in the files')
  }
  world.clock.after(backoff_ms(world.random, tries, RETRY_FIRST_MS, RETRY_MOST_MS), () => {
    void expungeSeeds(house, tries + 1)
  })
}

function isClosed(error: unknown): boolean {
  return error instanceof StoreError || (error instanceof ProblemError && error.cause instanceof StoreError)
}
