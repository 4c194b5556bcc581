import { type Actor, actorName } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { isAccount } from '../../accounts/is-account.ts'
import { standingOf } from '../../accounts/standing.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import type { LedgerReads } from '../tables.ts'
import { type Agreement, addressHashes } from './parties.ts'
import { type SeenAgreement, seenWithoutPlan } from './see.ts'

/** People of an account whose addresses are looked for; one with more is found by its other agreements. */
const PEOPLE_MAX = 100

/** Which agreements staff look for, and from where on. @property before an id: older ones */
export type OpenPage = { accountId?: string; kind?: Agreement['kind']; before?: string; limit: number }

/**
 * What others have open to agree on, newest first, for staff. Of one account: what it has asked for or was asked, also where it is known as yet by the address of one of its
 * people alone. Each look is audited, as that of `supportLookup`.
 * @returns `next`: the id behind which there are more
 * @throws ProblemError `try-again-later`
 */
export async function seeOpenAgreements(
  house: House,
  actor: Actor,
  page: OpenPage,
): Promise<{ items: SeenAgreement[]; next: string | null } | 'forbidden' | 'not-found'> {
  const rows = await house.ledger.transact('see-open-agreements', async (tx) => {
    if (!can(await standingOf(tx, actor), 'support', null)) return 'forbidden'
    if (page.accountId !== undefined && !(await isAccount(tx, page.accountId))) return 'not-found'
    await record(tx, house.world, {
      actor: actorName(actor),
      act: 'see-open-agreements',
      accountId: null,
      subject: page.accountId === undefined ? 'agreements' : `account:${page.accountId}`,
      details: '{}',
    })
    return openRows(house, tx, page)
  })
  if (typeof rows === 'string') return rows
  const items = await seenWithoutPlan(house, actor, rows.slice(0, page.limit))
  return { items, next: rows.length > page.limit ? (rows[page.limit - 1]?.id ?? null) : null }
}

/** One more than the page has room for, where there are more. */
async function openRows(house: House, reads: LedgerReads, page: OpenPage): Promise<Agreement[]> {
  const { accountId, kind, before, limit } = page
  let query = reads
    .selectFrom('agreements')
    .selectAll()
    .where('state', '=', 'open')
    .where('expires_at', '>', house.world.clock.now())
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (kind !== undefined) query = query.where('kind', '=', kind)
  if (before !== undefined) query = query.where('id', '<', before)
  if (accountId === undefined) return query.execute()
  const hashes = await hashesOf(house, reads, accountId)
  return query
    .where((eb) =>
      eb.or([
        eb('giver_account_id', '=', accountId),
        eb('taker_account_id', '=', accountId),
        ...(hashes.length === 0
          ? []
          : [
              eb.and([
                eb('other_hash', 'in', hashes),
                eb.or([eb('giver_account_id', 'is', null), eb('taker_account_id', 'is', null)]),
              ]),
            ]),
      ]),
    )
    .execute()
}

/** Whom an account is known by to whoever asked it by mail. */
async function hashesOf({ keys }: House, reads: LedgerReads, accountId: string): Promise<Uint8Array[]> {
  const people = await reads
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .select('users.email')
    .where('memberships.account_id', '=', accountId)
    .limit(PEOPLE_MAX)
    .execute()
  return people.flatMap(({ email }) => addressHashes(keys, email).map(({ hash }) => hash))
}
