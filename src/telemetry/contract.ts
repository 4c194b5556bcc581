import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { packSamples } from './packed.ts'
import { samplePages } from './sample-pages.ts'
import type { Sample, TelemetryStore } from './telemetry.ts'

const noon = Date.UTC(2026, 10, 22, 12)
const minute = 60_000
const all = { from: 0, to: noon + 1e9, limit: 10_000 }

/** Samples at noon + n minutes with battery n, in the order given. */
const minutes = (...numbers: number[]): Sample[] => numbers.map((n) => ({ at: noon + n * minute, bat: n }))

/** What every telemetry store promises, whatever engine is behind it. @param open a fresh, empty store for each test */
export function telemetryContract(name: string, open: () => Promise<TelemetryStore>): void {
  describe(name, () => {
    let store: TelemetryStore
    beforeEach(async () => {
      store = await open()
    })
    afterEach(() => store.close())

    const put = async (seriesId: string, ...samples: Sample[]): Promise<void> =>
      await store.write(packSamples([{ seriesId, samples }]))
    const batteries = (seriesId: string): Promise<[number, number][]> =>
      store.series({ ...all, seriesId, field: 'bat' })

    samplesLand(() => store, put, batteries)
    lastValues(() => store, put)
    buckets(() => store, put)
    limits(() => store, put, batteries)
    wholeSamples(() => store, put)
    forgetting(() => store, put, batteries)
    offsets(() => store)
  })
}

type Put = (seriesId: string, ...samples: Sample[]) => Promise<void>
type Batteries = (seriesId: string) => Promise<[number, number][]>
type Store = () => TelemetryStore

function samplesLand(store: Store, put: Put, batteries: Batteries): void {
  describe('samples', () => {
    test('late, doubled and out of order land once and where they belong', async () => {
      await put('dog', ...minutes(5, 3, 9, 3))
      await put('dog', ...minutes(9, 1, 7))
      await put('dog', ...minutes(5))
      expect(await batteries('dog')).toEqual([1, 3, 5, 7, 9].map((n) => [noon + n * minute, n]))
    })

    test('of the same time overwrite field by field; what is absent erases nothing', async () => {
      await put('dog', { at: noon, bat: 50, lat: 1, lon: 2 }, { at: noon, rssi: -90 }, { at: noon, bat: 51 })
      await put('dog', { at: noon, lat: 3, lon: 4 })
      expect(await batteries('dog')).toEqual([[noon, 51]])
      expect(await store().track({ ...all, seriesId: 'dog' })).toEqual([[noon, 3, 4]])
      expect(await store().last('dog')).toEqual({ at: noon, bat: 51, lat: 3, lon: 4, rssi: -90 })
    })

    test('of several series in one write keep apart', async () => {
      const samples = minutes(1)
      await store().write(
        packSamples([
          { seriesId: 'dog', samples },
          { seriesId: 'fox', samples: minutes(2) },
          { seriesId: 'dog', samples: minutes(3) },
        ]),
      )
      expect((await batteries('dog')).map(([, n]) => n)).toEqual([1, 3])
      expect((await batteries('fox')).map(([, n]) => n)).toEqual([2])
    })

    test('come back exact: money, bytes, fractions, nothing and below', async () => {
      const sample: Sample = {
        at: noon + 1,
        lat: -59.332581234567,
        lon: 0,
        acc: 0.1,
        alt: -3.25,
        spd: 0,
        crs: 359.99,
        bat: 0,
        rssi: -150,
        balance: -(2 ** 53 - 1),
        until: Date.UTC(2199, 11, 31),
        bytes: 2 ** 53 - 1,
        clk: -(2 ** 53 - 1),
      }
      await put('dog', sample)
      expect(await store().last('dog')).toEqual(sample)
    })

    test('from is within a range and to is not', async () => {
      await put('dog', ...minutes(0, 1, 2, 3))
      const span = { seriesId: 'dog', from: noon + minute, to: noon + 3 * minute, limit: 10 }
      expect((await store().series({ ...span, field: 'bat' })).map(([, n]) => n)).toEqual([1, 2])
    })

    test('without a position are on no track', async () => {
      await put('dog', { at: noon, lat: 1, lon: 2 }, { at: noon + 1, bat: 5 }, { at: noon + 2, lat: 0, lon: 0 })
      expect(await store().track({ ...all, seriesId: 'dog' })).toEqual([
        [noon, 1, 2],
        [noon + 2, 0, 0],
      ])
    })

    test('of a series nobody wrote are none', async () => {
      expect(await batteries('nobody')).toEqual([])
      expect(await store().last('nobody')).toBe(null)
      expect(await store().track({ ...all, seriesId: 'nobody' })).toEqual([])
      await put('nobody')
      expect(await store().last('nobody')).toBe(null)
    })
  })
}

function lastValues(store: Store, put: Put): void {
  describe('the last value', () => {
    test('of each field is its newest, whatever came later', async () => {
      await put('dog', { at: noon + 5, bat: 80 }, { at: noon + 3, bat: 90, balance: 100 })
      await put('dog', { at: noon + 4, balance: 50, rssi: -80 }, { at: noon + 1, balance: 700, until: 7 })
      expect(await store().last('dog')).toEqual({ at: noon + 5, bat: 80, balance: 50, rssi: -80, until: 7 })
    })

    test('stays when an older value comes late, in a write of its own', async () => {
      await put('dog', { at: noon + 5, bat: 80 })
      await put('dog', { at: noon + 1, bat: 90 })
      expect(await store().last('dog')).toEqual({ at: noon + 5, bat: 80 })
      expect(await store().newest('dog')).toEqual({ bat: [noon + 5, 80] })
    })

    test('follows a correction of the same time', async () => {
      await put('dog', { at: noon, bat: 80 })
      await put('dog', { at: noon, bat: 70 })
      expect((await store().last('dog'))?.bat).toBe(70)
    })
  })
}

function buckets(store: Store, put: Put): void {
  describe('buckets', () => {
    const means = { seriesId: 'dog', field: 'bat', every_ms: 10 * minute, limit: 100 } as const

    test('hold the mean of their values and stand at their start; empty ones are left out', async () => {
      await put('dog', ...minutes(0, 4, 9, 10, 35), { at: noon, rssi: -80 })
      expect(await store().series({ ...means, from: noon, to: noon + 40 * minute })).toEqual([
        [noon, 13 / 3],
        [noon + 10 * minute, 10],
        [noon + 30 * minute, 35],
      ])
    })

    test('are whole at both ends of a range that cuts them', async () => {
      await put('dog', ...minutes(0, 8, 20, 28))
      expect(await store().series({ ...means, from: noon + 5 * minute, to: noon + 21 * minute })).toEqual([
        [noon, 4],
        [noon + 20 * minute, 24],
      ])
    })

    test.each([
      ['min', [3, 10]],
      ['max', [9, 15]],
      ['last', [4, 15]],
    ] as const)('hold the %s of their values where that is asked', async (aggregate, values) => {
      const at = (n: number, bat: number): Sample => ({ at: noon + n * minute, bat })
      await put('dog', at(0, 9), at(4, 3), at(9, 4), at(10, 10), at(12, 15))
      const found = await store().series({ ...means, aggregate, from: noon, to: noon + 20 * minute })
      expect(found).toEqual(values.map((value, n) => [noon + n * 10 * minute, value]))
    })

    test('beyond the limit are dropped from the oldest', async () => {
      await put('dog', ...minutes(0, 10, 20, 30))
      const newest = await store().series({ ...means, from: noon, to: noon + 60 * minute, limit: 2 })
      expect(newest.map(([, n]) => n)).toEqual([20, 30])
    })
  })
}

function wholeSamples(store: Store, put: Put): void {
  describe('whole samples', () => {
    const mixed: Sample[] = [
      { at: noon, lat: 1, lon: 2, bat: 50, balance: 700, bytes: 9, clk: -3_600_000 },
      { at: noon + 1, balance: 699 },
      { at: noon + 2 },
      { at: noon + 3, until: 7, bytes: 10 },
      { at: noon + 4, lat: 3, lon: 4 },
    ]

    test('come oldest first with all that was measured, from where one goes on, none twice and none left out', async () => {
      await put('dog', ...mixed.toReversed(), ...mixed)
      await put('fox', { at: noon + 1, bat: 1 })
      for (const limit of [1, 2, 3, 10]) {
        const walked: Sample[] = []
        for await (const page of samplePages(store(), { seriesId: 'dog', from: noon, to: noon + 5, limit }))
          walked.push(...page)
        expect(walked).toEqual(mixed)
      }
      expect(await store().samples({ seriesId: 'dog', from: noon + 1, to: noon + 3, limit: 10 })).toEqual(
        mixed.slice(1, 3),
      )
    })

    test('are told to be too many before they are read', async () => {
      await put('dog', ...minutes(0, 1, 2, 3))
      const range = { seriesId: 'dog', from: noon, to: noon + 4 * minute }
      expect(await store().holdsMore({ ...range, samples_max: 3 })).toBe(true)
      expect(await store().holdsMore({ ...range, samples_max: 4 })).toBe(false)
      expect(await store().holdsMore({ ...range, to: noon + 3 * minute, samples_max: 3 })).toBe(false)
    })

    test('know the time of the newest value of each field', async () => {
      await put('dog', ...mixed)
      expect(await store().newest('dog')).toEqual({
        lat: [noon + 4, 3],
        lon: [noon + 4, 4],
        bat: [noon, 50],
        balance: [noon + 1, 699],
        until: [noon + 3, 7],
        bytes: [noon + 3, 10],
        clk: [noon, -3_600_000],
      })
      expect(await store().newest('nobody')).toEqual({})
    })
  })
}

function limits(store: Store, put: Put, batteries: Batteries): void {
  describe('limits', () => {
    const thousands = (count: number): Sample[] =>
      Array.from({ length: count }, (_, n) => ({ at: noon + n, bat: n % 100, lat: 1, lon: 2 }))

    test('10,000 samples are written in one call; of more, none', async () => {
      await put('dog', ...thousands(10_000))
      expect((await batteries('dog')).length).toBe(10_000)
      await expect(put('fox', ...thousands(10_001))).rejects.toThrow(RangeError)
      expect(await batteries('fox')).toEqual([])
    })

    test('a limit keeps the newest, oldest first', async () => {
      await put('dog', ...thousands(50))
      const newest = await store().series({ ...all, seriesId: 'dog', field: 'bat', limit: 3 })
      expect(newest.map(([at]) => at - noon)).toEqual([47, 48, 49])
      const track = await store().track({ ...all, seriesId: 'dog', limit: 3 })
      expect(track.map(([at]) => at - noon)).toEqual([47, 48, 49])
    })

    test.each([0, 10_001, 1.5, Number.NaN])('a limit of %d is refused', async (limit) => {
      await expect(store().track({ ...all, seriesId: 'dog', limit })).rejects.toThrow(RangeError)
      await expect(store().series({ ...all, seriesId: 'dog', field: 'bat', limit })).rejects.toThrow(RangeError)
    })

    test('a sample without a whole time or with a field that is no number is refused with its batch', async () => {
      for (const bad of [
        { at: 1.5 },
        { at: Number.NaN },
        { at: noon, bat: Number.NaN },
        { at: noon, lat: Number.POSITIVE_INFINITY, lon: 0 },
        { at: noon, balance: 0.5 },
      ]) {
        await expect(put('dog', { at: noon, bat: 1 }, bad)).rejects.toThrow(RangeError)
      }
      expect(await store().last('dog')).toBe(null)
    })

    test('names of series are data: quotes and statements within them do nothing', async () => {
      const name = `'; DROP TABLE samples; --"\\`
      await put(name, ...minutes(1))
      expect((await batteries(name)).length).toBe(1)
      await expect(put('x'.repeat(65), ...minutes(1))).rejects.toThrow(RangeError)
    })
  })
}

function forgetting(store: Store, put: Put, batteries: Batteries): void {
  describe('forgetting', () => {
    test('an erased series is gone, others stand, and its name begins anew', async () => {
      await put('dog', ...minutes(1, 2, 3))
      await put('fox', ...minutes(4))
      await store().erase('dog')
      await store().erase('nobody')
      expect(await batteries('dog')).toEqual([])
      expect(await store().last('dog')).toBe(null)
      expect((await batteries('fox')).length).toBe(1)
      await put('dog', ...minutes(2))
      expect((await batteries('dog')).map(([, n]) => n)).toEqual([2])
    })

    test('pruning a long series among others takes all that is older', async () => {
      const long = Array.from({ length: 3_000 }, (_, n) => ({ at: noon + n, bat: 1 }))
      for (const seriesId of ['ant', 'dog', 'fox']) await put(seriesId, ...long)
      await store().prune({ olderThan: noon + 2_990 })
      for (const seriesId of ['ant', 'dog', 'fox']) expect((await batteries(seriesId)).length).toBe(10)
    })

    test('pruning takes what is older and leaves the rest, last values included', async () => {
      await put('dog', { at: noon, balance: 9, bat: 1 }, { at: noon + 10, bat: 2 })
      await put('old', { at: noon, bat: 3 })
      await store().prune({ olderThan: noon + 10 })
      expect(await batteries('dog')).toEqual([[noon + 10, 2]])
      expect(await store().last('dog')).toEqual({ at: noon + 10, bat: 2 })
      expect(await store().last('old')).toBe(null)
      await put('old', { at: noon, bat: 3 })
      expect(await batteries('old')).toEqual([[noon, 3]])
    })
  })
}

function offsets(store: Store): void {
  describe('the offset of a boot', () => {
    const seen = { receivedAt: noon, now: noon / 1_000 - 3_600 }

    test('is fixed by its first message', async () => {
      expect(await store().offsetFor('collar', 3, seen)).toEqual({ offset_ms: 3_600_000, clockWrong: true })
      const later = { receivedAt: noon + minute, now: noon / 1_000 }
      expect(await store().offsetFor('collar', 3, later)).toEqual({ offset_ms: 3_600_000, clockWrong: true })
    })

    test("is each boot's and each device's own", async () => {
      const right = { receivedAt: noon, now: noon / 1_000 }
      await store().offsetFor('collar', 3, seen)
      expect(await store().offsetFor('collar', 4, right)).toEqual({ offset_ms: 0, clockWrong: false })
      expect(await store().offsetFor('other', 3, right)).toEqual({ offset_ms: 0, clockWrong: false })
    })

    test('is fixed by the first of many asked at once', async () => {
      const asked = [0, 60, 120].map((more_s) => store().offsetFor('collar', 5, { ...seen, now: seen.now - more_s }))
      expect((await Promise.all(asked)).map(({ offset_ms }) => offset_ms)).toEqual([3_600_000, 3_600_000, 3_600_000])
    })
  })
}
