import type { World } from '../../src/std/world.ts'
import type { SimLine } from '../line.ts'
import type { Nvm } from '../nvm/nvm.ts'
import { type Boot, type BootParts, startBoot } from './boot.ts'
import { type Part, powerOn } from './hardware.ts'
import { decodeMemory, encodeMemory, firstMemory, type Memory } from './memory.ts'
import type { Self } from './react.ts'
import { fingerprintOf } from './user-information.ts'

export type PowerParts = Pick<BootParts, 'powerCut' | 'late_ms'> & {
  self: Self
  /** Entered in production; may be empty. */
  userInformation: string
  nvm: Nvm
  world: Pick<World, 'clock' | 'log'>
  broken: ReadonlySet<Part>
  /** The line that is plugged in, or null: without one there is no power. */
  line: () => SimLine | null
}

/** Starts and ends boots, one act after the other, over one non-volatile memory. */
export type Power = {
  /** The boot that runs, or null while the power is off. */
  boot(): Boot | null
  /** As it is in non-volatile memory; null: it cannot be read. */
  memory(): Memory | null
  on(): Promise<void>
  /** Loses everything but non-volatile memory. */
  off(): Promise<void>
  /** As `off`, this instant, and not in order with the others. Resolves when a store that had begun is over. */
  lose(): Promise<void>
  /** Goes off this instant, in the middle of whatever runs, and comes back by itself. */
  fail(restartAfter_ms: number): void
  /** Stores a change, be the power on or off. @throws Error when the memory cannot be read or written */
  change(change: (memory: Memory) => Memory): Promise<void>
  inOrder(act: () => Promise<void>): Promise<void>
}

/** The power of a dongle that is off. */
export function createPower(parts: PowerParts): Power {
  const { self, nvm, world, broken } = parts
  const first = firstMemory(fingerprintOf(Buffer.from(parts.userInformation)) ?? undefined)
  const load = (): Memory | null => {
    try {
      const stored = nvm.load()
      return stored ? decodeMemory(stored) : first
    } catch (error) {
      world.log.warn({ error: String(error) }, 'dongle memory cannot be read')
      return null
    }
  }
  let running: Boot | null = null
  let last: Promise<void> = Promise.resolve()

  const inOrder = (act: () => Promise<void>): Promise<void> => {
    const done = last.then(act)
    last = done.catch(() => {})
    return done
  }
  const begin = async (): Promise<void> => {
    const line = parts.line()
    if (running || !line) return
    const hardware = powerOn(nvm, broken, world.clock)
    const memory = load()
    const counted = memory && { ...memory, boot: memory.boot + 1 }
    // A memory that does not take it is found out by the self-test.
    if (counted) await hardware.nvm.store(encodeMemory(counted)).catch(() => {})
    const { powerCut, late_ms } = parts
    running = startBoot({ self, hardware, memory: counted, world, line, powerCut, late_ms })
  }
  const lose = async (): Promise<void> => {
    const dying = running
    running = null
    await dying?.cut()
  }

  return {
    boot: () => running,
    memory: () => running?.memory() ?? load(),
    on: () => inOrder(begin),
    off: () => inOrder(lose),
    lose,
    fail(restartAfter_ms) {
      const gone = lose()
      void inOrder(() => gone)
      world.clock.after(restartAfter_ms, () => void inOrder(begin))
    },
    change: (change) =>
      inOrder(async () => {
        if (running) return running.change(change)
        const memory = load()
        if (!memory) throw new Error('the memory of the dongle cannot be read')
        await nvm.store(encodeMemory(change(memory)))
      }),
    inOrder,
  }
}
