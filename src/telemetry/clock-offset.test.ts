import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asClockOffset, CLOCK_TOLERANCE_MS, clockOffset, corrected, timed, untimely } from './clock-offset.ts'

const noon = Date.UTC(2026, 10, 22, 12)
const noon_s = noon / 1_000
const year_s = 365 * 86_400

describe('the offset of a boot', () => {
  test('is nothing while the clock is right within what a network may delay', () => {
    for (const off_s of [-30, -1, 0, 30]) {
      expect(clockOffset({ receivedAt: noon, now: noon_s + off_s })).toEqual({ offset_ms: 0, clockWrong: false })
    }
    expect(clockOffset({ receivedAt: noon + 1, now: noon_s - 30 })).toEqual({ offset_ms: 30_001, clockWrong: true })
  })

  test('of a clock a year slow puts its samples back where they were taken', () => {
    const offset = clockOffset({ receivedAt: noon, now: noon_s - year_s })
    expect(offset.clockWrong).toBe(true)
    expect(corrected(noon_s - year_s - 60, offset)).toBe(noon - 60_000)
  })

  test('property: moves the first message to its reception, or nowhere', () => {
    fc.assert(
      fc.property(fc.nat(4_102_444_800), fc.integer({ min: noon, max: noon + 1e10 }), (now, receivedAt) => {
        const at = corrected(now, clockOffset({ receivedAt, now }))
        expect(at === receivedAt || (at === now * 1_000 && Math.abs(at - receivedAt) <= CLOCK_TOLERANCE_MS)).toBe(true)
      }),
    )
  })
})

describe('a time is not believed', () => {
  test('more than 5 minutes after reception', () => {
    expect(untimely(noon + 300_000, noon)).toBe(null)
    expect(untimely(noon + 300_001, noon)).toBe('in-the-future')
  })
  test('before 2020', () => {
    expect(untimely(Date.UTC(2020, 0, 1), noon)).toBe(null)
    expect(untimely(Date.UTC(2020, 0, 1) - 1, noon)).toBe('before-2020')
  })
})

test('samples get their true times and lose the SIM but for what it carries; of untimely ones it is told why', () => {
  const sim = { iccid: '89460000000000000018', kind: 'travel-sim' as const }
  const samples = [
    { t: noon_s + 3_000, bat: 50 },
    { t: noon_s - 60, lat: 1, lon: 2, sim: { ...sim, balance: 125, currency: 'SEK' } },
    { t: 0 },
    { t: noon_s, sim: { ...sim, until: noon } },
  ]
  expect(samples.map((sample) => timed(sample, asClockOffset(-1_000), noon))).toEqual([
    'in-the-future',
    { at: noon - 61_000, lat: 1, lon: 2, clk: -1_000, balance: 125 },
    'before-2020',
    { at: noon - 1_000, clk: -1_000, until: noon },
  ])
})
