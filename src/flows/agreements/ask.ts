import { type Actor, actorName } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import type { BudgetScope } from '../../codes/budget.ts'
import { spendGuess } from '../../codes/guesses.ts'
import { holdingOf } from '../../devices/ownership.ts'
import { isCaratId, isImei } from '../../devices/serial.ts'
import { newId } from '../../std/ids.ts'
import { record } from '../../store/audit.ts'
import { accountPlaceOf, type NoAccountPlace } from '../account-place.ts'
import { networkSubject } from '../guesser.ts'
import type { House } from '../house.ts'
import { isClosing } from '../privacy/is-closing.ts'
import type { LedgerTx } from '../tables.ts'
import { type Letters, writeToAccount, writeToAddress } from './letters.ts'
import { type Agreement, addressHashes, addressOfActor, type Side } from './parties.ts'
import { tellSides } from './tell-sides.ts'

/** Agreements end after 14 days. */
export const AGREED_MS = 14 * 86_400_000

/** What somebody wants to agree on, and with whom. */
export type Wish =
  | { kind: 'hand-over'; deviceId: string; email: string }
  | { kind: 'hand-over'; imei: string; accountId?: string }
  | { kind: 'hand-over'; caratId: string; accountId?: string }
  | { kind: 'merge'; email: string; accountId?: string }

/** What asking comes to. `retryAt` in milliseconds since 1970. */
export type AskOutcome =
  | { kind: 'asked'; id: string }
  | { kind: NoAccountPlace | 'not-found' | 'invalid-imei' | 'invalid-carat-id' | 'already-yours' | 'account-closing' }
  | { kind: 'too-many'; retryAt: number }

type Asked = Pick<Agreement, 'kind' | 'device_id' | 'serial' | 'giver_account_id' | 'taker_account_id'> & {
  asked_by: Side
  email: string | null
}

/**
 * Asks another account to agree: that a device changes hands, or that both become one. Nothing is done yet, and asking confirms nothing. The answer never tells
 * whether an address, an IMEI or a Carat-ID is known: a device that is not there is asked for in vain.
 */
export async function askAgreement(house: House, letters: Letters, actor: Actor, wish: Wish): Promise<AskOutcome> {
  return house.ledger.transact('ask-agreement', async (tx): Promise<AskOutcome> => {
    const asked = await askedBy(tx, actor, wish)
    if (typeof asked === 'string') return { kind: asked }
    const { email, ...columns } = asked
    // Of the asker's own account alone: of the other nothing may be told.
    const own = (asked.asked_by === 'giver' ? asked.giver_account_id : asked.taker_account_id) ?? ''
    if (await isClosing(tx, [own], { begun: asked.asked_by === 'giver' })) return { kind: 'account-closing' }
    const now = house.world.clock.now()
    const before = await openOne(house, tx, asked, now)
    if (before) return { kind: 'asked', id: before }
    const spent = await spendGuess(tx, budgets(house, actor, own, email ?? `imei:${asked.serial}`), now)
    if (spent) return { kind: 'too-many', retryAt: spent.until }
    const hashed = email === null ? undefined : addressHashes(house.keys, email)[0]
    const row: Agreement = {
      id: newId(house.world.clock, house.world.random),
      ...columns,
      other_hash: hashed?.hash ?? null,
      hash_key_id: hashed?.id ?? null,
      state: 'open',
      created_at: now,
      expires_at: now + AGREED_MS,
      settled_at: null,
    }
    await tx.insertInto('agreements').values(row).execute()
    await tellSides(house, tx, row, 'open')
    await record(tx, house.world, {
      actor: actorName(actor),
      act: `ask-${row.kind}`,
      accountId: own,
      subject: `agreement:${row.id}`,
      details: JSON.stringify({ side: row.asked_by, deviceId: row.device_id }),
    })
    const device = await nameOf(tx, row)
    const told = { what: 'asked', who: (await addressOfActor(tx, actor)) ?? '', device } as const
    if (email !== null) await writeToAddress(house, tx, letters, row, email, told)
    else if (row.giver_account_id !== null) await writeToAccount(house, tx, letters, row, row.giver_account_id, told)
    return { kind: 'asked', id: row.id }
  })
}

async function askedBy(
  tx: LedgerTx,
  actor: Actor,
  wish: Wish,
): Promise<Asked | NoAccountPlace | 'not-found' | 'invalid-imei' | 'invalid-carat-id' | 'already-yours'> {
  const base = { kind: wish.kind, device_id: null, serial: null, giver_account_id: null, email: null }
  if ('deviceId' in wish) {
    const holding = await holdingOf(tx, wish.deviceId)
    const standing = await standingOf(tx, actor)
    if (!holding || !can(standing, 'hand-over-device', holding.accountId))
      return holding && can(standing, 'see-device', holding.accountId) ? 'forbidden' : 'not-found'
    const email = wish.email.trim().toLowerCase()
    const of = { device_id: wish.deviceId, giver_account_id: holding.accountId, taker_account_id: null }
    return { ...base, ...of, asked_by: 'giver', email }
  }
  const act = wish.kind === 'merge' ? 'merge-accounts' : 'hand-over-device'
  const place = await accountPlaceOf(tx, actor, wish.accountId, act)
  if (typeof place === 'string') return place
  const { accountId } = place
  if (wish.kind === 'merge') {
    const account = await tx.selectFrom('accounts').select('kind').where('id', '=', accountId).executeTakeFirst()
    if (account?.kind !== 'customer') return 'which-account'
    return { ...base, taker_account_id: accountId, asked_by: 'taker', email: wish.email.trim().toLowerCase() }
  }
  if ('imei' in wish && !isImei(wish.imei)) return 'invalid-imei'
  if ('caratId' in wish && !isCaratId(wish.caratId)) return 'invalid-carat-id'
  const serial = 'imei' in wish ? wish.imei : wish.caratId
  const device = await tx.selectFrom('devices').select('id').where('serial', '=', serial).executeTakeFirst()
  const holding = device && (await holdingOf(tx, device.id))
  if (holding?.accountId === accountId) return 'already-yours'
  return {
    ...base,
    taker_account_id: accountId,
    serial,
    device_id: holding?.deviceId ?? null,
    giver_account_id: holding?.accountId ?? null,
    asked_by: 'taker',
  }
}

/** The same wish again is the same agreement. */
async function openOne({ keys }: House, tx: LedgerTx, asked: Asked, now: number): Promise<string | null> {
  let query = tx
    .selectFrom('agreements')
    .select('id')
    .where('kind', '=', asked.kind)
    .where('asked_by', '=', asked.asked_by)
    .where('state', '=', 'open')
    .where('expires_at', '>', now)
  if (asked.asked_by === 'giver') query = query.where('giver_account_id', '=', asked.giver_account_id)
  else query = query.where('taker_account_id', '=', asked.taker_account_id)
  if (asked.serial !== null) query = query.where('serial', '=', asked.serial)
  if (asked.email !== null) {
    const hashes = addressHashes(keys, asked.email).map(({ hash }) => hash)
    query = query.where('other_hash', 'in', hashes)
    if (asked.device_id !== null) query = query.where('device_id', '=', asked.device_id)
  }
  return (await query.executeTakeFirst())?.id ?? null
}

function budgets({ keys }: House, actor: Actor, accountId: string, receiver: string) {
  const subject = Buffer.from(addressHashes(keys, receiver)[0]?.hash ?? []).toString('base64url')
  return [
    { scope: 'ask-account' satisfies BudgetScope as BudgetScope, subject: accountId },
    { scope: 'ask-source' satisfies BudgetScope as BudgetScope, subject: networkSubject(keys, actor.source) },
    { scope: 'ask-receiver' satisfies BudgetScope as BudgetScope, subject },
  ]
}

/** A device as letters call it; empty for what is not there. */
export async function nameOf(tx: LedgerTx, { device_id: id }: Pick<Agreement, 'device_id'>): Promise<string> {
  if (id === null) return ''
  const device = await tx.selectFrom('devices').select(['name', 'serial']).where('id', '=', id).executeTakeFirst()
  return device ? (device.name === device.serial ? device.serial : `${device.name} (${device.serial})`) : ''
}
