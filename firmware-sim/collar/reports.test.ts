import { describe, expect, it } from 'vitest'
import { settle } from '../../src/std/manual-clock.ts'
import { encode, type Fields } from '../codec.ts'
import { makeIdentities } from '../identity.ts'
import { type BenchOptions, createBench } from '../testing/bench.ts'
import { SAMPLES_PER_REPORT } from './sample.ts'

const YEAR_MS = 365 * 86_400_000

function samplesOf(reports: Fields[]): Fields[] {
  return reports.flatMap((report) => (report.samples as Fields[] | undefined) ?? [report])
}

describe('reports (collar protocol §3)', () => {
  it('go up one by one while the collar is connected', async () => {
    const bench = createBench({ reportEvery_ms: 5_000 })
    await bench.collar.power('on')
    await settle()
    await bench.clock.advance(20_000)
    const reports = bench.air.of('report')
    expect(reports.map(({ t, now }) => Number(now) - Number(t))).toEqual([0, 0, 0, 0])
    expect(reports[0]).toMatchObject({ sim: { iccid: bench.identity.sim.iccid }, bat: expect.any(Number) })
  })

  it.each(['json', 'cbor'] as const)(
    'of a time without coverage go up in batches below 16,384 bytes of %s',
    async (encoding) => {
      const bench = createBench({ reportEvery_ms: 5_000, encoding })
      await bench.collar.power('on')
      await bench.clock.advance(5_000)
      bench.collar.coverage(false)
      await bench.clock.advance(300 * 5_000)
      bench.collar.coverage(true)
      await settle(10)
      const reports = bench.air.heard.filter(({ kind }) => kind === 'report')
      const times = samplesOf(bench.air.of('report')).map(({ t }) => Number(t))
      expect(times).toHaveLength(301)
      expect(new Set(times).size).toBe(301)
      expect(times).toEqual(times.toSorted((one, other) => one - other))
      expect(Math.max(...reports.map(({ payload }) => payload.length))).toBeLessThan(16_384)
      expect(reports.length).toBeLessThan(8)
    },
  )

  it('drop the oldest sample when memory is full', async () => {
    const bench = createBench({ reportEvery_ms: 1_000, samples_max: 50 })
    bench.collar.coverage(false)
    await bench.collar.power('on')
    const start_s = Math.floor(bench.clock.now() / 1000)
    await bench.clock.advance(80_000)
    expect(bench.collar.state()).toMatchObject({ samplesWaiting: 50, samplesDropped: 30 })
    bench.collar.coverage(true)
    await settle(10)
    const times = samplesOf(bench.air.of('report')).map(({ t }) => Number(t) - start_s)
    expect([times[0], times.at(-1)]).toEqual([31, 80])
  })

  it('of before a power cut survive it, but for those since the last write', async () => {
    const bench = createBench({ reportEvery_ms: 1_000 })
    bench.collar.coverage(false)
    await bench.collar.power('on')
    await bench.clock.advance(50_000)
    await bench.collar.power('off')
    expect(bench.collar.state().samplesWaiting).toBe(40)
    bench.collar.coverage(true)
    await bench.collar.power('on')
    await settle(10)
    expect(samplesOf(bench.air.of('report'))).toHaveLength(40)
  })

  it('are not made again after a power cut once they were acknowledged', async () => {
    const bench = createBench({ reportEvery_ms: 1_000 })
    bench.collar.coverage(false)
    await bench.collar.power('on')
    await bench.clock.advance(40_000)
    bench.collar.coverage(true)
    await settle(10)
    await bench.collar.power('off')
    await bench.collar.power('on')
    await settle(10)
    expect(samplesOf(bench.air.of('report'))).toHaveLength(40)
  })

  it('stop when the SIM has run out, and go on when it is charged', async () => {
    const bench = createBench({ kind: 'tele2', reportEvery_ms: 3_600_000 })
    await bench.collar.power('on')
    await bench.clock.advance(YEAR_MS / 4)
    const spent = bench.air.of('report').length
    expect(spent).toBeLessThanOrEqual(60 * 24)
    expect(bench.collar.state()).toMatchObject({ connected: true, samplesWaiting: 500 })
    await bench.air.send(bench.command({ until: '2028-01-01T00:00:00Z' }))
    await bench.clock.advance(3_600_000)
    expect(bench.results()).toMatchObject([{ outcome: 'applied' }])
    expect(bench.collar.state().samplesWaiting).toBe(0)
  }, 60_000)

  it('cost a Travel SIM what its bytes cost, and never below zero', async () => {
    const bench = createBench({ reportEvery_ms: 5_000 })
    await bench.collar.power('on')
    await settle()
    await bench.clock.advance(1_800_000)
    const balances = bench.air.of('report').map(({ sim }) => (sim as { balance: number }).balance)
    const up_bytes = bench.air.heard.reduce((sum, { payload }) => sum + payload.length, 0)
    const paid = 12_500 - (balances.at(-1) ?? 0)
    // 200 minor units for 10^6 bytes, headers beside the payload.
    expect(paid).toBeGreaterThan((up_bytes / 1e6) * 200)
    expect(paid).toBeLessThan((up_bytes / 1e6) * 200 * 2)
    expect(balances).toEqual(balances.toSorted((one, other) => other - one))
  })
})

it('a balance ends at zero, and with it the reports', async () => {
  const [identity] = makeIdentities({ count: 1, seed: 1, backendKeys: [], kinds: ['travel-sim'], now_ms: 0 })
  if (!identity) throw new Error('no identity')
  const almost = { ...identity, sim: { ...identity.sim, kind: 'travel-sim' as const, balance: 1, currency: 'SEK' } }
  const bench = createBench({ identity: almost, reportEvery_ms: 5_000 })
  await bench.collar.power('on')
  await settle()
  await bench.clock.advance(600_000)
  const reports = bench.air.of('report').length
  // Events still go up, and have nothing left to cost.
  for (let bad = 0; bad < 60; bad++) await bench.air.send(Buffer.from('nonsense'))
  await bench.clock.advance(600_000)
  expect(bench.collar.state().sim).toMatchObject({ balance: 0 })
  expect(bench.air.of('report')).toHaveLength(reports)
})

it('coverage comes and goes by chance, for as long on average as it should', async () => {
  const bench = createBench({ gaps: { every_ms: 600_000, length_ms: 300_000 } })
  await bench.collar.power('on')
  let covered = 0
  for (let minute = 0; minute < 3 * 1440; minute++) {
    await bench.clock.advance(60_000)
    covered += Number(bench.collar.state().coverage)
  }
  expect(covered / (3 * 1440)).toBeGreaterThan(0.6)
  expect(covered / (3 * 1440)).toBeLessThan(0.73)
  const returns = bench.air.of('event').filter(({ event }) => event === 'coverage').length
  expect(returns).toBeGreaterThan(200)
  expect(returns).toBeLessThan(380)
})

describe('a clock that is wrong (collar protocol §2)', () => {
  it('by a year shows in `now` and `t` alike, in a boot of its own', async () => {
    const bench = createBench({ reportEvery_ms: 5_000 })
    await bench.collar.power('on')
    await bench.clock.advance(5_000)
    await bench.collar.setClockOffset(-YEAR_MS)
    await bench.clock.advance(5_000)
    const [right, wrong] = bench.air.of('report')
    expect([right?.boot, wrong?.boot]).toEqual([1, 2])
    expect(Number(wrong?.t) - Number(right?.t)).toBe(5 - YEAR_MS / 1000)
    expect(Number(wrong?.now) - Number(right?.now)).toBe(5 - YEAR_MS / 1000)
  })

  it('moves the samples that are still kept by the same step', async () => {
    const bench = createBench({ reportEvery_ms: 5_000 })
    bench.collar.coverage(false)
    await bench.collar.power('on')
    const start_s = Math.floor(bench.clock.now() / 1000)
    await bench.clock.advance(10_000)
    await bench.collar.setClockOffset(YEAR_MS)
    bench.collar.coverage(true)
    await settle(10)
    const times = samplesOf(bench.air.of('report')).map(({ t }) => Number(t) - start_s - YEAR_MS / 1000)
    expect(times).toEqual([5, 10])
  })
})

describe('one seed', () => {
  const run = async (seed: number): Promise<string[]> => {
    const bench = createBench({ reportEvery_ms: 5_000, seed, gaps: { every_ms: 60_000, length_ms: 30_000 } })
    await bench.collar.power('on')
    await bench.clock.advance(120_000)
    await bench.air.send(bench.command()).catch(() => {})
    await bench.clock.advance(300_000)
    return bench.air.heard.map(({ kind, payload }) => `${kind} ${Buffer.from(payload).toString('hex')}`)
  }

  it('puts the same bytes on the wire, and another seed others', async () => {
    const [first, again, other] = [await run(3), await run(3), await run(4)]
    expect(first.length).toBeGreaterThan(40)
    expect(again).toEqual(first)
    expect(other).not.toEqual(first)
  })
})

it.each(['json', 'cbor'] as const)('the widest report that a collar makes fits in a packet as %s', (encoding) => {
  const sim = { iccid: '89469900002341000006', kind: 'travel-sim', balance: 999_999_999_999, currency: 'SEK' }
  const place = { lat: -59.33258, lon: -118.06491, acc: 18.3, alt: -100.7, spd: 18.3, crs: 359, bat: 81.3, rssi: -120 }
  const samples = Array(SAMPLES_PER_REPORT[encoding]).fill({ t: 2 ** 32, ...place, sim, bytes: 999_999_999_999 })
  const topic_bytes = 128
  const report = encode({ now: 2 ** 32, boot: 2 ** 32 - 1, seq: 2 ** 32 - 1, samples }, encoding)
  expect(report.length + topic_bytes).toBeLessThan(16_384)
})

it.each(['travel-sim', 'tele2'] as const)(
  'in batches of 20, by columns in CBOR, cost at most 25 bytes a fix, and a tenth of that of JSON (%s)',
  async (kind) => {
    const bytesPerFix = async (options: BenchOptions): Promise<number> => {
      const bench = createBench({ kind, batch: 20, reportEvery_ms: 60_000, ...options })
      await bench.collar.power('on')
      await bench.clock.advance(5 * 3_600_000)
      const reports = bench.air.heard.filter((one) => one.kind === 'report')
      expect(reports).toHaveLength(15)
      return reports.reduce((sum, { payload }) => sum + payload.length, 0) / (20 * reports.length)
    }
    const packed = await bytesPerFix({ encoding: 'cbor', packed: true })
    expect(packed).toBeLessThanOrEqual(25)
    expect(await bytesPerFix({ encoding: 'json' })).toBeGreaterThan(10 * packed)
  },
)
