/** A wake-up inside one process: carries no truth, may be missed, and is made up for by whoever sweeps. */
export type Signal<T> = { emit(value: T): void; on(listener: (value: T) => void): () => void }

/** Listeners are called at once, in the order in which they came. */
export function signal<T>(): Signal<T> {
  const listeners = new Set<(value: T) => void>()
  return {
    emit(value) {
      for (const listener of [...listeners]) listener(value)
    },
    on(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
