import { type Actor, actorName } from '../../accounts/actor.ts'
import { standingOf } from '../../accounts/standing.ts'
import { record } from '../../store/audit.ts'
import { RunAgain } from '../../store/errors.ts'
import type { House } from '../house.ts'
import { mergeAccounts } from '../merging/merge.ts'
import { handOver } from '../owning/hand-over.ts'
import type { LedgerTx } from '../tables.ts'
import { nameOf } from './ask.ts'
import { wouldBeErased } from './end-with-account.ts'
import { type Letters, writeToAccount } from './letters.ts'
import { type Agreement, accountOfSide, actOf, isOwn, otherSide, type Side, type Voice, voicesOf } from './parties.ts'
import { tellSides } from './tell-sides.ts'

/** `dongle`: the Carat-ID of one that has changed hands; its former bridge is to go after the commit. */
type Confirmed = AgreeOutcome & { dongle?: string | null }

/** How somebody agrees: `side` where an actor may speak for both; `accountId` where the account is still to be named; staff give a reason. */
export type Consent = { side?: Side; accountId?: string; reason?: string }

/** What confirming comes to; `confirmed`: the other side has yet to. */
export type AgreeOutcome = {
  kind:
    | 'confirmed'
    | 'done'
    | 'not-found'
    | 'over'
    | 'confirmed-already'
    | 'which-account'
    | 'same-account'
    | 'reason-needed'
    | 'one-side-only'
    | 'other-side-first'
    | 'not-possible'
    | 'account-closing'
}

/**
 * Confirms for one side, once. With the second confirmation it is done, in the same transaction. Of a merge the side that was asked confirms first: only then
 * does the other see what it has.
 */
export async function confirmAgreement(
  house: House,
  letters: Letters,
  asked: { actor: Actor; id: string; consent: Consent },
): Promise<AgreeOutcome> {
  const { dongle, ...outcome } = await house.ledger.transact('confirm-agreement', async (tx): Promise<Confirmed> => {
    const { actor, id, consent } = asked
    const row = await rowOf(tx, id)
    const voices = row && (await voicesOf(tx, house.keys, actor, row))
    if (!row || !voices || voices.length === 0) return { kind: 'not-found' }
    const now = house.world.clock.now()
    if (row.state !== 'open' || row.expires_at <= now) return { kind: 'over' }
    const confirmed = await tx
      .selectFrom('agreement_confirmations')
      .selectAll()
      .where('agreement_id', '=', id)
      .execute()
    const voice = chosen(voices, consent, confirmed)
    if (voice === null) return { kind: 'confirmed-already' }
    const reason = consent.reason?.trim() ?? ''
    if (voice.staff && reason === '') return { kind: 'reason-needed' }
    if (voice.staff && confirmed.some(({ by_staff }) => by_staff === 1)) return { kind: 'one-side-only' }
    if (row.kind === 'merge' && voice.side === row.asked_by && confirmed.length === 0)
      return { kind: 'other-side-first' }
    const accountId = voice.accountId ?? (await namedAccount(tx, actor, row, voice, consent.accountId))
    if (accountId === null) return { kind: 'which-account' }
    if (accountId === accountOfSide(row, otherSide(voice.side))) return { kind: 'same-account' }
    const agreed: Agreement = {
      ...row,
      ...(voice.side === 'giver' ? { giver_account_id: accountId } : { taker_account_id: accountId }),
    }
    if (await wouldBeErased(tx, agreed)) return { kind: 'account-closing' }
    const who = { side: voice.side, account_id: accountId, actor: actorName(actor), by_staff: Number(voice.staff) }
    const once = await tx
      .insertInto('agreement_confirmations')
      .values({ agreement_id: id, ...who, reason: voice.staff ? reason : null, at: now })
      .onConflict((clash) => clash.doNothing())
      .returning('side')
      .execute()
    if (once.length === 0) throw new RunAgain('that side was confirmed meanwhile')
    await record(tx, house.world, {
      actor: who.actor,
      act: `confirm-${row.kind}`,
      accountId,
      subject: `agreement:${id}`,
      details: JSON.stringify({ side: voice.side, staff: voice.staff }),
    })
    const whole = confirmed.some(({ side }) => side === otherSide(voice.side))
    if (!whole) {
      await step(tx, row, agreed, 'open', null)
      await tellSides(house, tx, agreed, 'open')
      return { kind: 'confirmed' }
    }
    return carryOut(house, tx, letters, row, agreed, who.actor)
  })
  if (dongle) house.dismissed?.emit(dongle)
  return outcome
}

/** Cancels for one side; nothing has been done yet, and nothing will be. Why staff did it is kept and shown to both sides. */
export async function cancelAgreement(
  house: House,
  letters: Letters,
  asked: { actor: Actor; id: string; reason?: string },
): Promise<{ kind: 'cancelled' | 'not-found' | 'over' | 'reason-needed' }> {
  return house.ledger.transact('cancel-agreement', async (tx) => {
    const { actor, id, reason = '' } = asked
    const row = await rowOf(tx, id)
    const voice = row && (await voicesOf(tx, house.keys, actor, row))[0]
    if (!row || !voice) return { kind: 'not-found' }
    const now = house.world.clock.now()
    if (row.state !== 'open' || row.expires_at <= now) return { kind: 'over' }
    if (voice.staff && reason.trim() === '') return { kind: 'reason-needed' }
    await step(tx, row, row, 'cancelled', now)
    await tellSides(house, tx, row, 'cancelled')
    if (voice.staff) await keepReason(tx, row, reason.trim(), now)
    await record(tx, house.world, {
      actor: actorName(actor),
      act: `cancel-${row.kind}`,
      // What staff did must stand with somebody: where the side that they spoke for has no account yet, with the other.
      accountId: voice.accountId ?? (voice.staff ? accountOfSide(row, otherSide(voice.side)) : null),
      subject: `agreement:${id}`,
      details: JSON.stringify({ side: voice.side, staff: voice.staff }),
    })
    const device = await nameOf(tx, row)
    const other = accountOfSide(row, otherSide(voice.side))
    // Somebody who asked for a device must not learn by a letter whose it is, nor the owner be written to twice for nothing.
    if (other !== null && voice.side !== row.asked_by)
      await writeToAccount(house, tx, letters, row, other, { what: 'cancelled', who: '', device })
    return { kind: 'cancelled' }
  })
}

/** Keeps why staff cancelled, for either side whose account is known; whoever asked always is. */
async function keepReason(tx: LedgerTx, row: Agreement, reason: string, at: number): Promise<void> {
  for (const side of ['giver', 'taker'] as const) {
    const account_id = accountOfSide(row, side)
    if (account_id === null) continue
    await tx
      .insertInto('agreement_cancellations')
      .values({ agreement_id: row.id, side, account_id, reason, at })
      .execute()
  }
}

async function carryOut(
  house: House,
  tx: LedgerTx,
  letters: Letters,
  row: Agreement,
  agreed: Agreement,
  actor: string,
): Promise<Confirmed> {
  const { giver_account_id: giver, taker_account_id: taker, device_id: deviceId } = agreed
  if (giver === null || taker === null) throw new Error('both sides are known once both have confirmed')
  const at = house.world.clock.now()
  const done = { agreementId: row.id, actor, at }
  const outcome =
    row.kind === 'merge'
      ? { kind: await mergeAccounts(house, tx, { ...done, gone: giver, kept: taker }), dongle: null }
      : await handedOver(house, tx, { ...done, deviceId: deviceId ?? '', from: giver, to: taker })
  await step(tx, row, agreed, outcome.kind === 'done' ? 'done' : 'cancelled', at)
  if (outcome.kind === 'not-possible') {
    await tellSides(house, tx, agreed, 'cancelled')
    return outcome
  }
  const told = { what: 'done', who: '', device: await nameOf(tx, row) } as const
  for (const account of new Set([giver, taker])) await writeToAccount(house, tx, letters, row, account, told)
  return outcome
}

async function handedOver(
  ...told: Parameters<typeof handOver>
): Promise<Confirmed & { kind: 'done' | 'not-possible' }> {
  const handed = await handOver(...told)
  return handed ? { kind: 'done', dongle: handed.dongle } : { kind: 'not-possible' }
}

/** @throws RunAgain when somebody else took it further meanwhile: the state that was read is the lock */
async function step(
  tx: LedgerTx,
  row: Agreement,
  to: Agreement,
  state: string,
  settled_at: number | null,
): Promise<void> {
  const { giver_account_id, taker_account_id } = to
  const taken = await tx
    .updateTable('agreements')
    .set({ giver_account_id, taker_account_id, state, settled_at })
    .where('id', '=', row.id)
    .where('state', '=', 'open')
    .returning('id')
    .execute()
  if (taken.length === 0) throw new RunAgain('it was settled meanwhile')
}

function chosen(voices: readonly Voice[], { side }: Consent, confirmed: readonly { side: string }[]): Voice | null {
  const open = voices.filter((voice) => !confirmed.some((one) => one.side === voice.side))
  if (side !== undefined) return open.find((voice) => voice.side === side) ?? null
  // Who speaks for a side of their own means that one, also where they are staff besides.
  const own = voices.some((voice) => !voice.staff)
  return open.find((voice) => voice.staff !== own) ?? null
}

/** The account of a side that is known by its address only: named, or the one that the actor has. A merge is between customers. */
async function namedAccount(
  tx: LedgerTx,
  actor: Actor,
  row: Agreement,
  voice: Voice,
  accountId: string | undefined,
): Promise<string | null> {
  const act = actOf(row.kind)
  const standing = await standingOf(tx, actor)
  const own = standing.memberships.filter((one) => isOwn(standing, act, one.accountId)).map((one) => one.accountId)
  const others = own.filter((one) => one !== accountOfSide(row, otherSide(voice.side)))
  const id = accountId ?? (!voice.staff && others.length === 1 ? others[0] : undefined)
  if (id === undefined || (!voice.staff && !own.includes(id))) return null
  const account = await tx.selectFrom('accounts').select('kind').where('id', '=', id).executeTakeFirst()
  const fits = account && (row.kind === 'merge' ? account.kind === 'customer' : account.kind !== 'office')
  return fits ? id : null
}

function rowOf(tx: LedgerTx, id: string): Promise<Agreement | undefined> {
  return tx.selectFrom('agreements').selectAll().where('id', '=', id).executeTakeFirst()
}
