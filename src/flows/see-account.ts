import type { Actor } from '../accounts/actor.ts'
import { maskedPhone, phoneOf } from '../accounts/phone.ts'
import { creditsOf } from '../licences/credits.ts'
import { licenceCode, licenceHistory, licenceOf } from '../licences/licence.ts'
import { subscriptionEnd } from '../licences/subscription.ts'
import { accountPlaceOf, type NoAccountPlace } from './account-place.ts'
import type { House } from './house.ts'

/** Licence information; instants in milliseconds since 1970. */
export type SeenLicence = {
  code: string
  trial: boolean
  startedAt: number
  endsAt: number
  history: { entry: string; period: string; from: number; until: number; at: number; redemptionId: string | null }[]
}
export type SeenAccount = {
  accountId: string
  name: string
  country: string
  licence: SeenLicence | null
  subscriptionEndsAt: number | null
  credits: number
  /** Masked. */
  phone: string | null
}

/** An account with what codes have given to it, and the licence and number of the user who asks (or, for staff, of its first owner). */
export async function seeAccount(
  { ledger, keys }: House,
  actor: Actor,
  accountId?: string,
): Promise<SeenAccount | NoAccountPlace> {
  const { reads } = ledger
  const place = await accountPlaceOf(reads, actor, accountId, 'see-device')
  if (typeof place === 'string') return place
  const { name } = await reads
    .selectFrom('accounts')
    .select('name')
    .where('id', '=', place.accountId)
    .executeTakeFirstOrThrow()
  const phone = await phoneOf(reads, keys, place.userId)
  return {
    accountId: place.accountId,
    name,
    country: place.country,
    licence: await seeLicence({ ledger, keys }, place.userId),
    subscriptionEndsAt: await subscriptionEnd(reads, place.accountId),
    credits: await creditsOf(reads, place.accountId),
    phone: phone && maskedPhone(phone),
  }
}

/** A user's licence; null while they have none. */
export async function seeLicence(
  { ledger, keys }: Pick<House, 'ledger' | 'keys'>,
  userId: string,
): Promise<SeenLicence | null> {
  const licence = await licenceOf(ledger.reads, userId)
  if (!licence) return null
  const history = await licenceHistory(ledger.reads, licence.id)
  return {
    code: licenceCode(keys, licence),
    trial: history.every(({ entry }) => entry === 'trial'),
    startedAt: licence.createdAt,
    endsAt: licence.endsAt,
    history: history.map((row) => ({
      entry: row.entry,
      period: row.period,
      from: row.from_at,
      until: row.until_at,
      at: row.at,
      redemptionId: row.redemption_id,
    })),
  }
}
