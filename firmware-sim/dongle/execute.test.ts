import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createDongleBench, type DongleBench, IDENTITY } from '../testing/dongle-bench.ts'
import { COMMAND } from './react.ts'

/** The parts of a record as docs/protocol/dongle.md §7 lists them, read by hand. */
type Told = {
  record: string
  counter: number
  outcome: number
  reason: number
  number: string
  before: string
  after: string
  boot: number
  uptime_s: number
  outcomes: [number, number][]
}

const OTHER_USER = 1
const WRONG_CODE = 2
const OLD_COUNTER = 3
const OLD_UNLOCK_COUNTER = 4

async function withUser(text = 'Anna'): Promise<{ bench: DongleBench; number: string }> {
  const bench = createDongleBench()
  await bench.plug()
  await bench.hello()
  return { bench, number: await bench.enter(text) }
}

const uuid = (counter: number): string => `0190000000007000800000000000${counter.toString(16).padStart(4, '0')}`
const order = (counter: number, number: string, code: Uint8Array, id = uuid(counter)): Buffer =>
  Buffer.from(id + counter.toString(16).padStart(16, '0') + number + Buffer.from(code).toString('hex'), 'hex')

async function execute(bench: DongleBench, payload: Uint8Array): Promise<Told> {
  const answer = Buffer.from((await bench.ask(COMMAND.execute, payload)) ?? '', 'hex')
  const length = answer.readUInt16BE(1)
  const record = answer.subarray(3, 3 + length)
  const tag = createHmac('sha256', Buffer.from(IDENTITY.key, 'base64url'))
    .update('koppel/v1/dongle-result\0')
    .update(record)
  expect(answer.subarray(3 + length).toString('hex')).toBe(tag.digest('hex'))
  expect([answer[0], record[0], record.toString('hex', 17, 21)]).toEqual([0, 1, 'fc00012a'])
  const outcomes = Array.from({ length: record.readUInt8(51) }, (_, at): [number, number] => [
    Number(record.readBigUInt64BE(52 + 9 * at)),
    record.readUInt8(60 + 9 * at),
  ])
  expect(record.length).toBe(52 + 9 * outcomes.length)
  return {
    record: record.toString('hex'),
    counter: Number(record.readBigUInt64BE(21)),
    ...{ outcome: record.readUInt8(29), reason: record.readUInt8(30) },
    number: record.toString('hex', 31, 39).toUpperCase(),
    ...{ before: record.toString('hex', 39, 41), after: record.toString('hex', 41, 43) },
    ...{ boot: record.readUInt32BE(43), uptime_s: record.readUInt32BE(47), outcomes },
  }
}

describe('a command of the backend (docs/protocol/dongle.md §7)', () => {
  it('unlocks, and its record tells of what, when and from what to what', async () => {
    const { bench, number } = await withUser()
    await bench.clock.advance(9_900)
    const told = await execute(bench, order(7, number, bench.code(number, 5, 1)))
    expect(told.record.slice(2, 34)).toBe(uuid(7))
    expect(told).toMatchObject({
      ...{ counter: 7, outcome: 1, reason: 0, number, before: '0000', after: '0500', boot: 1, uptime_s: 9 },
      outcomes: [[7, 1]],
    })
    expect(await execute(bench, order(8, number, bench.code(number, 'e', 1)))).toMatchObject({
      ...{ before: '0500', after: '0501' },
      outcomes: [
        [7, 1],
        [8, 1],
      ],
    })
  })

  it('for what is held already is applied', async () => {
    const { bench, number } = await withUser()
    await bench.ask(COMMAND.unlock, bench.code(number, 5, 1))
    const told = await execute(bench, order(1, number, bench.code(number, 3, 1)))
    expect(told).toMatchObject({ outcome: 1, reason: 0, before: '0500', after: '0500' })
  })

  it('that is known is answered with the very record of the first time, also after a loss of power', async () => {
    const { bench, number } = await withUser()
    const first = await execute(bench, order(1, number, bench.code(number, 5, 1)))
    await bench.dongle.power('off')
    await bench.clock.advance(60_000)
    await bench.dongle.power('on')
    await bench.hello()
    await bench.enter('Bert')
    // No other member is looked at.
    expect(await execute(bench, order(99, number, Buffer.alloc(8), uuid(1)))).toEqual(first)
    expect(bench.dongle.state()).toMatchObject({ highestCounter: 1, failures: 0 })
  })

  it('with a counter that is not higher is refused, and leaves no trace', async () => {
    const { bench, number } = await withUser()
    await execute(bench, order(5, number, bench.code(number, 5, 1)))
    const before = bench.stored()
    for (const counter of [5, 4, 1]) {
      const told = await execute(bench, order(counter, number, bench.code(number, 'e', 1), uuid(900 + counter)))
      expect(told).toMatchObject({ counter, outcome: 2, reason: OLD_COUNTER, after: '0500', outcomes: [[5, 1]] })
    }
    expect(bench.stored()).toEqual(before)
  })

  it('for another licence number is refused, and its code is not looked at', async () => {
    const { bench, number } = await withUser()
    const other = await bench.enter('Bert')
    const told = await execute(bench, order(1, number, Buffer.alloc(8)))
    expect(told).toMatchObject({ outcome: 2, reason: OTHER_USER, number: other, outcomes: [[1, 2]] })
    expect(bench.dongle.state()).toMatchObject({ highestCounter: 1, failures: 0 })
    await bench.enter('')
    const empty = 'FC00012A00000000'
    expect(await execute(bench, order(2, empty, bench.code(empty, 5, 1)))).toMatchObject({
      ...{ outcome: 2, reason: OTHER_USER, number: empty, before: '0000' },
    })
  })

  it('with a wrong code is refused, and counts as a failure', async () => {
    const { bench, number } = await withUser()
    for (let counter = 1; counter <= 3; counter++)
      expect(await execute(bench, order(counter, number, Buffer.alloc(8, counter)))).toMatchObject({
        ...{ outcome: 2, reason: WRONG_CODE, after: '0000' },
      })
    expect(bench.dongle.state()).toMatchObject({ failures: 3, lockOut_s: 60, highestCounter: 3 })
  })

  it('with an old unlock counter is refused, and is no failure', async () => {
    const { bench, number } = await withUser()
    await bench.ask(COMMAND.unlock, bench.code(number, 3, 8))
    const told = await execute(bench, order(1, number, bench.code(number, 5, 7)))
    expect(told).toMatchObject({ outcome: 2, reason: OLD_UNLOCK_COUNTER, before: '0300', after: '0300' })
    expect(bench.dongle.state().failures).toBe(0)
  })

  it('is not looked at during a lock-out, nor is one that is known, and is carried out after it', async () => {
    const { bench, number } = await withUser()
    await execute(bench, order(1, number, bench.code(number, 3, 1)))
    for (let failure = 0; failure < 3; failure++) await bench.ask(COMMAND.unlock, '0500010000000000')
    for (const counter of [1, 2])
      expect(await bench.ask(COMMAND.execute, order(counter, number, bench.code(number, 5, 1)))).toBe('04003c')
    expect(bench.dongle.state().highestCounter).toBe(1)
    await bench.clock.advance(60_000)
    expect(await execute(bench, order(2, number, bench.code(number, 5, 1)))).toMatchObject({
      outcome: 1,
      after: '0500',
    })
  })

  it('lists the last eight counters', async () => {
    const { bench, number } = await withUser()
    for (let counter = 1; counter < 10; counter++)
      await execute(bench, order(counter * 10, number, bench.code(number, 5, 1)))
    const told = await execute(bench, order(100, number, bench.code(number, 5, 1)))
    expect(told.outcomes.map(([counter]) => counter)).toEqual([30, 40, 50, 60, 70, 80, 90, 100])
    // The first ones are no longer known, but their counters are old.
    expect(await execute(bench, order(10, number, bench.code(number, 5, 1)))).toMatchObject({ reason: OLD_COUNTER })
  })

  it.each([
    ['a byte too few', (good: Buffer) => good.subarray(1)],
    ['a byte too many', (good: Buffer) => Buffer.concat([good, Buffer.alloc(1)])],
    ['nothing', () => Buffer.alloc(0)],
    ['counter 0', (good: Buffer) => Buffer.concat([good.subarray(0, 16), Buffer.alloc(8), good.subarray(24)])],
    [
      'a counter of 2^53',
      (good: Buffer) =>
        Buffer.concat([good.subarray(0, 16), Buffer.from('0020000000000000', 'hex'), good.subarray(24)]),
    ],
  ])('of %s is malformed and changes nothing', async (_, change) => {
    const { bench, number } = await withUser()
    const before = bench.stored()
    expect(await bench.ask(COMMAND.execute, change(order(1, number, bench.code(number, 5, 1))))).toBe('02')
    expect(bench.stored()).toEqual(before)
  })
})
