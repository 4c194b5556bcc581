import type { Actor } from '../../accounts/actor.ts'
import { standingOf } from '../../accounts/standing.ts'
import { isCaratId } from '../../devices/serial.ts'
import type { House } from '../house.ts'
import { holdingsOf } from '../merging/holdings.ts'
import { type MergePlan, planMerge } from '../merging/plan.ts'
import type { LedgerReads } from '../tables.ts'
import {
  type Agreement,
  accountOfSide,
  actOf,
  addressHashes,
  addressOfActor,
  isOwn,
  otherSide,
  type Side,
  type Voice,
  voicesOf,
} from './parties.ts'

const LISTED_MAX = 50

/** An agreement as one side sees it. Instants in milliseconds since 1970. */
export type SeenAgreement = {
  id: string
  kind: 'hand-over' | 'merge'
  state: 'open' | 'done' | 'cancelled' | 'expired'
  askedBy: Side
  /** The sides that the asker speaks for, and whether that is as staff. */
  voices: { side: Side; staff: boolean }[]
  confirmed: Side[]
  imei: string | null
  /** Of a dongle. */
  caratId: string | null
  /** Told to whoever has it, to whom it was offered, and to staff. */
  deviceName: string | null
  /** Why staff cancelled it, in their words; null: they did not. */
  cancelReason: string | null
  createdAt: number
  expiresAt: number
  /** Of an open merge, once it may be seen. */
  plan: MergePlan | null
  /** Whose accounts they are, as far as that is known; null for everybody but staff. */
  sides: Record<Side, AccountNamed | null> | null
}

/** An account as staff are told of it. */
export type AccountNamed = { accountId: string; name: string }

/** Agreements of one's own accounts, and those that wait for one's address, newest first; at most 50. */
export async function seeAgreements(house: House, actor: Actor): Promise<SeenAgreement[]> {
  const { reads } = house.ledger
  const standing = await standingOf(reads, actor)
  const own = standing.memberships
    .filter((one) => isOwn(standing, 'hand-over-device', one.accountId))
    .map(({ accountId }) => accountId)
  const email = await addressOfActor(reads, actor)
  const hashes = email === null ? [] : addressHashes(house.keys, email).map(({ hash }) => hash)
  if (own.length === 0 && hashes.length === 0) return []
  const rows = await reads
    .selectFrom('agreements')
    .selectAll()
    .where((eb) =>
      eb.or([
        ...(own.length > 0 ? [eb('giver_account_id', 'in', own), eb('taker_account_id', 'in', own)] : []),
        ...(hashes.length > 0 ? [eb('other_hash', 'in', hashes)] : []),
      ]),
    )
    .orderBy('id', 'desc')
    .limit(LISTED_MAX)
    .execute()
  return seenWithoutPlan(house, actor, rows)
}

/** Agreements of a list, as far as the actor has a part in them; what a merge would come to is told of one alone. */
export async function seenWithoutPlan(
  house: House,
  actor: Actor,
  rows: readonly Agreement[],
): Promise<SeenAgreement[]> {
  const seen = await Promise.all(rows.map((row) => seenFrom(house, actor, row, { plan: false })))
  return seen.filter((one) => one !== null)
}

/** One agreement, with the plan of a merge; null: none that the actor has a part in. @param accountId the account that would come in, where one has several */
export async function seeAgreement(
  house: House,
  actor: Actor,
  id: string,
  accountId?: string,
): Promise<SeenAgreement | null> {
  const row = await house.ledger.reads.selectFrom('agreements').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? seenFrom(house, actor, row, { plan: true, accountId }) : null
}

async function seenFrom(
  house: House,
  actor: Actor,
  row: Agreement,
  wished: { plan: boolean; accountId?: string | undefined },
): Promise<SeenAgreement | null> {
  const { reads } = house.ledger
  const voices = await voicesOf(reads, house.keys, actor, row)
  if (voices.length === 0) return null
  const now = house.world.clock.now()
  const confirmations = await reads
    .selectFrom('agreement_confirmations')
    .select('side')
    .where('agreement_id', '=', row.id)
    .execute()
  const confirmed = confirmations.map(({ side }) => side as Side)
  const state = row.state === 'open' && row.expires_at <= now ? 'expired' : (row.state as SeenAgreement['state'])
  const device =
    row.device_id === null
      ? undefined
      : await reads.selectFrom('devices').select(['name', 'serial']).where('id', '=', row.device_id).executeTakeFirst()
  // Whoever asks by a serial number learns nothing of the device before it is theirs.
  const told = row.serial === null || voices.some(({ side, staff }) => staff || side === 'giver')
  const open = wished.plan && state === 'open' && row.kind === 'merge' && mayPlan(row, voices, confirmed)
  return {
    id: row.id,
    kind: row.kind as SeenAgreement['kind'],
    state,
    askedBy: row.asked_by as Side,
    voices: voices.map(({ side, staff }) => ({ side, staff })),
    confirmed,
    ...serialOf(row.serial ?? (told ? (device?.serial ?? null) : null)),
    deviceName: told ? (device?.name ?? null) : null,
    cancelReason: row.state === 'cancelled' ? await cancelReasonOf(reads, row.id) : null,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    plan: open ? await planOf(reads, actor, row, now, wished.accountId) : null,
    sides: voices.some(({ staff }) => staff) ? await sidesOf(reads, row) : null,
  }
}

async function sidesOf(reads: LedgerReads, row: Agreement): Promise<Record<Side, AccountNamed | null>> {
  const ids = [row.giver_account_id, row.taker_account_id].filter((id) => id !== null)
  const named = reads.selectFrom('accounts').select(['id', 'name']).where('id', 'in', ids)
  const accounts = ids.length === 0 ? [] : await named.execute()
  const of = (side: Side): AccountNamed | null => {
    const account = accounts.find(({ id }) => id === accountOfSide(row, side))
    return account ? { accountId: account.id, name: account.name } : null
  }
  return { giver: of('giver'), taker: of('taker') }
}

function serialOf(serial: string | null): Pick<SeenAgreement, 'imei' | 'caratId'> {
  const ofDongle = serial !== null && isCaratId(serial)
  return { imei: ofDongle ? null : serial, caratId: ofDongle ? serial : null }
}

async function cancelReasonOf(reads: LedgerReads, id: string): Promise<string | null> {
  const rows = reads.selectFrom('agreement_cancellations').select('reason').where('agreement_id', '=', id)
  return (await rows.executeTakeFirst())?.reason ?? null
}

/** Asking consents to be seen by whoever was asked; the asker sees the other's only when the other has confirmed. */
function mayPlan(row: Agreement, voices: readonly Voice[], confirmed: readonly Side[]): boolean {
  return confirmed.length > 0 || voices.some(({ side }) => side === otherSide(row.asked_by as Side))
}

async function planOf(
  reads: LedgerReads,
  actor: Actor,
  row: Agreement,
  now: number,
  accountId: string | undefined,
): Promise<MergePlan | null> {
  const standing = await standingOf(reads, actor)
  const own = standing.memberships.filter(
    (one) => isOwn(standing, actOf(row.kind), one.accountId) && one.accountId !== row.taker_account_id,
  )
  const named = own.some((one) => one.accountId === accountId) ? accountId : own.length === 1 ? own[0]?.accountId : null
  const giver = row.giver_account_id ?? named ?? null
  if (giver === null || row.taker_account_id === null) return null
  const [gone, kept] = [await holdingsOf(reads, giver), await holdingsOf(reads, row.taker_account_id)]
  return gone && kept && planMerge(gone, kept, now)
}
