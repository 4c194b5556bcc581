import type { World } from '../../src/std/world.ts'
import type { Dog } from '../dog/dog.ts'
import { type CollarIdentity, makeSim } from '../identity.ts'
import type { Nvm } from '../nvm/nvm.ts'
import type { SimCard } from '../sim-card.ts'
import type { Wire } from '../wire.ts'
import { startGaps } from './gaps.ts'
import { insertedSim, type Memory, withSim } from './memory.ts'
import type { CollarOptions, CutMoment, Network } from './options.ts'
import { createPower, type Power } from './power.ts'

/** What a collar is made of. Its non-volatile memory outlives it: a second collar on the same memory is the same collar. */
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
  network: Network
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
  /** Takes the collar to where another network serves it; null: home again. */
  visit(network: Network | null): void
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

/** A collar that is switched off. @throws Error when its memory cannot be read */
export function createCollar(parts: CollarParts): Collar {
  const { identity, world, options } = parts
  const { imei } = identity
  let allowed = true
  let sky = true
  let network = options.network
  let armed: { moment: CutMoment; restartAfter_ms: number } | null = null
  const covered = (): boolean => allowed && sky
  const power = createPower({ ...parts, covered, network: () => network, powerCut })

  /** Asked by the firmware at both moments. */
  function powerCut(moment: CutMoment): boolean {
    if (armed?.moment !== moment) return false
    const { restartAfter_ms } = armed
    armed = null
    power.fail(restartAfter_ms)
    return true
  }
  const whenCoverageChanges = (act: () => void): void => {
    const before = covered()
    act()
    if (covered() !== before) power.boot()?.coverage(covered())
  }
  const cancelGaps = startGaps(world, options.gaps, (open) =>
    whenCoverageChanges(() => {
      sky = open
    }),
  )

  return {
    imei,
    power: (wanted) => (wanted === 'on' ? power.on() : power.off()),
    coverage: (wanted) =>
      whenCoverageChanges(() => {
        allowed = wanted
      }),
    visit: (wanted) => {
      network = wanted ?? options.network
    },
    swapSim: (wanted) =>
      power.inOrder(async () => {
        const sim = chooseSim(wanted, power.memory(), identity, world.clock.now())
        const boot = power.boot()
        await (boot ? boot.insert(sim) : power.store(withSim(power.memory(), sim)))
      }),
    armPowerCut(moment, restartAfter_ms) {
      armed = { moment, restartAfter_ms }
    },
    setClockOffset: (offset_ms) => power.restartWith((memory) => withClock(memory, offset_ms)),
    state: () => ({ imei, ...describe(power), coverage: covered(), network, armed: armed?.moment ?? null }),
    stop() {
      cancelGaps()
      return power.end()
    },
  }
}

function describe(power: Power): Omit<CollarState, 'imei' | 'coverage' | 'network' | 'armed'> {
  const boot = power.boot()
  const memory = power.memory()
  return {
    power: boot ? 'on' : 'off',
    sim: insertedSim(memory),
    boot: memory.boot,
    highestCounter: memory.highestCounter,
    ...(boot?.look() ?? { connected: false, samplesWaiting: memory.samples.length, samplesDropped: 0 }),
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
