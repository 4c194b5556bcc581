import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseInstant } from '../std/period.ts'
import { decodeResultBody, type SimReading } from './collar-result.ts'
import { commandBody, commandEnvelope } from './command-body.ts'
import { decodeResult } from './decode-result.ts'
import type { SimIntent } from './intent.ts'
import { judgeResult } from './judge-result.ts'
import { resultSignatureFits, signCommand, signingKey } from './signature.ts'

/** The golden vectors of the device contract (hardware-tests/README.md), made by the simulator's own codec. */
type Reading = { balance: number; currency: string } | { until: string }
type Vectors = {
  cast: { collar: { publicKey: string }; backend: { id: string; seed: string }[] }
  commands: { name: string; payload: string; expect: { kind: string } }[]
  results: {
    name: string
    hex: string
    fits: boolean
    meaning?: { before: Reading; after: Reading } & Record<string, unknown>
  }[]
  outcomes: { name: string; counter: number; outcomes: [number, 'applied' | 'refused'][]; verdict: string }[]
}
const vectors: Vectors = JSON.parse(
  readFileSync(new URL('../../hardware-tests/vectors/collar.json', import.meta.url), 'utf8'),
)
const publicKey = Buffer.from(vectors.cast.collar.publicKey, 'base64url')
const inMilliseconds = (reading: Reading): SimReading =>
  'until' in reading ? { until: parseInstant(reading.until) ?? Number.NaN } : reading

describe('golden results', () => {
  test.each(vectors.results.filter(({ fits }) => fits))(
    '$name: is understood, and its signature fits',
    ({ hex, meaning }) => {
      const decoded = decodeResult(Buffer.from(hex, 'hex'))
      if (!decoded.ok || !meaning) throw new Error('refused')
      const { before, after } = meaning
      expect(decodeResultBody(decoded.result.bytes)).toEqual({
        ok: true,
        body: { ...meaning, before: inMilliseconds(before), after: inMilliseconds(after) },
      })
      expect(resultSignatureFits(publicKey, decoded.result)).toBe(true)
    },
  )

  test.each(vectors.results.filter(({ fits }) => !fits))('$name: is not believed', ({ hex }) => {
    const decoded = decodeResult(Buffer.from(hex, 'hex'))
    expect(decoded.ok && resultSignatureFits(publicKey, decoded.result)).toBe(false)
  })
})

describe('golden outcomes', () => {
  const VERDICTS: Record<string, object> = {
    applied: { input: 'apply' },
    refused: { input: 'refuse', reason: 'passed-over' },
    passed: { input: 'refuse', reason: 'passed-over' },
    open: { input: 'none', why: 'unclear' },
  }
  test.each(vectors.outcomes)('$name: $verdict', ({ counter, outcomes, verdict }) => {
    const command = { id: 'c', serial: 's', counter }
    const result = { id: 'c', device: 's', counter, outcome: 'refused', reason: 'old-counter', outcomes } as const
    expect(judgeResult(command, result)).toMatchObject(VERDICTS[verdict] ?? {})
  })
})

describe('golden commands', () => {
  /** JSON commands signed with the first key: what this backend would have to send for the same order. */
  const good = vectors.commands.flatMap(({ name, payload, expect: { kind } }) => {
    if (kind !== 'handled') return []
    const wire = Buffer.from(payload, 'hex')
    if (wire[0] !== 0x7b) return []
    const { key, body } = JSON.parse(wire.toString()) as { key: string; body: string }
    const bytes = Buffer.from(body, 'base64url')
    return bytes[0] === 0x7b ? [{ name, wire, key, fields: JSON.parse(bytes.toString()) as Fields }] : []
  })
  type Fields = {
    id: string
    device: string
    counter: number
    issued: number
    type: string
    iccid: string
    until: string
    amount: number
    currency: string
  }

  test('are there, for both effects', () => {
    expect(new Set(good.map(({ fields }) => fields.type))).toEqual(new Set(['sim-extend', 'sim-top-up']))
  })

  test.each(good)('$name: the same order makes the same bytes', ({ wire, key, fields }) => {
    const { id, device, counter, issued, type, iccid, until, amount, currency } = fields
    const seed = vectors.cast.backend.find((one) => one.id === key)?.seed ?? ''
    const intent: SimIntent =
      type === 'sim-extend'
        ? { type, iccid, period: 'P1Y', anchor: 0 }
        : { type: 'sim-top-up', iccid, amountMinor: amount, currency }
    const target =
      type === 'sim-extend' ? { until: parseInstant(until) ?? Number.NaN } : { amountMinor: amount, currency }
    const body = commandBody({ id, device, counter, issuedAt: issued * 1000 }, intent, target)
    const sig = signCommand(signingKey(Buffer.from(seed, 'base64url')), body)
    expect(Buffer.from(commandEnvelope(key, body, sig)).toString()).toBe(wire.toString())
  })
})
