import type { World } from '../../src/std/world.ts'
import type { Dog } from '../dog/dog.ts'
import { type CollarIdentity, makeSim } from '../identity.ts'
import type { Nvm } from '../nvm/nvm.ts'
import { signingKey, verifyingKey } from '../signature.ts'
import type { SimCard } from '../sim-card.ts'
import type { Wire } from '../wire.ts'
import { type Boot, startBoot } from './boot.ts'
import { startGaps } from './gaps.ts'
import { decodeMemory, encodeMemory, firstMemory, insertedSim, type Memory, withSim } from './memory.ts'
import type { CollarOptions, CutMoment } from './options.ts'

export type CollarParts = {
  identity: CollarIdentity
  nvm: Nvm
  world: World
  wire: Wire
  dog: Dog
  options: CollarOptions
}

export type CollarState = {
  imei: string
  power: 'on' | 'off'
  coverage: boolean
  /** Subscribed and shown online. */
  connected: boolean
  sim: SimCard
  boot: number
  highestCounter: number
  samplesWaiting: number
  /** Lost to a full memory since the last start. */
  samplesDropped: number
  clockOffset_ms: number
  armed: CutMoment | null
}

/** A simulated collar with the levers that an engineer has. It begins switched off. */
export type Collar = {
  readonly imei: string
  /** Off loses everything but non-volatile memory. Resolves when it is on or off. @throws Error `nvm-unreadable` */
  power(wanted: 'on' | 'off'): Promise<void>
  coverage(covered: boolean): void
  /** `another` makes a further SIM of the kind of production; `restore` puts the one of production back, with the charge that it had. */
  swapSim(sim: SimCard | 'another' | 'restore'): Promise<void>
  /** The power fails at the next effect command that is neither known nor outdated, and comes back by itself. */
  armPowerCut(moment: CutMoment, restartAfter_ms: number): void
  /** What the collar's clock is off by from now on. A collar that is on starts again, because its clock runs steadily within a boot (§2). */
  setClockOffset(offset_ms: number): Promise<void>
  state(): CollarState
  /** Switches off in good order: says goodbye and stores its samples. For good. */
  stop(): Promise<void>
}

export function createCollar(parts: CollarParts): Collar {
  const { identity, nvm, world, options } = parts
  const backendKeys = new Map(identity.backendKeys.map(({ id, publicKey }) => [id, verifyingKey(publicKey)]))
  const deviceKey = signingKey(identity.deviceKeySeed)
  const judge = { imei: identity.imei, backendKeys, deviceKey, encoding: options.encoding }
  let boot: Boot | null = null
  let resting: Memory = load()
  let allowed = true
  let sky = true
  let armed: { moment: CutMoment; restartAfter_ms: number } | null = null
  let stopped = false
  /** The levers act one after the other. */
  let last: Promise<void> = Promise.resolve()

  function load(): Memory {
    const stored = nvm.load()
    return stored ? decodeMemory(stored) : firstMemory(identity)
  }
  const inOrder = (act: () => Promise<void>): Promise<void> => {
    const done = last.then(act)
    last = done.catch(() => {})
    return done
  }
  const store = async (memory: Memory): Promise<void> => {
    await nvm.store(encodeMemory(memory))
    resting = memory
  }
  const covered = (): boolean => allowed && sky

  const on = async (): Promise<void> => {
    if (boot || stopped) return
    const memory = load()
    // Counted before the first byte goes out: two boots of one number would make two messages one (§2).
    await store({ ...memory, boot: memory.boot + 1 })
    boot = startBoot({ ...parts, judge, memory: resting, covered: covered(), powerCut })
  }
  const off = async (): Promise<void> => {
    const dying = boot
    boot = null
    if (!dying) return
    resting = dying.memory()
    await dying.cut()
    resting = load()
  }
  const powerCut = (moment: CutMoment): boolean => {
    if (armed?.moment !== moment) return false
    const { restartAfter_ms } = armed
    armed = null
    const lost = off()
    // What fails here fails the next lever too, which says so.
    inOrder(() => lost).catch(() => {})
    world.clock.after(restartAfter_ms, () => {
      inOrder(on).catch((error: unknown) => {
        world.log.error({ imei: identity.imei, error: String(error) }, 'collar did not start again')
      })
    })
    return true
  }
  const rest = async (): Promise<void> => {
    const ending = boot
    boot = null
    if (!ending) return
    await ending.stop()
    resting = load()
  }
  const look = (): void => boot?.coverage(covered())
  const cancelGaps = startGaps(world, options.gaps, (open) => {
    const before = covered()
    sky = open
    if (covered() !== before) look()
  })

  return {
    imei: identity.imei,
    power: (wanted) => inOrder(wanted === 'on' ? on : off),
    coverage(wanted) {
      const before = covered()
      allowed = wanted
      if (covered() !== before) look()
    },
    swapSim: (wanted) =>
      inOrder(async () => {
        const memory = boot?.memory() ?? resting
        const sim = chooseSim(wanted, memory, identity, world.clock.now())
        if (boot) await boot.insert(sim)
        else await store(withSim(memory, sim))
      }),
    armPowerCut(moment, restartAfter_ms) {
      armed = { moment, restartAfter_ms }
    },
    setClockOffset: (offset_ms) =>
      inOrder(async () => {
        const wasOn = boot !== null
        await rest()
        await store(withClock(resting, offset_ms))
        if (wasOn) await on()
      }),
    state: () => ({
      imei: identity.imei,
      ...describe(boot, resting),
      coverage: covered(),
      armed: armed?.moment ?? null,
    }),
    stop() {
      stopped = true
      cancelGaps()
      return inOrder(rest)
    },
  }
}

function describe(boot: Boot | null, resting: Memory): Omit<CollarState, 'imei' | 'coverage' | 'armed'> {
  const memory = boot?.memory() ?? resting
  return {
    power: boot ? 'on' : 'off',
    connected: boot?.connected ?? false,
    sim: insertedSim(memory),
    boot: memory.boot,
    highestCounter: memory.highestCounter,
    samplesWaiting: boot?.samplesWaiting ?? memory.samples.length,
    samplesDropped: boot?.samplesDropped ?? 0,
    clockOffset_ms: memory.clockOffset_ms,
  }
}

/** The clock set anew, with the `t` of the samples that are kept moved by the same step (collar protocol §2). */
function withClock(memory: Memory, clockOffset_ms: number): Memory {
  const step_s = Math.round((clockOffset_ms - memory.clockOffset_ms) / 1000)
  const samples = memory.samples.map((sample) => ({ ...sample, t: sample.t + step_s }))
  return { ...memory, clockOffset_ms, samples }
}

function chooseSim(
  wanted: SimCard | 'another' | 'restore',
  memory: Memory,
  { imei, sim }: CollarIdentity,
  now_ms: number,
): SimCard {
  if (typeof wanted === 'object') return wanted
  if (wanted === 'restore') return sim
  const cards = Array.from({ length: memory.sims.length + 1 }, (_, at) =>
    makeSim({ kind: sim.kind, imei, card: at + 1, now_ms }),
  )
  return cards.find((card) => !memory.sims.some(({ iccid }) => iccid === card.iccid)) ?? sim
}
