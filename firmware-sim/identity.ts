import { createHash } from 'node:crypto'
import { luhnDigit, luhnFits } from '../src/std/luhn.ts'
import { parseInstant, wireInstantText } from '../src/std/period.ts'
import { publicHalf, signingKey, verifyingKey } from './signature.ts'
import { SIM_KINDS, type SimCard, type SimKind } from './sim-card.ts'

/** What production writes into one collar. */
export type CollarIdentity = {
  /** 15 digits, Luhn. */
  imei: string
  /** The MQTT password: 43 characters base64url. */
  secret: string
  /** Ed25519 (RFC 8032), 32 bytes base64url. */
  deviceKeySeed: string
  /** At most two, for rotation; `publicKey` is 32 bytes base64url. */
  backendKeys: readonly { id: string; publicKey: string }[]
  sim: SimCard
}

/** The half that a backend needs to know a collar. */
export type Registration = { imei: string; secret: string; publicKey: string; sim: SimCard }

export type MakeIdentities = {
  /** 1 to 100,000. */
  count: number
  seed: number
  backendKeys: CollarIdentity['backendKeys']
  /** Given out in turn; all three when absent. */
  kinds?: readonly SimKind[]
  /** From when validity is counted, milliseconds since 1970. */
  now_ms: number
}

/** A type allocation code that the GSMA keeps for tests (it begins with 00): no real collar can have it. */
const TEST_TAC = '00101234'
/** E.118: 89 for telecommunications, 46 for Sweden; the issuer 99 is nobody. */
const TEST_ISSUER = '894699'
const DAY_MS = 86_400_000

/**
 * Collars that are the same for the same arguments. Their secrets follow from the seed: for simulated collars only.
 * @throws RangeError for a count outside 1 to 100,000
 */
export function makeIdentities({
  count,
  seed,
  backendKeys,
  kinds = SIM_KINDS,
  now_ms,
}: MakeIdentities): CollarIdentity[] {
  if (!Number.isInteger(count) || count < 1 || count > 100_000) throw new RangeError('count must be 1 to 100,000')
  return Array.from({ length: count }, (_, at) => {
    // The seed is part of the number, so that packs of two seeds can share a backend.
    const digits = TEST_TAC + String(((seed % 10) * 100_000 + at) % 1_000_000).padStart(6, '0')
    const imei = digits + luhnDigit(digits)
    const kind = kinds[at % kinds.length] ?? 'travel-sim'
    return {
      imei,
      secret: derive(seed, imei, 'secret'),
      deviceKeySeed: derive(seed, imei, 'device key'),
      backendKeys,
      sim: makeSim({ kind, imei, card: 0, now_ms }),
    }
  })
}

/** The `card`-th SIM (0 = of production) that this collar can carry: Travel SIM with 125 kronor, others valid for 60 days. */
export function makeSim(of: { kind: SimKind; imei: string; card: number; now_ms: number }): SimCard {
  const digits = TEST_ISSUER + String(of.card % 10_000).padStart(4, '0') + of.imei.slice(-10, -1)
  const iccid = digits + luhnDigit(digits)
  if (of.kind === 'travel-sim') return { iccid, kind: of.kind, balance: 12_500, currency: 'SEK' }
  return { iccid, kind: of.kind, until: wireInstantText(Math.floor((of.now_ms + 60 * DAY_MS) / 1000) * 1000) }
}

/** What the backend is told of a collar: the public half of its key, never the private one. */
export function registration(identity: CollarIdentity): Registration {
  const { imei, secret, sim } = identity
  return { imei, secret, publicKey: publicHalf(signingKey(identity.deviceKeySeed)), sim }
}

/** What is wrong with an identity, in the order of its members; empty when nothing is. For files that a person wrote. */
export function identityFaults(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return ['is not an object']
  const { imei, secret, deviceKeySeed, backendKeys, sim } = value as Partial<CollarIdentity>
  const faults: string[] = []
  const check = (fine: boolean, fault: string): void => void (fine || faults.push(fault))
  check(
    typeof imei === 'string' && imei.length === 15 && luhnFits(imei),
    'imei: must be 15 digits with a fitting check digit',
  )
  check(is32Bytes(secret), 'secret: must be 32 bytes in base64url, 43 characters')
  check(is32Bytes(deviceKeySeed), 'deviceKeySeed: must be 32 bytes in base64url, 43 characters')
  check(Array.isArray(backendKeys) && backendKeys.length <= 2, 'backendKeys: must be a list of at most two')
  for (const key of Array.isArray(backendKeys) ? backendKeys : []) {
    const fine = typeof key?.id === 'string' && key.id.length >= 1 && key.id.length <= 32 && isPublicKey(key.publicKey)
    check(fine, 'backendKeys: each needs an id of 1 to 32 characters and a publicKey of 32 bytes in base64url')
  }
  check(
    isSim(sim),
    'sim: needs iccid (19-20 digits, Luhn), kind, and balance with currency (travel-sim) or until (the others)',
  )
  return faults
}

/** True for a SIM card whose ICCID fits its check digit and which carries what its kind carries. */
export function isSim(value: unknown): value is SimCard {
  if (typeof value !== 'object' || value === null) return false
  const { iccid, kind, balance, currency, until } = value as Record<string, unknown>
  if (typeof iccid !== 'string' || !/^[0-9]{19,20}$/.test(iccid) || !luhnFits(iccid)) return false
  if (!SIM_KINDS.includes(kind as SimKind)) return false
  if (kind !== 'travel-sim') return typeof until === 'string' && parseInstant(until) !== null
  return Number.isSafeInteger(balance) && typeof currency === 'string' && /^[A-Z]{3}$/.test(currency)
}

function is32Bytes(value: unknown): boolean {
  return (
    typeof value === 'string' && value.length === 43 && Buffer.from(value, 'base64url').toString('base64url') === value
  )
}

function isPublicKey(value: unknown): boolean {
  try {
    return typeof value === 'string' && verifyingKey(value).type === 'public'
  } catch {
    return false
  }
}

function derive(seed: number, imei: string, purpose: string): string {
  return createHash('sha256').update(`koppel firmware-sim ${seed} ${imei} ${purpose}`).digest('base64url')
}
