import { expect, test } from 'vitest'
import { encode, type Fields } from '../firmware-sim/codec.ts'
import { packed } from '../firmware-sim/collar/pack.ts'
import type { Sample } from '../firmware-sim/collar/sample.ts'
import { createDog } from '../firmware-sim/dog/dog.ts'
import { seededRandom } from '../src/std/random.ts'
import { decodeReport } from '../src/telemetry/decode.ts'

const HEAD = { now: 1_790_000_600, boot: 1, seq: 1 }

function walk(count: number, every_s: number): Sample[] {
  const dog = createDog({ random: seededRandom(5), home: { lat: 59.33, lon: 18.06 } })
  return Array.from({ length: count }, (_, at) => ({
    t: 1_790_000_000 + at * every_s,
    ...dog.read(at * every_s * 1_000),
    sim: { iccid: '89460000000000000018', kind: 'travel-sim', balance: 12_500 - Math.floor(at / 5), currency: 'SEK' },
    bytes: 4_000 + at * 190,
  }))
}

test('a walk by columns means what it means as a list, in CBOR and in JSON', () => {
  const samples = walk(60, 30)
  const list = decodeReport(encode({ ...HEAD, samples: samples as unknown as Fields[] }, 'json'))
  for (const encoding of ['cbor', 'json'] as const) {
    const columns = decodeReport(encode({ ...HEAD, pack: packed(samples) }, encoding))
    if (!list.ok || !columns.ok) throw new Error('not read')
    const known = new Map<number, unknown>()
    // What has not changed is left out: the sample means what the one before it said.
    let sim: unknown
    for (const sample of columns.report.samples) {
      sim = sample.sim ?? sim
      known.set(sample.t, { ...sample, sim })
    }
    expect(list.report.samples.map(({ t }) => known.get(t))).toEqual(list.report.samples)
  }
})

test('a gap in what was measured stays a gap', () => {
  const [first, second, third] = walk(3, 60)
  const { rssi: _, ...without } = second!
  const columns = decodeReport(encode({ ...HEAD, pack: packed([first!, without, third!]) }, 'cbor'))
  if (!columns.ok) throw new Error('not read')
  expect(columns.report.samples.map((sample) => sample.rssi)).toEqual([first!.rssi, undefined, third!.rssi])
})
