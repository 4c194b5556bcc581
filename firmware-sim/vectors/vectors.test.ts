import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { luhnFits } from '../../src/std/luhn.ts'
import { settle } from '../../src/std/manual-clock.ts'
import { bytesOf, decode, type Fields } from '../codec.ts'
import { packed } from '../collar/pack.ts'
import type { Sample } from '../collar/sample.ts'
import { signatureFits, verifyingKey } from '../signature.ts'
import { createBench } from '../testing/bench.ts'
import { CLOCK_S, IMEI, identityWith, SIMS } from './cast.ts'
import { collarVectors } from './collar-vectors.ts'

type Command = {
  name: string
  step: number
  simKind: 'travel-sim' | 'tele2'
  first: string[]
  payload: string
  expect: Fields
}
type Result = { name: string; hex: string; fits: boolean; body: string; meaning: Fields }
type Vectors = {
  cast: { collar: { publicKey: string } }
  reports: {
    name: string
    encoding: string
    hex: string
    meaning: { samples: Fields[]; setAside?: Fields[] } & Fields
  }[]
  malformedReports: { name: string; reason: string; member?: string; hex: string }[]
  commands: Command[]
  results: Result[]
}

const file = new URL('../../hardware-tests/vectors/collar.json', import.meta.url)
const vectors: Vectors = JSON.parse(readFileSync(file, 'utf8'))
const bytes = (hex: string): Uint8Array => Buffer.from(hex, 'hex')

it('the committed vectors are what the generator makes: run firmware-sim/vectors/write.ts when they are meant to change', () => {
  expect(vectors).toEqual(JSON.parse(JSON.stringify(collarVectors())))
})

it('the cast has numbers that a real network would take', () => {
  expect([IMEI, ...Object.values(SIMS).map(({ iccid }) => iccid)].every(luhnFits)).toBe(true)
})

// A collar reads no columns: what it takes apart is what it was sent, and there is no null in that.
const byColumns = vectors.reports.filter(({ name }) => name.includes('by columns'))
const listed = vectors.reports.filter((report) => !byColumns.includes(report))

describe('report', () => {
  it('by columns is what the collar makes of the samples', () => {
    const [first] = byColumns
    if (!first) throw new Error('no report by columns')
    const { samples, ...header } = first.meaning
    const made = { ...header, pack: packed(samples as unknown as Sample[]) }
    expect(JSON.parse(Buffer.from(first.hex, 'hex').toString())).toEqual(JSON.parse(JSON.stringify(made)))
  })

  it.each(listed)('$encoding: $name', ({ hex, meaning }) => {
    const { samples, setAside, ...header } = meaning
    const fields = decode(bytes(hex)) ?? {}
    expect(fields).toMatchObject(header)
    const sent = (fields.samples as Fields[] | undefined) ?? [fields]
    const aside = new Set(setAside?.map(({ index }) => index))
    const kept = sent.filter((_, index) => !aside.has(index))
    expect(kept).toHaveLength(samples.length)
    for (const [at, sample] of samples.entries()) expect(kept[at]).toMatchObject(sample)
  })

  it.each(vectors.malformedReports.filter(({ member, reason }) => !member && reason !== 'duplicate-key'))(
    'that is $name is nothing to the collar’s own codec either',
    ({ hex }) => expect(decode(bytes(hex))).toBeNull(),
  )
})

describe('a simulated collar takes the command vectors', () => {
  it.each(vectors.commands)('step $step: $name', async ({ simKind, first, payload, expect: expected }) => {
    const bench = createBench({ identity: identityWith(SIMS[simKind]), clock_ms: CLOCK_S * 1000 })
    await bench.collar.power('on')
    await settle()
    for (const command of first) await bench.air.send(bytes(command))
    await settle()
    const before = bench.results().length
    await bench.air.send(bytes(payload))
    await settle()
    const { kind, highestCounter, reason, ...outcome } = expected
    const answers = bench.results().slice(before)
    if (kind === 'rejected') {
      expect(answers).toEqual([])
      expect(bench.reasons()).toEqual([reason])
    } else {
      expect(answers).toMatchObject([reason ? { ...outcome, reason } : outcome])
    }
    expect(bench.collar.state().highestCounter).toBe(highestCounter)
  })
})

describe('result', () => {
  const key = verifyingKey(vectors.cast.collar.publicKey)
  it.each(vectors.results)('$name', ({ hex, fits, meaning }) => {
    const { key: id, body, sig } = decode(bytes(hex)) ?? {}
    const signed = signatureFits(key, 'koppel/v1/result', bytesOf(body) ?? bytes(''), bytesOf(sig) ?? bytes(''))
    expect(signed && id === '1').toBe(fits)
    if (fits) expect(decode(bytesOf(body) ?? bytes(''))).toEqual(meaning)
  })
})
