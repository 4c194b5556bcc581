import type { Nvm } from './nvm.ts'

/** Holds one boot's view of non-volatile memory: changes come one after the other, and count once they are durable. */
export type Keeper<M> = {
  /** As it is in non-volatile memory. */
  memory(): M
  /**
   * Stores what `change` makes of the memory, and resolves when it is durable; null stores nothing.
   * @throws what `change` or the memory throws, and then nothing has changed; `PowerLost` once the power is gone
   */
  commit(change: (memory: M) => M | null): Promise<void>
  /** From now on nothing more is stored, but a store that has begun is not undone. */
  cut(): void
  /** Resolves when no store is under way. */
  settled(): Promise<void>
}

/** What a boot that has lost its power answers to whoever still waits for it. */
export class PowerLost extends Error {
  constructor() {
    super('the power is gone')
    this.name = 'PowerLost'
  }
}

/** @param start what memory holds @param complete what is stored along with every change */
export function createKeeper<M>(
  nvm: Nvm,
  start: M,
  { encode, complete = (memory) => memory }: { encode: (memory: M) => Uint8Array; complete?: (memory: M) => M },
): Keeper<M> {
  let memory = start
  let powered = true
  let last: Promise<void> = Promise.resolve()

  const store = async (change: (memory: M) => M | null): Promise<void> => {
    if (!powered) throw new PowerLost()
    const changed = change(memory)
    if (!changed) return
    const next = complete(changed)
    await nvm.store(encode(next))
    memory = next
    // It is stored, but whoever waited has no power to act on it.
    if (!powered) throw new PowerLost()
  }

  return {
    memory: () => memory,
    commit(change) {
      const done = last.then(() => store(change))
      last = done.catch(() => {})
      return done
    },
    cut() {
      powered = false
    },
    settled: () => last,
  }
}
