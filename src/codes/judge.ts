import type { Refusal } from '../std/problems.ts'
import type { Product } from './product.ts'

/** What the ledger knows about a code and the place where it is to be redeemed. Read in the redeeming transaction. */
export type CodeFacts = {
  family: string
  product: Product
  state: 'unused' | 'used' | 'revoked'
  usedByAccount: string | null
  batch: {
    state: 'minting' | 'ready' | 'revoked'
    notMigratable: boolean
    campaign: boolean
    /** ISO 3166-1 alpha-2, or null for everywhere. */
    regions: readonly string[] | null
    needsActivation: boolean
  }
  activatedAt: number | null
}
export type Place = {
  accountId: string
  accountCountry: string
  /** Where the device is: one of these; null where that is not known, or there is no device. */
  presentCountries: readonly string[] | null
  /** The SIM in the device, where the code is for one. */
  simKind: string | null
  wantedFamily: string
  customerIsNew: boolean
}

/** Outcomes of judging, in order of precedence; shape and guessing are judged before, the replay of a key before all. */
export type Judgement = { ok: true } | { ok: false; refusal: Refusal; params?: Record<string, string> }

const refuse = (refusal: Refusal, params?: Record<string, string>): Judgement =>
  params ? { ok: false, refusal, params } : { ok: false, refusal }

/** Judges a code that exists (docs: "Why a code is refused"); the first that fits wins. `end` is where the extension would lead, if it extends. */
export function judge(code: CodeFacts, place: Place, now: number, end: number | null): Judgement {
  const product = code.product
  if (code.family !== place.wantedFamily)
    return refuse('wrong-purpose', { family: code.family, wanted: place.wantedFamily })
  if ('simKind' in product && place.simKind !== null && product.simKind !== place.simKind) {
    return refuse('wrong-sim-kind', { codeKind: product.simKind, deviceKind: place.simKind })
  }
  if (code.state === 'used')
    return refuse(code.usedByAccount === place.accountId ? 'already-used-by-you' : 'already-used')
  if (code.state === 'revoked' || code.batch.state === 'revoked') return refuse('revoked')
  if (code.batch.notMigratable) return refuse('not-migratable')
  if (code.batch.state !== 'ready' || (code.batch.needsActivation && code.activatedAt === null))
    return refuse('not-activated')
  if (end !== null && end <= now) return refuse('expired')
  const { regions } = code.batch
  if (regions && !regions.includes(place.accountCountry)) return refuse('region-restricted', { where: 'account' })
  if (regions && place.presentCountries?.some((country) => regions.includes(country)) === false)
    return refuse('region-restricted', { where: 'device' })
  if (code.batch.campaign && !place.customerIsNew) return refuse('not-eligible')
  return { ok: true }
}
