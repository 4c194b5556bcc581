import { backoff_ms } from '../../std/backoff.ts'
import type { Cancel } from '../../std/clock.ts'
import { newId } from '../../std/ids.ts'
import type { House } from '../house.ts'
import { mintPart } from './mint-part.ts'

const RETRY_FIRST_MS = 500
const RETRY_MOST_MS = 30_000
/** Another process mints; it may have died, and then its lease runs out. */
const ELSEWHERE_MS = 5_000

/** Mints what was ordered, part by part, in the background. The ledger is the truth; all that is kept here may be lost. */
export type Minter = {
  /** Resolves when no job waits, or another process has it. */
  idle(): Promise<void>
  /** Stops after the part under way; the next start goes on from there. */
  stop(): Promise<void>
}

/** Starts minting: what an earlier process left, and each new order. */
export function startMinter(house: House): Minter {
  const { world, ledger } = house
  const holder = ledger.engine === 'sqlite' ? 'local' : newId(world.clock, world.random)
  let stopped = false
  let again = false
  let failures = 0
  let running: Promise<void> | null = null
  let timer: Cancel = () => {}

  const later = (delay_ms: number): void => {
    if (!stopped) timer = world.clock.after(delay_ms, wake)
  }
  const run = async (): Promise<void> => {
    try {
      while (!stopped) {
        again = false
        const part = await mintPart(house, holder)
        failures = 0
        if (part === 'elsewhere') return later(ELSEWHERE_MS)
        if (part === 'nothing' && !again) return
      }
    } catch (error) {
      if (stopped) return
      world.log.warn({ error }, 'part not minted')
      later(backoff_ms(world.random, failures++, RETRY_FIRST_MS, RETRY_MOST_MS))
    }
  }
  const wake = (): void => {
    again = true
    if (stopped || running !== null) return
    timer()
    running = run().finally(() => {
      running = null
    })
  }
  const unwatch = house.minting.on(wake)
  wake()

  return {
    async idle() {
      while (running !== null) await running
    },
    async stop() {
      stopped = true
      unwatch()
      timer()
      await running
    },
  }
}
