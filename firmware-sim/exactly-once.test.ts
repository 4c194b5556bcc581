import { expect, it } from 'vitest'
import { settle } from '../src/std/manual-clock.ts'
import { below, seededRandom } from '../src/std/random.ts'
import type { Fields } from './codec.ts'
import { type Bench, createBench } from './testing/bench.ts'
import type { Fault } from './wire/faults.ts'
import { faultyWire } from './wire/faulty-wire.ts'

const AMOUNT = 5_000
const COMMANDS = 10
const ROUNDS_MAX = 400
/** Each of 50 seeds; KOPPEL_SEED runs one alone, KOPPEL_SOAK 2,000. */
const only = Number(process.env.KOPPEL_SEED ?? 0)
const seeds = only > 0 ? [only] : Array.from({ length: process.env.KOPPEL_SOAK ? 2_000 : 50 }, (_, at) => at + 1)

const FAULTS: Fault[] = [
  { kind: 'drop', way: 'both', probability: 0.15, delay_ms: 0 },
  { kind: 'double', way: 'both', probability: 0.15, delay_ms: 0 },
  { kind: 'reorder', way: 'both', probability: 0.15, delay_ms: 1_500 },
  { kind: 'delay', way: 'both', probability: 0.1, delay_ms: 700 },
  { kind: 'corrupt', way: 'both', probability: 0.05, delay_ms: 0 },
  { kind: 'cut', way: 'both', probability: 0.05, delay_ms: 0 },
]

/** What may befall a collar beside its wire. */
function meddle({ collar }: Bench, draw: (bound: number) => number): void {
  const levers = [
    () => collar.armPowerCut('before-persist', 500 + draw(5_000)),
    () => collar.armPowerCut('after-persist', 500 + draw(5_000)),
    () => void collar.power('off').then(() => collar.power('on')),
    () => collar.coverage(false),
    () => collar.coverage(true),
    () => collar.coverage(true),
  ]
  levers[draw(levers.length * 3)]?.()
}

/** A backend of a few lines: one command in flight, sent again until its answer is heard. @returns the answers, in order */
async function deliverAll(bench: Bench, draw: (bound: number) => number): Promise<Fields[]> {
  const answers: Fields[] = []
  let rounds = 0
  for (let number = 1; number <= COMMANDS; number++) {
    const command = bench.command()
    const answer = (): Fields | undefined => bench.results().find(({ counter }) => counter === number)
    while (!answer() && rounds++ < ROUNDS_MAX) {
      meddle(bench, draw)
      const sent = bench.air.send(command).catch(() => {})
      await bench.clock.advance(200 + draw(8_000))
      await Promise.race([sent, settle()])
    }
    answers.push(answer() ?? {})
  }
  return answers
}

it.each(seeds)('seed %i: every command takes effect exactly once, whatever happens to wire and power', async (seed) => {
  const random = seededRandom(seed)
  const draw = (bound: number): number => below(random, bound)
  const bench = createBench({
    seed,
    puback_timeout_ms: 5_000,
    wire: (wire, clock) => faultyWire(wire, FAULTS, { clock, random: seededRandom(seed + 10_000) }),
    ignoreForged: true,
  })
  await bench.collar.power('on')
  const answers = await deliverAll(bench, draw)
  const { sim, highestCounter } = bench.collar.state()
  const granted = answers.length * AMOUNT
  expect(answers.map(({ outcome }) => outcome)).toEqual(Array(COMMANDS).fill('applied'))
  expect(highestCounter).toBe(COMMANDS)
  // What the traffic cost comes off the balance; it stays far below one code.
  const spent = 12_500 + granted - ('balance' in sim ? sim.balance : 0)
  expect(spent).toBeGreaterThanOrEqual(0)
  expect(spent).toBeLessThan(AMOUNT / 10)
  // Each answer took up where the one before had left the balance.
  const steps = answers.map(
    ({ before, after }) => Number((after as Fields).balance) - Number((before as Fields).balance),
  )
  expect(steps).toEqual(Array(COMMANDS).fill(AMOUNT))
})
