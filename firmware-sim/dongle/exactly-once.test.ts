import { expect, it } from 'vitest'
import { below, seededRandom } from '../../src/std/random.ts'
import type { LineFault } from '../line/faults.ts'
import { faultyLine } from '../line/faulty-line.ts'
import { createDongleBench, type DongleBench } from '../testing/dongle-bench.ts'
import { CUT_MOMENTS } from './firmware.ts'
import { COMMAND } from './react.ts'

/** Each of 30 seeds; KOPPEL_SEED runs one alone, KOPPEL_SOAK 2,000. */
const only = Number(process.env.KOPPEL_SEED ?? 0)
const seeds = only > 0 ? [only] : Array.from({ length: process.env.KOPPEL_SOAK ? 2_000 : 30 }, (_, at) => at + 1)

const STEPS = 40
const USERS = ['Anna', 'Bert', 'Carl']
const FAULTS: LineFault[] = [
  { kind: 'drop', way: 'both', probability: 0.06, delay_ms: 0 },
  { kind: 'lose', way: 'both', probability: 0.03, delay_ms: 0 },
  { kind: 'double', way: 'both', probability: 0.06, delay_ms: 0 },
  { kind: 'delay', way: 'both', probability: 0.05, delay_ms: 700 },
  { kind: 'corrupt', way: 'both', probability: 0.05, delay_ms: 0 },
  { kind: 'noise', way: 'both', probability: 0.05, delay_ms: 0 },
  { kind: 'hang-up', way: 'both', probability: 0.01, delay_ms: 0 },
]

type Draw = (bound: number) => number
/** What somebody has been given, and what the dongle has said that it holds, under one licence number. */
type Ledger = { given: number; givenE: boolean; told: number; toldE: boolean; counter: number }

/** Watches a dongle from outside, by what the protocol's page promises. */
function watch(bench: DongleBench) {
  const numbers = new Map<string, Ledger>()
  let owed_s = 0
  let seen_ms = bench.clock.monotonic()
  let wasOn = true
  let failures = 0
  const ledger = (number: string): Ledger => {
    const known = numbers.get(number) ?? { given: 0, givenE: false, told: 0, toldE: false, counter: 0 }
    numbers.set(number, known)
    return known
  }
  return {
    ledger,
    /** A wrong code was told with so many failures in a row; 0: a right one may have ended them. */
    failed(told: number): void {
      failures = told
    },
    look(): void {
      const { licenceNumber, points, e, lockOut_s, power, ...state } = bench.dongle.state()
      expect(state.failures).toBeGreaterThanOrEqual(failures)
      const { given, givenE, told, toldE } = ledger(licenceNumber)
      // Nothing is held that nobody was given; nothing is lost that was told.
      expect(points).toBeLessThanOrEqual(given)
      expect(points).toBeGreaterThanOrEqual(told)
      expect([e && !givenE, toldE && !e]).toEqual([false, false])
      // Lock-out runs off with power on, and by nothing else.
      const elapsed_s = (bench.clock.monotonic() - seen_ms) / 1000
      if (wasOn || power === 'on') owed_s = Math.max(0, owed_s - elapsed_s)
      expect(lockOut_s).toBeGreaterThanOrEqual(owed_s)
      // Told rounded up, so that almost a second less may be true.
      owed_s = Math.max(owed_s, lockOut_s - 1)
      seen_ms = bench.clock.monotonic()
      wasOn = power === 'on'
    },
  }
}

/** What may befall a dongle beside its line. */
function meddle({ dongle }: DongleBench, draw: Draw): void {
  const moment = CUT_MOMENTS[draw(CUT_MOMENTS.length)] ?? 'before-persist'
  const levers = [
    () => dongle.armPowerCut(moment, draw(2_000), 'any'),
    () => dongle.armPowerCut(moment, draw(2_000)),
    () => dongle.armPowerCut(moment, draw(2_000)),
    () => void dongle.power('off').then(() => dongle.power('on')),
    () => void dongle.unplug(),
    () => dongle.answerLate(draw(2) * draw(450)),
  ]
  levers[draw(levers.length * 2)]?.()
}

const order = (counter: number, number: string, code: Uint8Array): Buffer =>
  Buffer.concat([
    Buffer.from(`019000000000700080000000${counter.toString(16).padStart(8, '0')}`, 'hex'),
    Buffer.from(counter.toString(16).padStart(16, '0') + number, 'hex'),
    code,
  ])

/** What somebody does with a dongle, one thing of several at a time. */
function deeds(bench: DongleBench, watched: ReturnType<typeof watch>, draw: Draw): (() => Promise<void>)[] {
  const records = new Map<string, string>()
  let commands = 0

  /** A right code for more than was given so far, or for what was given already. */
  const rightCode = (number: string): { code: Uint8Array; points: number | 'e' } => {
    watched.failed(0)
    const ledger = watched.ledger(number)
    if (draw(4) === 0) {
      ledger.givenE = true
      return { code: bench.code(number, 'e', 1), points: 'e' }
    }
    const more = draw(3) > 0
    if (more || ledger.given === 0) {
      ledger.given = Math.min(254, ledger.given + 1 + draw(10))
      ledger.counter++
    }
    return { code: bench.code(number, ledger.given, ledger.counter), points: ledger.given }
  }
  const told = (number: string, points: number | 'e'): void => {
    const ledger = watched.ledger(number)
    if (points === 'e') ledger.toldE = true
    else ledger.told = Math.max(ledger.told, points)
  }
  return [
    async () => {
      await bench.insist(COMMAND.userInformation, Buffer.from(USERS[draw(USERS.length)] ?? ''))
    },
    async () => {
      const number = bench.dongle.state().licenceNumber
      if (number.endsWith('00000000')) return
      const { code, points } = rightCode(number)
      const answer = await bench.insist(COMMAND.unlock, code, /^(00|04)/)
      if (answer.startsWith('00')) told(number, points)
    },
    async () => {
      const wrong = Uint8Array.from(bench.code(bench.dongle.state().licenceNumber, 1 + draw(254), 1 + draw(9)))
      const at = 1 + draw(7)
      wrong[at] = (wrong[at] ?? 0) ^ (1 + draw(255))
      const answer = await bench.insist(COMMAND.unlock, wrong, /^(10|04|11)/)
      if (answer.startsWith('10')) watched.failed(Number.parseInt(answer.slice(2, 4), 16))
    },
    async () => {
      const number = bench.dongle.state().licenceNumber
      if (number.endsWith('00000000')) return
      const { code, points } = rightCode(number)
      commands++
      const answer = await bench.insist(COMMAND.execute, order(commands, number, code), /^(00|04)/)
      if (answer.startsWith('04')) return
      // Applied, and the same record whenever it is asked for.
      expect(answer.slice(6 + 58, 6 + 62)).toBe('0100')
      told(number, points)
      records.set(order(commands, number, code).toString('hex'), answer)
    },
    async () => {
      const [command, first] = [...records].at(-1) ?? []
      if (!command || !first) return
      const again = await bench.insist(COMMAND.execute, command)
      if (!again.startsWith('04')) expect(again).toBe(first)
    },
    async () => {
      await bench.clock.advance(draw(130_000))
    },
  ]
}

it.each(seeds)(
  'seed %i: nothing is unlocked without a right code, no code is lost, no lock-out is shortened',
  async (seed) => {
    const random = seededRandom(seed)
    const draw: Draw = (bound) => below(random, bound)
    const onTheLine = seededRandom(seed + 10_000)
    const bench = createDongleBench({
      between: (line, clock) => faultyLine(line, FAULTS, { clock, random: onTheLine }),
    })
    await bench.plug()
    const watched = watch(bench)
    const steps = deeds(bench, watched, draw)
    for (let done = 0; done < STEPS; done++) {
      meddle(bench, draw)
      await steps[draw(steps.length)]?.()
      watched.look()
    }
    // In the end, with a good line's patience, everything that was told is there.
    for (const user of USERS) {
      await bench.insist(COMMAND.userInformation, Buffer.from(user), /^00/)
      watched.look()
    }
  },
)
