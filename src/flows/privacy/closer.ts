import type { Cancel } from '../../std/clock.ts'
import type { Letters } from '../agreements/letters.ts'
import type { House } from '../house.ts'
import { eraseAccount } from './erase-account.ts'

const EVERY_MS = 600_000
/** Closings looked at in one run. */
const CLOSINGS_MAX = 20

/** Erases accounts whose time has come, at the start and every ten minutes. */
export type Closer = {
  /** Resolves when the run under way has ended. */
  idle(): Promise<void>
  stop(): Promise<void>
}

/** @param letters the words of the last mails, and where the console is */
export function startCloser(house: House, letters: Letters): Closer {
  const { world, ledger } = house
  let stopped = false
  let cancel: Cancel = () => {}
  const run = async (): Promise<void> => {
    const due = await ledger.reads
      .selectFrom('closings')
      .select(['id', 'account_id', 'asked_at', 'due_at'])
      .where('state', 'in', ['asked', 'erasing'])
      .where('due_at', '<=', world.clock.now())
      .orderBy('due_at')
      .limit(CLOSINGS_MAX)
      .execute()
    for (const { id, account_id, asked_at, due_at } of due) {
      if (stopped || account_id === null) return
      // One that cannot be erased now must not keep the others waiting.
      await eraseAccount(house, letters, { id, account_id, asked_at, due_at }).catch((error: unknown) =>
        world.log.error({ closingId: id, error }, 'an account is not erased yet'),
      )
    }
  }
  const start = (): Promise<void> =>
    run()
      .catch((error: unknown) => world.log.warn({ error }, 'closings not read'))
      .finally(() => {
        if (!stopped)
          cancel = world.clock.after(EVERY_MS, () => {
            running = start()
          })
      })
  let running = start()
  return {
    idle: () => running,
    async stop() {
      stopped = true
      cancel()
      await running
    },
  }
}
