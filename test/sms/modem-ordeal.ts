import { registerNumberFor } from '../../src/flows/numbers/register.ts'
import { wait } from '../../src/std/clock.ts'
import { settle } from '../../src/std/manual-clock.ts'
import { below, fraction, seededRandom } from '../../src/std/random.ts'
import { OURS } from './modem-setting.ts'
import { faultsOf, isAtRest, type Said } from './modem-verdict.ts'
import { type ModemWorld, openModemWorld } from './modem-world.ts'

const STEPS = 24
const OPERATOR = { kind: 'operator', source: '192.0.2.1' } as const
/** The first two are registered. */
const PHONES = ['+436641000001', '+46701000002', '+436641000003'] as const
const MODEM_STRIKES = [
  ...['mute', 'late-ok', 'garbage', 'urc-between', 'hang-up', 'no-prompt', 'cms-error', 'reset-before-submit'],
  ...['reset-after-submit', 'lost-ack'],
] as const
/** What can meet a message that is being handed over. */
export const STRIKES = [...MODEM_STRIKES, 'pull', 'death', 'ledger away'] as const
type Strike = (typeof STRIKES)[number]
type Armed = Parameters<ModemWorld['sim']['faults']['arm']>[0]
type Chance = ReturnType<typeof seededRandom>

/** `met`: how often each strike fell while a message was being handed over. */
export type Ordeal = { faults: string[]; met: Map<Strike, number> }
type Course = { story: ModemWorld; random: Chance; said: Said[]; met: Ordeal['met']; over: boolean; lives: number }

/**
 * House, outbox, driver and simulated modem under one seed: people write, the process dies between any two steps of its ledger and of its inbox's disk, the inbox refuses, the modem falls silent, is reset
 * in mid-send and pulled out, the carrier brings twice, the ledger is away. Then all is well for a while.
 */
export async function modemOrdeal(seed: number): Promise<Ordeal> {
  const random = seededRandom(seed * 6_577 + 11)
  const story = await openModemWorld(seed)
  const course: Course = { story, random, said: [], met: new Map(), over: false, lives: 0 }
  try {
    await register(story)
    arm(course)
    for (let step = 0; step < STEPS; step++) {
      await happen(course)
      await story.world.advance(below(random, 9_000))
    }
    await recover(course)
    return { faults: await faultsOf(story, course.said), met: course.met }
  } finally {
    story.world.storeFaults = () => {}
    story.world.smsDiskFaults = () => {}
    await story.close()
  }
}

async function register({ world }: ModemWorld): Promise<void> {
  for (const phone of PHONES.slice(0, 2)) {
    const payer = { account: { name: 'Zahnlabor', country: 'AT' } }
    const made = await registerNumberFor(world.running().house, OPERATOR, { phone, payer, language: 'de' })
    if (made.kind !== 'registered') throw new Error(made.kind)
  }
}

/** From now on strikes fall upon what is in flight. */
function arm(course: Course): void {
  const { story, random } = course
  const { world, sim } = story
  world.storeFaults = () => {
    if (fraction(random) >= 0.01) return
    meet(course, 'death')
    throw new Error('killed')
  }
  world.smsDiskFaults = async () => {
    // A disk takes its time, in which a modem could be told to forget the message.
    const life = course.lives
    if (course.over) return
    await (below(random, 4) === 0 ? wait(world.clock, below(random, 1_500)) : settle(2))
    if (course.lives !== life || course.over || fraction(random) >= 0.04) return
    die(course)
    throw new Error('killed')
  }
  story.onInbound = () => {
    if (!course.over && below(random, 6) === 0) throw new Error('the inbox is full')
  }
  story.onSend = () => {
    if (!course.over && below(random, 3) > 0) strike(course)
  }
  const { strikes } = sim.faults
  sim.faults.strikes = (kind) => {
    const struck = strikes(kind)
    if (struck && MODEM_STRIKES.some((one) => one === kind)) meet(course, kind as Strike)
    return struck
  }
}

function meet({ story, met }: Course, strike: Strike): void {
  if (story.sendings.some(({ outcome }) => outcome === 'under way')) met.set(strike, (met.get(strike) ?? 0) + 1)
}

function die(course: Course): void {
  meet(course, 'death')
  course.lives++
  course.story.world.crash()
}

/** One of them, at once or while the network is being given the message. */
function strike(course: Course): void {
  const { story, random } = course
  const { world, sim } = story
  const kind = STRIKES[below(random, STRIKES.length)] as Strike
  if (MODEM_STRIKES.some((one) => one === kind)) {
    sim.faults.arm(kind as Armed, kind === 'cms-error' ? 38 : undefined)
    return
  }
  world.clock.after(below(random, 500), () => {
    if (course.over) return
    if (kind === 'death') return die(course)
    meet(course, kind)
    if (kind === 'pull') void sim.unplug()
    else story.away = true
  })
}

async function happen(course: Course): Promise<void> {
  const { story, said, random } = course
  const { world, sim } = story
  const dice = below(random, 20)
  if (dice < 11) {
    const number = `${(said.length + 1).toString(16).padStart(8, '0')}0000ABCD`.toUpperCase()
    const from = PHONES[below(random, 10) === 0 ? 2 : below(random, 2)] ?? PHONES[0]
    const text = `${below(random, 3) === 0 ? 'Ich bestelle verbindlich ' : 'cl.'}5P.${number}`
    said.push({ from, text })
    if (below(random, 6) === 0) sim.faults.arm('duplicate')
    if (below(random, 6) === 0) sim.faults.arm('lost-report')
    sim.phone(from).send(OURS, text)
  } else if (dice === 11) await sim.unplug()
  else if (dice < 15) await sim.plug()
  else if (dice === 15) story.away = true
  else if (dice < 18) story.away = false
  else if (dice === 18) die(course)
  if (!world.up && below(random, 3) > 0) await revive(course)
}

/** Starting can be struck as well. */
async function revive(course: Course): Promise<void> {
  const { story } = course
  course.lives++
  const away = story.away
  story.away = false
  await story.world.start().catch(() => story.world.crash())
  story.away = away && story.world.up
}

/** All is well again, until nothing waits any more: two doubts of a minute each, a message read again, a line that is opened every half minute. */
async function recover(course: Course): Promise<void> {
  const { story } = course
  const { world, sim } = story
  course.over = true
  story.away = false
  world.storeFaults = () => {}
  sim.faults.clear()
  await world.advance(2_000)
  await sim.plug()
  await world.start()
  for (let minute = 0; minute < 30; minute++) {
    await world.advance(60_000)
    if (minute > 2 && (await isAtRest(story))) return
  }
}
