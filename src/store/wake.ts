import type { Log } from '../std/log.ts'
import { faultName } from './fault-name.ts'

/** Who wants to know that something was committed. */
export type Listeners = {
  add(listener: () => void): () => void
  /** Calls each; a listener that throws is logged and harms nobody. */
  wake(): void
}

/** A set of listeners; one that throws is logged, and the others are called all the same. */
export function listeners(log: Log): Listeners {
  const all = new Set<() => void>()
  return {
    add(listener) {
      // A wrapper of its own, so that the same function added twice is called twice and taken away once.
      const own = (): void => listener()
      all.add(own)
      return () => {
        all.delete(own)
      }
    },
    wake() {
      for (const listener of all) {
        try {
          listener()
        } catch (error) {
          log.error({ error: faultName(error) }, 'commit listener threw')
        }
      }
    },
  }
}
