import { encode } from 'cborg'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyEnvelope, anySample, anySim, ENCODINGS, onWire } from './arbitrary-wire.ts'
import { decodeEvent, decodeReport } from './decode.ts'
import { MEASURED, type Measured, type WireSample } from './wire.ts'

const json = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
const envelope = { now: 1_790_000_060, boot: 3, seq: 17 }
const sim = { iccid: '89460000000000000018', kind: 'travel-sim', balance: 12_500, currency: 'SEK' }
const yearSim = { iccid: '89460000000000000018', kind: 'tele2', until: '2027-03-01T10:00:00Z' }

describe('a report', () => {
  test('of the protocol page is read', () => {
    const text =
      '{"now":1790000060,"boot":3,"seq":17,"t":1790000059,"lat":59.33258,"lon":18.06490,"acc":4.5,"spd":1.2,"bat":81,"rssi":-87,"sim":{"iccid":"89460000000000000018","kind":"travel-sim","balance":12500,"currency":"SEK"},"bytes":48211}'
    expect(decodeReport(new TextEncoder().encode(text))).toEqual({
      ok: true,
      report: {
        ...envelope,
        samples: [
          { t: 1_790_000_059, lat: 59.33258, lon: 18.0649, acc: 4.5, spd: 1.2, bat: 81, rssi: -87, sim, bytes: 48_211 },
        ],
        setAside: [],
      },
    })
  })

  test('keeps its good samples in order and sets the bad ones aside, each with its reason', () => {
    const samples = [{ t: 1 }, { t: 2, bat: 101 }, 5, { t: 3, lat: 1 }, { bat: 1 }, { t: 4, bat: 50 }]
    expect(decodeReport(json({ ...envelope, samples }))).toEqual({
      ok: true,
      report: {
        ...envelope,
        samples: [{ t: 1 }, { t: 4, bat: 50 }],
        setAside: [
          { index: 1, fault: { reason: 'out-of-range', member: 'bat' } },
          { index: 2, fault: { reason: 'wrong-type', member: 'samples' } },
          { index: 3, fault: { reason: 'incomplete', member: 'lon' } },
          { index: 4, fault: { reason: 'missing', member: 't' } },
        ],
      },
    })
  })

  test('of 500 samples is read, of 501 refused', () => {
    const samples = (count: number): unknown[] => Array.from({ length: count }, (_, t) => ({ t }))
    const read = decodeReport(json({ ...envelope, samples: samples(500) }))
    expect(read.ok && read.report.samples.length).toBe(500)
    expect(decodeReport(json({ ...envelope, samples: samples(501) }))).toEqual({
      ok: false,
      reason: 'too-many',
      member: 'samples',
    })
  })

  test.each([
    [{ samples: [] }, 'missing', 'samples'],
    [{ samples: { t: 1 } }, 'wrong-type', 'samples'],
    [{ bat: 50 }, 'missing', 't'],
    [{ t: '1' }, 'wrong-type', 't'],
    [{ t: 1.5 }, 'wrong-type', 't'],
    [{ t: -1 }, 'out-of-range', 't'],
    [{ t: 1, lat: 90.01, lon: 0 }, 'out-of-range', 'lat'],
    [{ t: 1, lat: 0, lon: -180.01 }, 'out-of-range', 'lon'],
    [{ t: 1, lon: 0 }, 'incomplete', 'lat'],
    [{ t: 1, acc: -1 }, 'out-of-range', 'acc'],
    [{ t: 1, crs: 361 }, 'out-of-range', 'crs'],
    [{ t: 1, rssi: 1 }, 'out-of-range', 'rssi'],
    [{ t: 1, rssi: -151 }, 'out-of-range', 'rssi'],
    [{ t: 1, bytes: 1.5 }, 'wrong-type', 'bytes'],
    [{ t: 1, mcc: 1000 }, 'out-of-range', 'mcc'],
    [{ t: 1, mcc: '240' }, 'wrong-type', 'mcc'],
    [{ t: 1, mnc: '08' }, 'incomplete', 'mcc'],
    [{ t: 1, mcc: 240, mnc: 8 }, 'wrong-type', 'mnc'],
    [{ t: 1, mcc: 240, mnc: '8' }, 'out-of-range', 'mnc'],
    [{ t: 1, mcc: 240, mnc: '0808' }, 'out-of-range', 'mnc'],
    [{ t: 1, alt: null }, 'wrong-type', 'alt'],
    [{ t: 1, sim: [] }, 'wrong-type', 'sim'],
    [{ t: 1, sim: { ...sim, iccid: '89460000000000000015' } }, 'bad-check-digit', 'iccid'],
    [{ t: 1, sim: { ...sim, iccid: '0000000000' } }, 'out-of-range', 'iccid'],
    [{ t: 1, sim: { ...sim, kind: 'Tele2' } }, 'unknown-value', 'kind'],
    [{ t: 1, sim: { ...sim, currency: 'kr' } }, 'out-of-range', 'currency'],
    [{ t: 1, sim: { ...sim, balance: 0.5 } }, 'wrong-type', 'balance'],
    [{ t: 1, sim: { iccid: sim.iccid, kind: 'tele2' } }, 'incomplete', 'balance'],
    [{ t: 1, sim: { ...yearSim, until: '2027-03-01' } }, 'out-of-range', 'until'],
    [{ t: 1, sim: { ...sim, until: yearSim.until } }, 'unknown-value', 'until'],
  ])('with %j is refused', (members, reason, member) => {
    expect(decodeReport(json({ ...envelope, ...members }))).toEqual({ ok: false, reason, member })
  })

  test.each([Number.NaN, Number.POSITIVE_INFINITY])('with a position of %d is refused', (lat) => {
    expect(decodeReport(encode({ ...envelope, t: 1, lat, lon: 0 }))).toEqual({
      ok: false,
      reason: 'out-of-range',
      member: 'lat',
    })
    expect(decodeReport(new TextEncoder().encode('{"now":1,"boot":1,"seq":1,"t":1,"lat":1e999,"lon":0}')).ok).toBe(
      false,
    )
  })

  test('is read past members that nobody knows', () => {
    const members = { t: 1, colour: 'red', sim: { ...yearSim, apn: { x: [null] } } }
    expect(decodeReport(encode({ ...envelope, ...members, more: Number.NaN }))).toEqual({
      ok: true,
      report: { ...envelope, samples: [{ t: 1, sim: { ...yearSim, until: Date.UTC(2027, 2, 1, 10) } }], setAside: [] },
    })
  })
})

describe('an event', () => {
  test.each([
    [
      { event: 'boot', sim: yearSim, firmware: '1.4.0' },
      { event: 'boot', sim: { ...yearSim, until: Date.UTC(2027, 2, 1, 10) }, firmware: '1.4.0' },
    ],
    [{ event: 'boot' }, { event: 'boot' }],
    [
      { event: 'sos', lat: 1, lon: 2 },
      { event: 'sos', lat: 1, lon: 2 },
    ],
    [
      { event: 'sim-changed', sim },
      { event: 'sim-changed', sim },
    ],
    [{ event: 'coverage' }, { event: 'coverage' }],
    [
      { event: 'command-rejected', reason: 'bad-signature' },
      { event: 'command-rejected', reason: 'bad-signature' },
    ],
  ])('%j is read', (members, expected) => {
    expect(decodeEvent(json({ ...envelope, t: 5, ...members }))).toEqual({
      ok: true,
      event: { ...envelope, t: 5, ...expected },
    })
  })

  test('of help is kept when its position makes no sense', () => {
    expect(decodeEvent(json({ ...envelope, t: 5, event: 'sos', lat: 200, lon: 2 }))).toEqual({
      ok: true,
      event: { ...envelope, t: 5, event: 'sos', positionFault: { reason: 'out-of-range', member: 'lat' } },
    })
  })

  test.each([
    [{}, 'missing', 'event'],
    [{ event: 'toString' }, 'unknown-value', 'event'],
    [{ event: 'sim-changed' }, 'missing', 'sim'],
    [{ event: 'boot', firmware: 'x'.repeat(33) }, 'out-of-range', 'firmware'],
    [{ event: 'command-rejected', reason: 'other' }, 'unknown-value', 'reason'],
  ])('%j is refused', (members, reason, member) => {
    expect(decodeEvent(json({ ...envelope, t: 5, ...members }))).toEqual({ ok: false, reason, member })
  })

  test('without its time is refused', () => {
    expect(decodeEvent(json({ ...envelope, event: 'sos' }))).toMatchObject({ reason: 'missing', member: 't' })
  })
})

/** Fails if anything in a sample is not what the protocol allows. */
function expectWithinProtocol(sample: WireSample): void {
  expect(Number.isSafeInteger(sample.t) && sample.t >= 0).toBe(true)
  expect(sample.lat === undefined).toBe(sample.lon === undefined)
  if (sample.lat !== undefined) expect(Math.abs(sample.lat)).toBeLessThanOrEqual(90)
  if (sample.lon !== undefined) expect(Math.abs(sample.lon)).toBeLessThanOrEqual(180)
  for (const [name, { min, max }] of Object.entries(MEASURED) as [Measured, { min: number; max: number }][]) {
    const value = sample[name]
    if (value === undefined) continue
    expect(Number.isFinite(value)).toBe(true)
    expect(value >= min && value <= max).toBe(true)
  }
}

test.each(Object.entries(ENCODINGS))('property: a valid report in %s comes back as it was', (_, encodeAs) => {
  fc.assert(
    fc.property(anyEnvelope, fc.array(anySample, { minLength: 1, maxLength: 8 }), (head, samples) => {
      expect(decodeReport(encodeAs({ ...head, samples: samples.map(onWire) }))).toEqual({
        ok: true,
        report: { ...head, samples, setAside: [] },
      })
      const [only] = samples
      if (only) {
        expect(decodeReport(encodeAs({ ...head, ...onWire(only) }))).toMatchObject({
          ok: true,
          report: { samples: [only] },
        })
      }
    }),
    { numRuns: 100 },
  )
})

test('property: a report with anything in any member gives samples within the protocol, or a reason', () => {
  const odd = fc.oneof(
    fc.double(),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -0, 2n ** 63n, null, true, '', '__proto__'),
    fc.string(),
    fc.uint8Array({ maxLength: 3 }),
    fc.array(fc.double(), { maxLength: 2 }),
    anySim,
  )
  const names = fc.constantFrom('t', 'lat', 'lon', 'sim', 'now', 'samples', ...Object.keys(MEASURED))
  fc.assert(
    fc.property(anySample, fc.dictionary(names, odd, { maxKeys: 2 }), fc.boolean(), (sample, oddities, many) => {
      const spoilt = { ...onWire(sample), ...oddities }
      const decoded = decodeReport(
        encode(many ? { ...envelope, samples: [spoilt, { t: 1 }] } : { ...envelope, ...spoilt }),
      )
      if (!decoded.ok) {
        expect(decoded.reason).toMatch(/^[a-z-]+$/)
        return
      }
      for (const one of decoded.report.samples) expectWithinProtocol(one)
      if (many) expect(decoded.report.samples.length + decoded.report.setAside.length).toBe(2)
    }),
    { numRuns: 2_000 },
  )
})

test('property: samples by columns are judged as the same samples in a list, good ones and bad', () => {
  const units = { lat: 1e6, lon: 1e6, acc: 10, alt: 10, spd: 100, crs: 10, bat: 10, rssi: 1, bytes: 1, mcc: 1 }
  const within = { lat: [-91, 91], lon: [-181, 181], acc: [-1, 99], alt: [-99, 99], spd: [-1, 9], crs: [-1, 361] }
  const ranges = { ...within, bat: [-1, 101], rssi: [-151, 1], bytes: [-1, 9], mcc: [-1, 1_000] } as Record<
    string,
    number[]
  >
  const members = Object.entries(units).map(([name, unit]) => {
    const [min = 0, max = 0] = (ranges[name] ?? []).map((value) => value * unit)
    // At times just beyond what may be: mostly nothing else is wrong then.
    const odd = { weight: 1, arbitrary: fc.constantFrom(min, max) }
    return [name, fc.oneof({ weight: 9, arbitrary: fc.integer({ min: min + unit, max: max - unit }) }, odd)] as const
  })
  const t = fc.oneof({ weight: 9, arbitrary: fc.nat(2_000_000_000) }, { weight: 1, arbitrary: fc.constant(-1) })
  const sims = fc.constantFrom(sim, { ...sim, iccid: '1' }, 5)
  const { mcc, ...measured } = Object.fromEntries(members)
  const numbers = fc.record({ t, ...measured }, { requiredKeys: ['t'] })
  const more = fc.record({ mcc: mcc ?? t, mnc: fc.constantFrom('01', '001', 1), sim: sims }, { requiredKeys: [] })
  const row: fc.Arbitrary<Record<string, unknown>> = fc
    .tuple(numbers, fc.oneof(fc.constant({}), more))
    .map(([one, other]) => ({ ...one, ...other }))
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 6 }), (rows) => {
      const pack = Object.fromEntries(
        ['t', 'sim', 'mnc', ...Object.keys(units)].map((name) => {
          let last = 0
          return [
            name,
            rows.map(({ [name]: value = null }) => {
              if (typeof value !== 'number' || name === 'sim' || name === 'mnc') return value
              const step = value - last
              last = value
              return step
            }),
          ]
        }),
      )
      const samples = rows.map((one) =>
        Object.fromEntries(
          Object.entries(one).map(([name, value]) => {
            const unit = units[name as keyof typeof units] ?? 1
            return [name, unit === 1 ? value : (value as number) / unit]
          }),
        ),
      )
      expect(decodeReport(json({ ...envelope, pack }))).toEqual(decodeReport(json({ ...envelope, samples })))
    }),
    { numRuns: 2_000 },
  )
})

test('property: bytes changed anywhere in a report never make a decoder throw', () => {
  const whole = encode({ ...envelope, t: 5, lat: 1.5, lon: 2.5, event: 'boot', sim: yearSim, firmware: '1.4.0' })
  const flips = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(flips, (changes) => {
      const bytes = Uint8Array.from(whole)
      for (const [at, value] of changes) bytes[at] = value
      const report = decodeReport(bytes)
      if (report.ok) for (const sample of report.report.samples) expectWithinProtocol(sample)
      expect(typeof decodeEvent(bytes).ok).toBe('boolean')
    }),
    { numRuns: 2_000 },
  )
})
