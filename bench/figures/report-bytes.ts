import { encode, type Fields } from '../../firmware-sim/codec.ts'
import { packed } from '../../firmware-sim/collar/pack.ts'
import type { Sample } from '../../firmware-sim/collar/sample.ts'
import { createDog } from '../../firmware-sim/dog/dog.ts'
import { seededRandom } from '../../src/std/random.ts'
import { type Figure, figure } from '../figure.ts'

const BATCH = 20
const BATCHES = 200
const EVERY_S = 60
const START_S = 1_790_000_000

/** Bytes of payload for each fix, in reports of 20 fixes a minute apart by a simulated dog: by columns in CBOR, against the same samples as JSON. */
export async function reportBytesFigures(): Promise<Figure[]> {
  const dog = createDog({ random: seededRandom(7), home: { lat: 59.33, lon: 18.06 } })
  const bytes = { json: 0, cbor: 0, packed: 0 }
  for (let batch = 0, t = START_S; batch < BATCHES; batch++) {
    const samples = Array.from({ length: BATCH }, (_, at): Sample => {
      t += EVERY_S
      const reading = dog.read((t - START_S) * 1_000)
      const balance = 50_000 - Math.floor((t - START_S) / 600)
      const sim = { iccid: '89460000000000000018', kind: 'travel-sim' as const, balance, currency: 'SEK' }
      return { t, ...reading, ...(at === 0 && { sim }), bytes: (t - START_S) * 3 }
    })
    const head = { now: t, boot: 12, seq: batch }
    const list: Fields = { ...head, samples: samples as unknown as Fields[] }
    bytes.json += encode(list, 'json').length
    bytes.cbor += encode(list, 'cbor').length
    bytes.packed += encode({ ...head, pack: packed(samples) }, 'cbor').length
  }
  const each = (of: keyof typeof bytes): number => bytes[of] / (BATCH * BATCHES)
  const json = { name: 'the same as JSON', value: each('json') }
  return [
    figure('report-bytes-packed', 'bytes/fix', { value: each('packed'), peer: json }, { of: 'value', most: 25 }),
    figure('report-bytes-cbor', 'bytes/fix', { value: each('cbor'), peer: json }),
  ]
}
