import type { House } from '../house.ts'

/** Resolves when the batch is no longer being minted, or after `timeout_ms`: whoever waits looks again. */
export function awaitMinted({ ledger, world }: House, batchId: string, timeout_ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let looking = false
    let again = false
    const end = (): void => {
      cancel()
      unwatch()
      resolve()
    }
    const look = (): void => {
      again = looking
      if (looking) return
      looking = true
      const row = ledger.reads.selectFrom('batches').select('state').where('id', '=', batchId).executeTakeFirst()
      row
        .then(
          (batch) => batch?.state !== 'minting' && end(),
          (error: unknown) => {
            end()
            reject(error)
          },
        )
        .finally(() => {
          looking = false
          if (again) look()
        })
    }
    const cancel = world.clock.after(timeout_ms, end)
    const unwatch = ledger.onCommit(look)
    look()
  })
}
