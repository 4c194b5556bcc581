import { type Actor, actorName } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import { judge, type Orderable } from '../../dialogue/judge.ts'
import { coveringRelease, shownUnlockCode, unlockCodeUnder } from '../../licences/releases.ts'
import type { LicenceType } from '../../std/licence-type.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { type KnownNumber, knownNumber } from './facts.ts'

/**
 * Gives the unlock code of what is released, as people see it, and notes in the audit that it was given. Fetching again gives the same.
 * @param fetched.actor as it stands in the audit
 * @throws Error when it is not released: whoever judged it saw otherwise in the same transaction
 */
export async function handOutCode(
  { world, keys }: House,
  tx: LedgerTx,
  known: KnownNumber,
  fetched: { type: LicenceType; actor: string; accountId: string | null },
): Promise<string> {
  const { type, actor, accountId } = fetched
  const covering = coveringRelease(known.releases, type)
  if (!covering) throw new Error('a code that is not released was not refused')
  const details = JSON.stringify(type)
  await record(tx, world, { actor, act: 'fetch-unlock-code', accountId, subject: `release:${covering.id}`, details })
  return shownUnlockCode(unlockCodeUnder(keys, covering, type))
}

export type FetchOutcome = { kind: 'fetched'; code: string } | { kind: 'forbidden' | Orderable }

/** Fetches an unlock code in the console or by a script, for whoever may order. It is of use on one dongle alone, so a licence number need not be the actor's. */
export async function fetchUnlockCode(
  house: House,
  actor: Actor,
  { licenceNumber, type }: { licenceNumber: string; type: LicenceType },
): Promise<FetchOutcome> {
  return house.ledger.transact('fetch-unlock-code', async (tx): Promise<FetchOutcome> => {
    const standing = await standingOf(tx, actor)
    const accountId =
      standing.memberships.find((one) => can(standing, 'order-licence', one.accountId))?.accountId ?? null
    if (accountId === null && !can(standing, 'order-licence', null)) return { kind: 'forbidden' }
    const known = await knownNumber(tx, licenceNumber)
    const request = { command: 'fetch', type, number: licenceNumber } as const
    const judgement = judge({ kind: 'request', request }, { registered: true, ...known })
    if (judgement.kind === 'orderable') return { kind: judgement.refusal }
    return { kind: 'fetched', code: await handOutCode(house, tx, known, { type, actor: actorName(actor), accountId }) }
  })
}
