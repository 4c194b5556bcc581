import { releaseByOffice } from '../../src/flows/licences/release.ts'
import { setMaintenance } from '../../src/flows/sms/maintenance.ts'
import { readLicenceType } from '../../src/std/licence-type.ts'
import { settle } from '../../src/std/manual-clock.ts'
import { below, fraction, seededRandom } from '../../src/std/random.ts'
import { type DeskWorld, NUMBER, OUR_NUMBER, openDeskWorld } from './desk-world.ts'
import { violations } from './violations.ts'

const STEPS = 50
const OPERATOR = { kind: 'operator', source: '192.0.2.1' } as const
/** The first two are registered, the third is not, and nobody answers the rest. */
const PHONES = ['+436641000001', '+46701000002', '+436641000003', 'WinCarat', OUR_NUMBER] as const
const NUMBERS = [NUMBER, '1234567890ABCDEE', 'FFFF000011112222'] as const
const TYPES = ['1P', '3P', '5P', '7P', 'E'] as const

/** A message that a phone sent; the carrier delivers it until we have taken it, and sometimes afterwards too. */
export type Carried = { id: string; from: string; text: string; taken: boolean; delivering: boolean }

/** Everything that can be done to the desk in one world. `takes` and `deaths` tell when, so that an answer doubled by a death in the very sending is known as one. */
export type Course = {
  world: DeskWorld
  carrier: Carried[]
  takes: { id: string; at: number }[]
  deaths: number[]
}

/**
 * One world under one seed: people order, fetch and mistype, robots write, the carrier delivers twice; the ledger goes away, or over a commit; transports fail; the process dies between any two steps of
 * ledger, inbox and wire; maintenance comes and goes. Then all is well for a while.
 * @returns what is wrong with how it ended; empty when every promise was kept
 */
export async function ordeal(seed: number): Promise<string[]> {
  const random = seededRandom(seed * 7_919 + 3)
  const world = await openDeskWorld(seed, { sending: true })
  const course: Course = { world, carrier: [], takes: [], deaths: [] }
  const die = (): void => {
    course.deaths.push(world.clock.now())
    world.crash()
  }
  const killed = (chance: number): void => {
    if (fraction(random) >= chance) return
    course.deaths.push(world.clock.now())
    throw new Error('killed')
  }
  try {
    await world.register(PHONES[0], 'de')
    await world.register(PHONES[1], 'sv')
    world.wireFaults = (moment, { id }) => {
      if (moment === 'after') course.takes.push({ id, at: world.clock.now() })
      if (fraction(random) < 0.02) die()
    }
    world.storeFaults = () => killed(0.01)
    world.diskFaults = async () => {
      await settle(2) // a disk takes its time, and much can happen meanwhile
      killed(0.01)
    }
    for (let step = 0; step < STEPS; step++) {
      await happen(course, random, die)
      await world.advance(below(random, 12_000))
    }
    await recover(course)
    return await violations(course)
  } finally {
    world.storeFaults = () => {}
    world.diskFaults = () => {}
    world.wireFaults = () => {}
    await world.close()
  }
}

type Chance = ReturnType<typeof seededRandom>

async function happen(course: Course, random: Chance, die: () => void): Promise<void> {
  const { world, carrier } = course
  const pick = <T>(from: readonly T[]): T => from[below(random, from.length)] as T
  const dice = below(random, 24)
  if (dice < 14) carrier.push({ id: `c${carrier.length}`, ...spoken(random, pick), taken: false, delivering: false })
  else if (dice === 14) world.mood = pick(['away', 'doubtful-kept', 'doubtful-lost'] as const)
  else if (dice < 18) world.mood = 'well'
  else if (dice === 18) world.sendFails = [pick(['unavailable', 'unclear', 'rejected'] as const)]
  else if (dice === 19) die()
  else if (dice === 20 && world.up)
    await setMaintenance(world.house(), OPERATOR, below(random, 2) === 0).catch(() => {})
  else if (dice === 21 && world.up && world.mood === 'well') {
    const type = readLicenceType(pick(TYPES)) ?? { kind: 'e' }
    await releaseByOffice(world.house(), OPERATOR, { licenceNumber: pick(NUMBERS), type }).catch(() => {})
  }
  if (!world.up && below(random, 3) > 0) await revive(world)
  deliver(course, random)
}

function spoken(random: Chance, pick: <T>(from: readonly T[]) => T): { from: string; text: string } {
  const from = below(random, 5) > 0 ? pick(PHONES.slice(0, 2)) : pick(PHONES)
  const asked = `${pick(TYPES)}.${pick(NUMBERS)}`
  return {
    from,
    text: pick([
      `cl.${asked}`,
      `Ich bestelle verbindlich ${asked}`,
      `ich bestelle VERBINDLICH ${asked}`,
      `cl.${asked}0`,
      'hm?',
    ]),
  }
}

/** Starting can be struck as well. */
async function revive(world: DeskWorld): Promise<void> {
  await world.start().catch(() => world.crash())
}

/** What was not taken is delivered again; and now and then what was. */
function deliver({ world, carrier }: Course, random: Chance | null): void {
  if (!world.up) return
  for (const message of carrier) {
    if (message.delivering || (message.taken && (random === null || below(random, 20) > 0))) continue
    message.delivering = true
    world.say(message.text, { providerId: message.id, from: message.from }).then(
      () => Object.assign(message, { taken: true, delivering: false }),
      () => Object.assign(message, { delivering: false }),
    )
  }
}

async function recover(course: Course): Promise<void> {
  const { world } = course
  world.storeFaults = () => {}
  world.diskFaults = () => {}
  world.wireFaults = (moment, { id }) => {
    if (moment === 'after') course.takes.push({ id, at: world.clock.now() })
  }
  world.mood = 'well'
  world.sendFails = []
  await settle(20)
  await world.start()
  // A promise of a dead process tells its carrier nothing.
  for (const message of course.carrier) message.delivering = false
  for (let round = 0; round < 4; round++) {
    deliver(course, null)
    await world.advance(10 * 60_000)
  }
  await world.desk().idle()
}
