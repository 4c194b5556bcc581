import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseInstant } from '../std/period.ts'
import { decodeReport } from './decode.ts'
import type { WireReport } from './wire.ts'

/** The golden vectors of the device contract, written by nobody who knows this decoder. */
type Vectors = {
  reports: { name: string; encoding: string; hex: string; meaning: Meaning }[]
  malformedReports: { name: string; hex: string; reason: string; member?: string }[]
}
type Meaning = { samples: { t: number; sim?: { until?: string } }[]; setAside?: { reason: string }[] }

const vectors: Vectors = JSON.parse(
  readFileSync(new URL('../../hardware-tests/vectors/collar.json', import.meta.url), 'utf8'),
)
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))

/** A report in the words of the vectors: ends of validity as instants' milliseconds on both sides, faults flat. */
function asMeaning(report: WireReport): object {
  return { ...report, setAside: report.setAside.map(({ index, fault }) => ({ index, ...fault })) }
}
function inMilliseconds(meaning: Meaning): object {
  const samples = meaning.samples.map(({ sim, ...sample }) => {
    if (!sim) return sample
    return { ...sample, sim: sim.until === undefined ? sim : { ...sim, until: parseInstant(sim.until) } }
  })
  return { setAside: [], ...meaning, samples }
}

describe('golden reports', () => {
  test('are there', () => {
    expect(vectors.reports.length).toBeGreaterThan(10)
    expect(vectors.malformedReports.length).toBeGreaterThan(10)
  })

  test.each(vectors.reports)('$name ($encoding) is understood', ({ hex, meaning }) => {
    const decoded = decodeReport(bytes(hex))
    if (!decoded.ok) throw new Error(`refused as ${decoded.reason} of ${decoded.member}`)
    expect(asMeaning(decoded.report)).toEqual(inMilliseconds(meaning))
  })

  test.each(vectors.malformedReports)('$name is refused as $reason', ({ hex, reason, member }) => {
    expect(decodeReport(bytes(hex))).toEqual({ ok: false, reason, ...(member !== undefined && { member }) })
  })
})
