import { expect, test } from 'vitest'
import { isId, newId } from './ids.ts'
import { luhnDigit, luhnFits } from './luhn.ts'
import { manualClock } from './manual-clock.ts'
import { sourceNetwork } from './network.ts'
import { addPeriod, instantText, parseInstant, wireInstantText } from './period.ts'
import { below, seededRandom } from './random.ts'

test.each([
  ['29 February and a year is 28 February', '2024-02-29T12:00:00Z', 'P1Y', '2025-02-28T12:00:00Z'],
  ['a year is a calendar year', '2026-11-22T00:00:00Z', 'P1Y', '2027-11-22T00:00:00Z'],
  ['31 January and a month is 28 February', '2026-01-31T00:00:00Z', 'P1M', '2026-02-28T00:00:00Z'],
  ['weeks and days add up', '2026-12-30T23:00:00Z', 'P1W2D', '2027-01-08T23:00:00Z'],
])('%s', (_, from, period, to) => {
  expect(addPeriod(Date.parse(from), period)).toBe(Date.parse(to))
})

test('instants have as many digits as any other, so that texts sort as they do; the wire and what is signed keep the short form', () => {
  const whole = Date.UTC(2027, 2, 1, 10)
  const all = [whole, whole + 1, whole + 120, whole + 123, whole + 1_000]
  const texts = all.map(instantText)
  expect(texts.slice(0, 3)).toEqual([0, 1, 120].map((ms) => `2027-03-01T10:00:00.${String(ms).padStart(3, '0')}Z`))
  expect(texts.toSorted()).toEqual(texts)
  expect(new Set(texts.map((text) => text.length)).size).toBe(1)
  expect(all.slice(0, 3).map(wireInstantText)).toEqual([
    '2027-03-01T10:00:00Z',
    '2027-03-01T10:00:00.001Z',
    '2027-03-01T10:00:00.12Z',
  ])
  for (const form of [instantText, wireInstantText]) expect(all.map(form).map(parseInstant)).toEqual(all)
})

test.each(['PT1H', '-P1Y', 'P500Y', 'one year', ''])('%j is no period to extend by', (period) => {
  expect(() => addPeriod(Date.UTC(2026, 0, 1), period)).toThrow(RangeError)
})

test.each(['2027-03-01', 'tomorrow', '', '9999-01-01T00:00:00Z', '2027-03-01T10:00:00', 'x'.repeat(1_000)])(
  '%j is no instant',
  (text) => {
    expect(parseInstant(text)).toBeNull()
  },
)

test('ids are UUIDs of version 7 that sort by their time', () => {
  const random = seededRandom(7)
  const ids = [1_000, 2_000, 300_000].map((now) => newId({ now: () => now }, random))
  expect(ids.every(isId)).toBe(true)
  expect(ids.every((id) => id[14] === '7' && '89ab'.includes(id[19]!))).toBe(true)
  expect([...ids].sort()).toEqual(ids)
})

test('ids made within one millisecond sort in the order of their making, and differ by more than a number', () => {
  const random = seededRandom(7)
  const clock = { now: () => 1_700_000_000_000 }
  const ids = Array.from({ length: 10_000 }, () => newId(clock, random))
  expect([...ids].sort()).toEqual(ids)
  expect(ids.every(isId)).toBe(true)
  expect(new Set(ids.map((id) => id.slice(-8))).size).toBeGreaterThan(9_990)
})

test('a clock that is set back makes no id that sorts before an earlier one', () => {
  const random = seededRandom(7)
  const clock = manualClock(1_700_000_000_000)
  const before = newId(clock, random)
  clock.set(1_600_000_000_000)
  const meanwhile = newId(clock, random)
  clock.set(1_700_000_000_001)
  const after = newId(clock, random)
  expect([after, meanwhile, before].sort()).toEqual([before, meanwhile, after])
})

test('the same seed makes the same ids, whatever another clock has made meanwhile', () => {
  const made = (): string[] => {
    const clock = manualClock(0)
    const random = seededRandom(3)
    return Array.from({ length: 5 }, () => newId(clock, random))
  }
  expect(made()).toEqual(made())
})

test('the check digit of the IMEI in 3GPP TS 23.003 annex B fits, and every other digit does not', () => {
  expect(luhnDigit('49015420323751')).toBe('8')
  for (const digit of '012345679') expect(luhnFits(`49015420323751${digit}`)).toBe(false)
})

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::9', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('%s counts for the network %s', (address, network) => {
  expect(sourceNetwork(address)).toBe(network)
})

test('a drawn number is uniform: no value of 31 stands out in 31,000', () => {
  const random = seededRandom(1)
  const counts = new Array<number>(31).fill(0)
  for (let draw = 0; draw < 31_000; draw++) counts[below(random, 31)]!++
  const chiSquare = counts.reduce((sum, count) => sum + (count - 1_000) ** 2 / 1_000, 0)
  expect(chiSquare).toBeLessThan(59.7) // 30 degrees of freedom, p = 0.001
})

test('a clock moved by hand fires its timers in order, each at its own time', async () => {
  const clock = manualClock(0)
  const fired: [string, number][] = []
  clock.after(20, () => fired.push(['late', clock.now()]))
  clock.after(10, () => {
    fired.push(['early', clock.now()])
    clock.after(5, () => fired.push(['chained', clock.now()]))
  })
  const cancel = clock.after(12, () => fired.push(['cancelled', clock.now()]))
  cancel()
  await clock.advance(30)
  expect(fired).toEqual([
    ['early', 10],
    ['chained', 15],
    ['late', 20],
  ])
})
