import type { Fault } from '../../firmware-sim/wire/faults.ts'
import { settle } from '../../src/std/manual-clock.ts'
import { below, fraction, type Random, seededRandom } from '../../src/std/random.ts'
import type { TestWorld } from '../world.ts'
import { closeDongleWorld, type DongleSite, openDongleWorld } from './dongle-world.ts'
import { points, release } from './setting.ts'
import { violations } from './violations.ts'

/** What an order or the office wants released; told again until the ledger has taken it. */
export type Wish = {
  licenceNumber: string
  type: ReturnType<typeof points> | { kind: 'e' }
  taken: boolean
  asking: boolean
}

const STEPS = 40
const CARAT_IDS = ['FC000001', 'FC000002']
/** Each dongle wanders between these; the licence number goes with them. */
const PEOPLE = ['Kanzlei Moser, Graz', 'Kanzlei Moser, Wien', '']
const AMOUNTS = [1, 3, 5, 7, 31, 254]
const WIRE_FAULTS: readonly Fault[] = [
  { kind: 'drop', way: 'both', probability: 0.08, delay_ms: 0 },
  { kind: 'double', way: 'both', probability: 0.08, delay_ms: 0 },
  { kind: 'delay', way: 'both', probability: 0.08, delay_ms: 2_000 },
  { kind: 'reorder', way: 'both', probability: 0.08, delay_ms: 3_000 },
  { kind: 'corrupt', way: 'down', probability: 0.03, delay_ms: 0 },
  { kind: 'cut', way: 'both', probability: 0.03, delay_ms: 0 },
]

/**
 * One world under one seed: licences are released while serial lines lose and bend bytes, messages are lost, doubled, overtaken, corrupted; dongles lose power in the middle of
 * commands, are pulled out, show other user information; bridges are killed, and the backend dies between any two steps of its ledger. Then everything is well again.
 * @returns what is wrong with how it ended; empty when every promise was kept
 */
export async function ordeal(seed: number): Promise<string[]> {
  const random = seededRandom(seed * 7_927 + 3)
  const faults = [...WIRE_FAULTS]
  const noise = { lost: 0.02, bent: 0.02 }
  const { world, sites } = await openDongleWorld({ seed, caratIds: CARAT_IDS, faults, noise })
  try {
    for (const one of sites) {
      await one.dongle.plug()
      await one.dongle.enterUserInformation(PEOPLE[0] ?? '')
      one.start()
    }
    await world.advance(5_000)
    world.storeFaults = () => {
      if (fraction(random) < 0.02) throw new Error('killed')
    }
    const wishes: Wish[] = []
    for (let step = 0; step < STEPS; step++) {
      await happen(world, sites, random, wishes)
      await world.advance(below(random, 8_000))
    }
    world.storeFaults = () => {}
    faults.length = 0
    noise.lost = 0
    noise.bent = 0
    await recover(world, sites, wishes)
    return await violations(world, sites, wishes)
  } finally {
    await closeDongleWorld(world, sites)
  }
}

async function happen(world: TestWorld, sites: readonly DongleSite[], random: Random, wishes: Wish[]): Promise<void> {
  const pick = <T>(from: readonly T[]): T => from[below(random, from.length)] as T
  const it = pick(sites)
  const { dongle } = it
  const dice = below(random, 20)
  if (dice < 6) {
    const type = below(random, 4) === 0 ? ({ kind: 'e' } as const) : points(pick(AMOUNTS))
    const licenceNumber = dongle.state().licenceNumber
    if (!licenceNumber.endsWith('00000000')) wishes.push({ licenceNumber, type, taken: false, asking: false })
  } else if (dice < 9)
    dongle.armPowerCut(pick(['before-persist', 'after-persist', 'mid-answer']), 1_000 + below(random, 5_000))
  else if (dice === 9) await dongle.unplug()
  else if (dice < 12) await dongle.plug()
  else if (dice === 12) await dongle.power('off')
  else if (dice === 13) await dongle.power('on')
  else if (dice < 16) await dongle.enterUserInformation(pick(PEOPLE))
  else if (dice === 16) it.kill()
  else if (dice === 17) dongle.answerLate(below(random, 2) * 600)
  else if (dice === 18) world.crash()
  if (!it.up && below(random, 2) === 0) it.start()
  if (!world.up && below(random, 3) > 0) await world.start().catch(() => world.crash())
  ask(world, wishes)
}

/** Everybody whose wish has not been taken asks, or asks again. */
function ask(world: TestWorld, wishes: readonly Wish[]): void {
  if (!world.up) return
  for (const wish of wishes) {
    if (wish.taken || wish.asking) continue
    wish.asking = true
    release(world, wish.licenceNumber, wish.type).then(
      () => Object.assign(wish, { taken: true, asking: false }),
      (error: Error) => Object.assign(wish, { taken: error.message === 'released already', asking: false }),
    )
  }
}

async function recover(world: TestWorld, sites: readonly DongleSite[], wishes: readonly Wish[]): Promise<void> {
  await settle(20)
  await world.start()
  for (const it of sites) {
    it.dongle.answerLate(0)
    await it.dongle.plug()
    await it.dongle.power('on')
    it.start()
  }
  for (const person of PEOPLE.filter((name) => name !== '').reverse()) {
    for (const { dongle } of sites) await dongle.enterUserInformation(person)
    for (let round = 0; round < 2; round++) {
      ask(world, wishes)
      await world.advance(6 * 60_000)
    }
  }
  await world.running().idle()
}
