/** Non-volatile memory: one value, replaced in one atomic durable step. */
export type Nvm = {
  /** What was stored last, or null in a collar fresh from production. @throws Error `nvm-unreadable` when something was stored and none of it is whole */
  load(): Uint8Array | null
  /** Resolves when the bytes would survive a power cut; until then the former ones do. Calls must not overlap. */
  store(bytes: Uint8Array): Promise<void>
}

/** Memory that survives the simulated power cut but not the process. */
export function memoryNvm(): Nvm {
  let stored: Uint8Array | null = null
  return {
    load: () => stored,
    store: (bytes) => {
      stored = Uint8Array.from(bytes)
      return Promise.resolve()
    },
  }
}
