import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Arrival, type Connection, gatherer, type Verdict } from '../../../src/sms/smpp/gather.ts'
import { SMPP_LIMITS } from '../../../src/sms/smpp/limits.ts'
import { manualClock, settle } from '../../../src/std/manual-clock.ts'

const { hold_ms, redelivery_ms, remember_ms, remembered_max, unsure_ms } = SMPP_LIMITS

/** A gatherer, and what it stored. */
function scene() {
  const clock = manualClock()
  const stored: { providerId: string; text: string }[] = []
  let ids = 0
  let good = true
  const messages = gatherer(
    clock,
    () => `id${++ids}`,
    async ({ providerId, pieces }) => {
      await settle(1)
      if (good) stored.push({ providerId, text: pieces.map(({ octets }) => Buffer.from(octets).toString()).join('') })
      return good
    },
  )
  return {
    clock,
    stored,
    ids: () => ids,
    disk: (fits: boolean) => {
      good = fits
    },
    take: (arrival: Arrival, on: Connection) => messages.take(arrival, on),
  }
}

const live = (): Connection => ({ endedAt_ms: null })
const whole = (text: string): Arrival => ({ from: 'a', to: 'b', dataCoding: 0, octets: Buffer.from(text), place: null })
const part = (text: string, number: number, total: number, reference = '7'): Arrival => ({
  ...whole(text),
  place: { reference, total, number },
})
const texts = (stored: { text: string }[]): string[] => stored.map(({ text }) => text)

test('the parts of a message are answered when the last of them has come and all is on disk, in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 6 }).chain((total) =>
        fc.shuffledSubarray(
          Array.from({ length: total }, (_, at) => at + 1),
          { minLength: total },
        ),
      ),
      async (order) => {
        const { take, stored } = scene()
        const on = live()
        const verdicts: Verdict[] = []
        for (const number of order.slice(0, -1))
          void take(part(`${number}.`, number, order.length), on).then((each) => verdicts.push(each))
        await settle()
        expect(verdicts).toEqual([])
        const last = order.at(-1) ?? 0
        expect(await take(part(`${last}.`, last, order.length), on)).toBe('kept')
        await settle()
        expect(verdicts).toEqual(Array(order.length - 1).fill('kept'))
        expect(texts(stored)).toEqual([
          order
            .toSorted()
            .map((number) => `${number}.`)
            .join(''),
        ])
      },
    ),
    { numRuns: 30 },
  )
})

test('an SMSC that brings one part at a time gets its message through: each is put off, remembered, and welcome when it comes again', async () => {
  const { take, stored, clock } = scene()
  const on = live()
  const first = take(part('one ', 1, 2), on)
  await clock.advance(hold_ms)
  expect(await first).toBe('later')
  expect(await take(part('two', 2, 2), on)).toBe('kept')
  expect(texts(stored)).toEqual(['one two'])
  expect(await take(part('one ', 1, 2), on)).toBe('kept')
  expect(texts(stored)).toEqual(['one two'])
})

test('what the disk did not take comes again under the same id', async () => {
  const { take, stored, disk, ids } = scene()
  const on = live()
  disk(false)
  expect(await take(whole('hello'), on)).toBe('later')
  disk(true)
  expect(await take(whole('hello'), on)).toBe('kept')
  expect(stored).toEqual([{ providerId: 'id1', text: 'hello' }])
  expect(ids()).toBe(1)
})

test('the same message twice while it is being stored is one', async () => {
  const { take, stored } = scene()
  const on = live()
  expect(await Promise.all([take(whole('hello'), on), take(whole('hello'), live())])).toEqual(['kept', 'kept'])
  expect(stored).toHaveLength(1)
})

test('the same words again after a good answer on a connection that stands are a new message', async () => {
  const { take, stored } = scene()
  const on = live()
  await take(whole('hello'), on)
  await take(whole('hello'), on)
  expect(stored.map(({ providerId }) => providerId)).toEqual(['id1', 'id2'])
})

test('the same words after a connection that ended before its answer can have arrived are the same message', async () => {
  const { take, stored, clock } = scene()
  const on = live()
  await take(whole('hello'), on)
  await clock.advance(unsure_ms)
  on.endedAt_ms = clock.monotonic()
  await clock.advance(redelivery_ms)
  const next = live()
  expect(await take(whole('hello'), next)).toBe('kept')
  expect(stored).toHaveLength(1)
  // Now it has been answered on a connection that stands.
  await take(whole('hello'), next)
  expect(stored).toHaveLength(2)
})

test.each([
  ['the answer had time to arrive', unsure_ms + 1, 0],
  ['long after its end', 0, redelivery_ms + 1],
])(
  'the same words after the end of a connection are a new message when it comes %s',
  async (_, before_ms, after_ms) => {
    const { take, stored, clock } = scene()
    const on = live()
    await take(whole('hello'), on)
    await clock.advance(before_ms)
    on.endedAt_ms = clock.monotonic()
    await clock.advance(after_ms)
    await take(whole('hello'), live())
    expect(stored).toHaveLength(2)
  },
)

test('a reference that is used again for other words begins a new message', async () => {
  const { take, stored, clock } = scene()
  const on = live()
  void take(part('lost ', 1, 2), on)
  await clock.advance(hold_ms)
  const first = take(part('new ', 1, 2), on)
  expect(await take(part('words', 2, 2), on)).toBe('kept')
  expect(await first).toBe('kept')
  expect(texts(stored)).toEqual(['new words'])
})

test('messages of different people, and to different numbers, are kept apart', async () => {
  const { take, stored } = scene()
  const on = live()
  const sent = ['x', 'y'].flatMap((from) =>
    ['p', 'q'].flatMap((to) =>
      [1, 2].map((number) => take({ ...part(`${from}${to}${number} `, number, 2), from, to }, on)),
    ),
  )
  expect(await Promise.all(sent)).toEqual(Array(8).fill('kept'))
  expect(texts(stored).toSorted()).toEqual(['xp1 xp2 ', 'xq1 xq2 ', 'yp1 yp2 ', 'yq1 yq2 '])
})

test('parts that wait for others that never come are forgotten: by age, by number, by size; each was put off, none acknowledged', async () => {
  const { take, stored, clock } = scene()
  const on = live()
  const verdicts: Promise<Verdict>[] = []
  for (let each = 0; each < remembered_max * 2; each++) verdicts.push(take(part('x', 1, 2, `r${each}`), on))
  for (let each = 0; each < 300; each++) verdicts.push(take(part('x'.repeat(10_000), 1, 2, `big${each}`), on))
  await clock.advance(hold_ms)
  expect(new Set(await Promise.all(verdicts))).toEqual(new Set(['later']))
  // The oldest are gone: their other half waits for them again.
  const half = take(part('y', 2, 2, 'r0'), on)
  await clock.advance(hold_ms)
  expect(await half).toBe('later')
  // The newest are there.
  expect(await take(part('y', 2, 2, 'big299'), on)).toBe('kept')
  void take(part('old ', 1, 2, 'aged'), on)
  await clock.advance(remember_ms + 1)
  void take(whole('anything'), on)
  const late = take(part('late', 2, 2, 'aged'), on)
  await clock.advance(hold_ms)
  expect(await late).toBe('later')
  expect(texts(stored)).not.toContain('old late')
})

test('one huge message of many parts is not gathered, and nobody waits for ever', async () => {
  const { take, stored, clock } = scene()
  const on = live()
  const verdicts: Promise<Verdict>[] = []
  for (let number = 1; number <= 255; number++) verdicts.push(take(part('x'.repeat(16_000), number, 255), on))
  await clock.advance(hold_ms)
  expect(new Set(await Promise.all(verdicts))).toEqual(new Set(['later']))
  expect(stored).toEqual([])
})

test('whatever an SMSC brings and brings again, in whatever order, no part is acknowledged before its message is on disk, and no message is stored twice', async () => {
  const script = fc.array(
    fc.oneof(
      {
        weight: 8,
        arbitrary: fc.record({
          do: fc.constant('bring' as const),
          message: fc.nat(3),
          number: fc.integer({ min: 1, max: 3 }),
        }),
      },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const) }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('disk' as const), fits: fc.boolean() }) },
      { weight: 1, arbitrary: fc.record({ do: fc.constant('reconnect' as const) }) },
    ),
    { maxLength: 60 },
  )
  await fc.assert(
    fc.asyncProperty(script, async (steps) => {
      const { take, stored, clock, disk } = scene()
      let on = live()
      // A carrier brings no part again that it knows to be acknowledged.
      const acknowledged: string[] = []
      const under: Promise<void>[] = []
      const bring = async (name: string, arrival: Arrival, connection: Connection): Promise<void> => {
        if ((await take(arrival, connection)) === 'later') return
        acknowledged.push(name)
        const [message] = name.split('/')
        expect(texts(stored)).toContain([1, 2, 3].map((number) => `${message}/${number} `).join(''))
      }
      for (const step of steps) {
        if (step.do === 'wait') await clock.advance(hold_ms)
        else if (step.do === 'disk') disk(step.fits)
        else if (step.do === 'reconnect') {
          on.endedAt_ms = clock.monotonic()
          on = live()
        } else {
          const name = `${step.message}/${step.number}`
          if (acknowledged.includes(name)) continue
          under.push(bring(name, part(`${name} `, step.number, 3, String(step.message)), on))
          await settle()
        }
      }
      await clock.advance(hold_ms)
      await Promise.all(under)
      expect(new Set(texts(stored)).size).toBe(stored.length)
    }),
    { numRuns: 80 },
  )
})
