import type { Fault } from '../../firmware-sim/wire/faults.ts'
import { redeem } from '../../src/flows/redeem.ts'
import type { RedeemOutcome } from '../../src/flows/redeem-outcome.ts'
import { settle } from '../../src/std/manual-clock.ts'
import { below, fraction, type Random, seededRandom } from '../../src/std/random.ts'
import { openWorld, type TestWorld, type WorldCollar } from '../world.ts'
import { violations } from './violations.ts'

type Codes = ReadonlyMap<string, readonly string[]>

/** What a person wants, and asks for with the same key until there is an answer. */
export type Wish = { it: WorldCollar; code: string; key: string; answer: RedeemOutcome | null; asking: boolean }

const STEPS = 40
const KINDS = ['telia-iot', 'telia-iot', 'travel-sim', 'tele2'] as const
const PRODUCTS = {
  'telia-iot': { type: 'sim-extend', simKind: 'telia-iot', period: 'P1Y' },
  tele2: { type: 'sim-extend', simKind: 'tele2', period: 'P1Y' },
  'travel-sim': { type: 'sim-top-up', simKind: 'travel-sim', amountMinor: 10_000, currency: 'SEK' },
} as const
const WIRE_FAULTS: readonly Fault[] = [
  { kind: 'drop', way: 'both', probability: 0.08, delay_ms: 0 },
  { kind: 'double', way: 'both', probability: 0.08, delay_ms: 0 },
  { kind: 'delay', way: 'both', probability: 0.08, delay_ms: 2_000 },
  { kind: 'reorder', way: 'both', probability: 0.08, delay_ms: 3_000 },
  { kind: 'corrupt', way: 'down', probability: 0.03, delay_ms: 0 },
  { kind: 'cut', way: 'both', probability: 0.03, delay_ms: 0 },
]

/**
 * One world under one seed: people redeem while messages are lost, doubled, delayed, overtaken, corrupted; collars lose power, coverage and their SIM; the
 * backend dies between any two steps of its ledger. Then everything is well again for a while.
 * @returns what is wrong with how it ended; empty when every promise was kept
 */
export async function ordeal(seed: number): Promise<string[]> {
  const random = seededRandom(seed * 7_919 + 1)
  const faults = [...WIRE_FAULTS]
  const world = await openWorld({ seed, kinds: KINDS, faults, reportEvery_ms: 20_000 })
  try {
    const codes = new Map<string, string[]>()
    for (const kind of new Set(KINDS)) codes.set(kind, await world.mint(PRODUCTS[kind], 4))
    for (const { collar } of world.collars) await collar.power('on')
    await world.advance(3_000)
    world.storeFaults = () => {
      if (fraction(random) < 0.02) throw new Error('killed')
    }
    world.diskFaults = async () => {
      await settle(2) // a disk takes its time, and much can happen meanwhile
      if (fraction(random) < 0.01) throw new Error('killed')
    }
    const wishes: Wish[] = []
    for (let step = 0; step < STEPS; step++) {
      await happen(world, random, codes, wishes)
      await world.advance(below(random, 8_000))
    }
    world.storeFaults = () => {}
    world.diskFaults = () => {}
    faults.length = 0
    await recover(world, wishes)
    return await violations(world, wishes)
  } finally {
    await world.close()
  }
}

async function happen(world: TestWorld, random: Random, codes: Codes, wishes: Wish[]): Promise<void> {
  const pick = <T>(from: readonly T[]): T => from[below(random, from.length)] as T
  const it = pick(world.collars)
  const dice = below(random, 20)
  if (dice < 8)
    wishes.push({
      it,
      code: pick(dice === 0 ? [...codes.values()].flat() : (codes.get(it.identity.sim.kind) ?? [])),
      key: `wish-${wishes.length}`,
      answer: null,
      asking: false,
    })
  else if (dice === 8) await it.collar.power('off')
  else if (dice < 11) await it.collar.power('on')
  else if (dice === 11) it.collar.coverage(false)
  else if (dice === 12) it.collar.coverage(true)
  else if (dice < 15) it.collar.armPowerCut(pick(['before-persist', 'after-persist']), 1_000 + below(random, 5_000))
  else if (dice === 15) await swap(it)
  else if (dice === 16) world.crash()
  if (!world.up && below(random, 3) > 0) await revive(world)
  ask(world, wishes)
}

async function swap({ collar, identity }: WorldCollar): Promise<void> {
  const original = collar.state().sim.iccid === identity.sim.iccid
  await collar.swapSim(original ? 'another' : 'restore')
}

/** Starting can be struck as well. */
async function revive(world: TestWorld): Promise<void> {
  await world.start().catch(() => world.crash())
}

/** Everybody without an answer asks, or asks again. */
function ask(world: TestWorld, wishes: readonly Wish[]): void {
  if (!world.up) return
  const { house } = world.running()
  for (const wish of wishes) {
    if (wish.answer || wish.asking) continue
    wish.asking = true
    const { it, code, key } = wish
    redeem(house, { actor: it.owner.actor, deviceId: it.deviceId, code, idempotencyKey: key }).then(
      (answer) => Object.assign(wish, { answer, asking: false }),
      () => Object.assign(wish, { asking: false }),
    )
  }
}

async function recover(world: TestWorld, wishes: readonly Wish[]): Promise<void> {
  await settle(20)
  await world.start()
  for (const { collar } of world.collars) {
    collar.coverage(true)
    await collar.power('on')
  }
  for (let round = 0; round < 2; round++) {
    ask(world, wishes)
    await world.advance(6 * 60_000)
  }
  await world.running().idle()
}
