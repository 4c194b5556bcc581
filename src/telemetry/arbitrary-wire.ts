import { encode } from 'cborg'
import fc from 'fast-check'
import { luhnDigit } from '../std/luhn.ts'
import { wireInstantText } from '../std/period.ts'
import { SIM_KINDS, type WireSample, type WireSim } from './wire.ts'

/** Valid uplinks for property tests, and the three ways of writing each down. */

const uint32 = fc.nat(2 ** 32 - 1)
const unixSeconds = fc.nat(4_102_444_800)
const finite = (min: number, max: number): fc.Arbitrary<number> =>
  fc.double({ min, max, noNaN: true }).map((value) => (value === 0 ? 0 : value))

const iccid = fc
  .array(fc.nat(9), { minLength: 18, maxLength: 19 })
  .map((digits) => digits.join(''))
  .map((digits) => digits + luhnDigit(digits))

const carried = fc.oneof(
  fc.record({ balance: fc.maxSafeInteger(), currency: fc.constantFrom('SEK', 'EUR', 'CHF') }),
  fc.record({ until: fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2200, 0) }) }),
)

export const anySim: fc.Arbitrary<WireSim> = fc
  .tuple(iccid, fc.constantFrom(...SIM_KINDS), carried)
  .map(([iccid, kind, rest]) => ({ iccid, kind, ...rest }))

const anyNetwork = fc
  .tuple(fc.nat(999), fc.option(fc.stringMatching(/^[0-9]{2,3}$/), { nil: undefined }))
  .map(([mcc, mnc]) => ({ mcc, ...(mnc === undefined ? {} : { mnc }) }))

export const anySample: fc.Arbitrary<WireSample> = fc
  .tuple(
    fc.option(fc.record({ lat: finite(-90, 90), lon: finite(-180, 180) }), { nil: {} }),
    fc.option(anyNetwork, { nil: {} }),
    fc.record(
      {
        t: unixSeconds,
        acc: finite(0, 1e6),
        alt: finite(-1e5, 1e5),
        spd: finite(0, 1e3),
        crs: finite(0, 360),
        bat: finite(0, 100),
        rssi: finite(-150, 0),
        bytes: fc.maxSafeNat(),
        sim: anySim,
      },
      { requiredKeys: ['t'] },
    ),
  )
  .map(([position, network, rest]) => ({ ...position, ...network, ...rest }))

export const anyEnvelope = fc.record({ now: unixSeconds, boot: uint32, seq: uint32 })

/** A sample as it stands on the wire: `until` as text. */
export function onWire(sample: WireSample): Record<string, unknown> {
  if (sample.sim?.until === undefined) return sample
  return { ...sample, sim: { ...sample.sim, until: wireInstantText(sample.sim.until) } }
}

const KEYS =
  ',now,boot,seq,samples,t,lat,lon,acc,alt,spd,crs,bat,rssi,sim,bytes,iccid,kind,balance,currency,until,key,body,sig,pack,mcc,mnc'.split(
    ',',
  )

/** docs/protocol/collar.md §2: the same object with the integers of the table in place of its keys. */
function withIntegerKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withIntegerKeys)
  if (typeof value !== 'object' || value === null) return value
  return new Map(
    Object.entries(value).map(([key, inner]) => [KEYS.includes(key) ? KEYS.indexOf(key) : key, withIntegerKeys(inner)]),
  )
}

export const ENCODINGS: Record<string, (value: unknown) => Uint8Array> = {
  JSON: (value) => new TextEncoder().encode(JSON.stringify(value)),
  'CBOR with text keys': (value) => encode(value),
  'CBOR with integer keys': (value) => encode(withIntegerKeys(value)),
}
