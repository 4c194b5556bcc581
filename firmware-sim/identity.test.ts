import { describe, expect, it } from 'vitest'
import { luhnFits } from '../src/std/luhn.ts'
import { type CollarIdentity, identityFaults, isSim, makeIdentities, makeSim, registration } from './identity.ts'
import { publicHalf, signatureFits, signBody, signingKey, verifyingKey } from './signature.ts'

const KEY = { id: 'k1', publicKey: publicHalf(signingKey(Buffer.alloc(32, 1).toString('base64url'))) }
const make = (count: number, seed: number): CollarIdentity[] =>
  makeIdentities({ count, seed, backendKeys: [KEY], now_ms: Date.UTC(2026, 0, 1) })

describe('identities', () => {
  it('are the same for the same seed and others for another', () => {
    expect(make(20, 3)).toEqual(make(20, 3))
    const [one, other] = [make(20, 3), make(20, 4)]
    const all = [...one, ...other].flatMap(({ imei, secret, deviceKeySeed, sim }) => [
      imei,
      secret,
      deviceKeySeed,
      sim.iccid,
    ])
    expect(new Set(all).size).toBe(all.length)
  })

  it('are valid, thousands of them', () => {
    const many = make(3_000, 1)
    expect(many.flatMap(identityFaults)).toEqual([])
    expect(many.every(({ imei, sim }) => luhnFits(imei) && imei.length === 15 && luhnFits(sim.iccid))).toBe(true)
    expect(new Set(many.map(({ sim }) => sim.kind))).toEqual(new Set(['travel-sim', 'tele2', 'telia-iot']))
  })

  it.each([0, 1.5, 100_001, Number.NaN])('of %d collars are refused', (count) => {
    expect(() => make(count, 1)).toThrow(RangeError)
  })

  it('give the backend the half that verifies what the collar signs, and not the key', () => {
    const [identity] = make(1, 1)
    if (!identity) throw new Error('no identity')
    const known = registration(identity)
    const body = Buffer.from('body')
    const sig = signBody(signingKey(identity.deviceKeySeed), 'koppel/v1/result', body)
    expect(signatureFits(verifyingKey(known.publicKey), 'koppel/v1/result', body, sig)).toBe(true)
    expect(JSON.stringify(known)).not.toContain(identity.deviceKeySeed)
  })
})

describe('an identity that a person wrote', () => {
  const [good] = make(1, 1)
  const faulty: [string, unknown, string][] = [
    ['nothing', null, 'is not an object'],
    ['a mistyped IMEI', { ...good, imei: '001012341000003' }, 'imei: must be 15 digits with a fitting check digit'],
    ['a short secret', { ...good, secret: 'abc' }, 'secret: must be 32 bytes in base64url, 43 characters'],
    [
      'a padded key seed',
      { ...good, deviceKeySeed: `${good?.deviceKeySeed}=` },
      'deviceKeySeed: must be 32 bytes in base64url, 43 characters',
    ],
    ['three backend keys', { ...good, backendKeys: [KEY, KEY, KEY] }, 'backendKeys: must be a list of at most two'],
    [
      'a backend key of text',
      { ...good, backendKeys: ['k1'] },
      'backendKeys: each needs an id of 1 to 32 characters and a publicKey of 32 bytes in base64url',
    ],
    [
      'no SIM',
      { ...good, sim: undefined },
      'sim: needs iccid (19-20 digits, Luhn), kind, and balance with currency (travel-sim) or until (the others)',
    ],
  ]
  it.each(faulty)('with %s is told so', (_, value, fault) => {
    expect(identityFaults(value)).toEqual([fault])
  })

  it('is told all its faults at once', () => {
    expect(identityFaults({})).toHaveLength(5)
  })

  it('has a SIM that carries what its kind carries', () => {
    const travel = makeSim({ kind: 'travel-sim', imei: '001012341000002', card: 1, now_ms: 0 })
    expect(isSim(travel)).toBe(true)
    expect(isSim({ ...travel, kind: 'tele2' })).toBe(false)
    expect(isSim({ ...travel, balance: 0.5 })).toBe(false)
    expect(isSim({ ...travel, iccid: '89469900012340000007' })).toBe(false)
  })
})
