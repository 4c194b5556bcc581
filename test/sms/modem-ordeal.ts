import { registerNumberFor } from '../../src/flows/numbers/register.ts'
import { openDialogue } from '../../src/flows/sms/dialogue-row.ts'
import { settle } from '../../src/std/manual-clock.ts'
import { below, fraction, seededRandom } from '../../src/std/random.ts'
import { OURS } from './modem-setting.ts'
import { type ModemWorld, openModemWorld } from './modem-world.ts'

const STEPS = 30
const OPERATOR = { kind: 'operator', source: '192.0.2.1' } as const
/** The first two are registered. */
const PHONES = ['+436641000001', '+46701000002', '+436641000003'] as const
/** Each strikes a message in its hand: before or after the network has it, in words or by silence. */
const STRIKES = [
  ...['mute', 'late-ok', 'garbage', 'urc-between', 'hang-up', 'no-prompt', 'cms-error', 'reset-before-submit'],
  ...['reset-after-submit', 'lost-ack', 'duplicate', 'lost-report'],
] as const
type Strike = Parameters<ModemWorld['sim']['faults']['arm']>[0]

type Said = { from: string; text: string; number: string }
type Chance = ReturnType<typeof seededRandom>

/**
 * House, outbox, driver and simulated modem under one seed: people write, the process dies between any two steps of its ledger, the modem falls silent, is reset in mid-send and pulled out, the carrier brings
 * twice, the ledger is away. Then all is well for a while.
 * @returns what is wrong with how it ended, in words
 */
export async function modemOrdeal(seed: number): Promise<string[]> {
  const random = seededRandom(seed * 6_577 + 11)
  const story = await openModemWorld(seed)
  const { world, sim } = story
  const said: Said[] = []
  try {
    await register(story)
    world.storeFaults = () => {
      if (fraction(random) < 0.01) throw new Error('killed')
    }
    for (let step = 0; step < STEPS; step++) {
      await happen(story, said, random)
      await world.advance(below(random, 15_000))
    }
    world.storeFaults = () => {}
    sim.faults.clear()
    await settle(20)
    await sim.plug()
    await world.start()
    // Two doubts of a minute each, a message read again, and a line that is opened every half minute.
    for (let minute = 0; minute < 30; minute++) await world.advance(60_000)
    await world.running().idle()
    return await faultsOf(story, said)
  } finally {
    world.storeFaults = () => {}
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

async function happen({ world, sim }: ModemWorld, said: Said[], random: Chance): Promise<void> {
  const dice = below(random, 20)
  if (dice < 10) {
    const number = `${(said.length + 1).toString(16).padStart(8, '0')}0000ABCD`.toUpperCase()
    const from = PHONES[below(random, 12) === 0 ? 2 : below(random, 2)] ?? PHONES[0]
    const text = `cl.5P.${number}`
    said.push({ from, text, number })
    sim.phone(from).send(OURS, text)
  } else if (dice < 15) {
    const strike = STRIKES[below(random, STRIKES.length)] as Strike
    sim.faults.arm(strike, strike === 'cms-error' ? 38 : undefined)
  } else if (dice === 15) await sim.unplug()
  else if (dice === 16) await sim.plug()
  else if (dice === 17) world.crash()
  if (!world.up && below(random, 3) > 0) await world.start().catch(() => world.crash())
}

async function faultsOf({ world, sim }: ModemWorld, said: readonly Said[]): Promise<string[]> {
  const { house, desk } = { ...world.running() }
  const rows = await house.ledger.reads.selectFrom('sms_dialogue').selectAll().execute()
  const outbox = await house.ledger.reads.selectFrom('sms_messages').selectAll().execute()
  const faults: string[] = []
  for (const { from, text, number } of said) {
    const mine = rows.filter((row) => openDialogue(house, row).text === text)
    const [row] = mine
    if (!row || mine.length > 1) {
      faults.push(`"${text}" stands ${mine.length} times in the log`)
      continue
    }
    if (row.suppressed) continue
    if (row.direct) continue
    const answer = outbox.find(({ id }) => id === row.sms_id)
    const shown = sim.phone(from).shown.filter((one) => one.text.includes(number)).length
    if (!answer) faults.push(`"${text}" (${row.answer}) has no answer`)
    else if (row.answer !== 'not-registered') {
      // Decision 11: once more for a doubt that is written down.
      if (shown > 1 + answer.doubts) faults.push(`"${text}" was answered ${shown} times with ${answer.doubts} doubts`)
      if (shown === 0 && answer.state !== 'unclear') faults.push(`the answer to "${text}" is ${answer.state} and never came`)
    }
    if (answer && ['queued', 'sending'].includes(answer.state)) faults.push(`the answer to "${text}" is still ${answer.state}`)
    if (answer?.state === 'failed') faults.push(`the answer to "${text}" failed: ${answer.reason}`)
  }
  if (rows.length > said.length) faults.push(`${said.length} messages, ${rows.length} in the log`)
  if (sim.modem.state().messages > 0) faults.push(`${sim.modem.state().messages} messages lie on the SIM`)
  if (desk.waiting().messages > 0) faults.push(`${desk.waiting().messages} messages are in hand`)
  return faults
}
