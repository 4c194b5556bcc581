import { wait } from '../../src/std/clock.ts'
import type { World } from '../../src/std/world.ts'
import type { Nvm } from '../nvm/nvm.ts'
import { macWorks } from './mac.ts'

/** What may be broken in a dongle. */
export const PARTS = ['memory', 'key', 'mac', 'clock'] as const
export type Part = (typeof PARTS)[number]

/** The hardware under the firmware, some of which may be broken. */
export type Hardware = {
  /** Milliseconds since power-on, by the dongle's own clock. */
  uptime_ms(): number
  /** Memory that does not take anything any more once it is broken. */
  nvm: Nvm
  /** Docs/protocol/dongle.md §4, SELF-TEST: a bit for each fault. @param stored what memory should hold; null: it could not be read */
  test(stored: Uint8Array | null): number
  /** As `test`, and whether the clock runs; takes some milliseconds. */
  testAll(stored: Uint8Array | null): Promise<number>
}

const BIT: Record<Part, number> = { memory: 1, key: 2, mac: 4, clock: 8 }
/** Of the dongle's clock, whose step is one. */
const CLOCK_STEPS_MS = 2

/** @param broken may be changed by its owner at any time */
export function powerOn(nvm: Nvm, broken: ReadonlySet<Part>, clock: World['clock']): Hardware {
  const start_ms = clock.monotonic()
  let last_ms = 0
  const uptime_ms = (): number => {
    if (!broken.has('clock')) last_ms = clock.monotonic() - start_ms
    return last_ms
  }
  const guarded: Nvm = {
    load: nvm.load,
    store: (bytes) => (broken.has('memory') ? Promise.reject(new Error('the memory takes nothing')) : nvm.store(bytes)),
  }
  const test = (stored: Uint8Array | null): number =>
    (readsBack(nvm, stored) && !broken.has('memory') ? 0 : BIT.memory) +
    (broken.has('key') ? BIT.key : 0) +
    (macWorks() && !broken.has('mac') ? 0 : BIT.mac)
  return {
    uptime_ms,
    nvm: guarded,
    test,
    async testAll(stored) {
      const before_ms = uptime_ms()
      await wait(clock, CLOCK_STEPS_MS)
      return test(stored) + (uptime_ms() > before_ms ? 0 : BIT.clock)
    },
  }
}

function readsBack(nvm: Nvm, stored: Uint8Array | null): boolean {
  if (!stored) return false
  try {
    return Buffer.from(nvm.load() ?? []).equals(stored)
  } catch {
    return false
  }
}
