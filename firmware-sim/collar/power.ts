import { signingKey, verifyingKey } from '../signature.ts'
import { type Boot, type BootParts, startBoot } from './boot.ts'
import { decodeMemory, encodeMemory, firstMemory, type Memory } from './memory.ts'

export type PowerParts = Omit<BootParts, 'judge' | 'memory' | 'covered'> & { covered: () => boolean }

/** Starts and ends boots, one act after the other, over one non-volatile memory. */
export type Power = {
  /** The boot that runs, or null while the power is off. */
  boot(): Boot | null
  /** As it is in non-volatile memory. */
  memory(): Memory
  on(): Promise<void>
  /** Loses everything but non-volatile memory. */
  off(): Promise<void>
  /** Goes off this instant, in the middle of whatever runs, and comes back by itself. */
  fail(restartAfter_ms: number): void
  /** Ends the boot in good order, changes the memory and, if it was on, begins the next boot. */
  restartWith(change: (memory: Memory) => Memory): Promise<void>
  /** Only while the power is off. */
  store(memory: Memory): Promise<void>
  inOrder(act: () => Promise<void>): Promise<void>
  /** Ends the boot in good order, for good. */
  end(): Promise<void>
}

/** The power switch of a collar that is off. @throws Error when its memory cannot be read */
export function createPower(parts: PowerParts): Power {
  const { identity, nvm, world } = parts
  const backendKeys = new Map(identity.backendKeys.map(({ id, publicKey }) => [id, verifyingKey(publicKey)]))
  const deviceKey = signingKey(identity.deviceKeySeed)
  const judge = { imei: identity.imei, backendKeys, deviceKey, encoding: parts.options.encoding }
  const load = (): Memory => {
    const stored = nvm.load()
    return stored ? decodeMemory(stored) : firstMemory(identity)
  }
  let resting = load()
  let running: Boot | null = null
  let ended = false
  let last: Promise<void> = Promise.resolve()

  const inOrder = (act: () => Promise<void>): Promise<void> => {
    const done = last.then(act)
    last = done.catch(() => {})
    return done
  }
  const store = async (memory: Memory): Promise<void> => {
    await nvm.store(encodeMemory(memory))
    resting = memory
  }
  const begin = async (): Promise<void> => {
    if (running || ended) return
    const memory = load()
    // Counted before the first byte goes out: two boots of one number would make two messages one (§2).
    await store({ ...memory, boot: memory.boot + 1 })
    running = startBoot({ ...parts, judge, memory: resting, covered: parts.covered() })
  }
  /** Takes the boot away at once; what it had begun to store is awaited. */
  const take = async (how: (boot: Boot) => Promise<void>): Promise<void> => {
    const dying = running
    running = null
    if (!dying) return
    resting = dying.memory()
    await how(dying)
    resting = load()
  }
  const cut = (): Promise<void> => take((boot) => boot.cut())
  const stop = (): Promise<void> => take((boot) => boot.stop())
  const report = (error: unknown): void =>
    world.log.error({ imei: identity.imei, error: String(error) }, 'collar did not start')

  return {
    boot: () => running,
    memory: () => running?.memory() ?? resting,
    on: () => inOrder(begin),
    off: () => inOrder(cut),
    fail(restartAfter_ms) {
      const gone = cut()
      inOrder(() => gone).catch(report)
      world.clock.after(restartAfter_ms, () => inOrder(begin).catch(report))
    },
    restartWith: (change) =>
      inOrder(async () => {
        const wasOn = running !== null
        await stop()
        await store(change(resting))
        if (wasOn) await begin()
      }),
    store,
    inOrder,
    end() {
      ended = true
      return inOrder(stop)
    },
  }
}
