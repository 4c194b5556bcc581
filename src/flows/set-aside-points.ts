import { type Actor, actorName } from '../accounts/actor.ts'
import { can } from '../accounts/can.ts'
import { standingOf } from '../accounts/standing.ts'
import { record } from '../store/audit.ts'
import type { SetAside } from '../telemetry/set-aside.ts'
import type { House } from './house.ts'

const PAGE_MAX = 200

/** Points that the telemetry engine refused for good, oldest first, and how many there are in all. For the office. @param page.after the id behind which to go on */
export async function seeSetAside(
  { ledger, telemetry }: House,
  actor: Actor,
  page: { after: number; limit: number },
): Promise<{ items: SetAside[]; total: number } | 'forbidden'> {
  if (!can(await standingOf(ledger.reads, actor), 'mend-telemetry', null)) return 'forbidden'
  if (!telemetry.setAside) return { items: [], total: 0 }
  const limit = Math.min(page.limit, PAGE_MAX)
  const [items, total] = [await telemetry.setAside.list({ ...page, limit }), await telemetry.setAside.count()]
  return { items, total }
}

/**
 * Writes once more what was set aside, for the office: after whatever the engine took offence at has been mended. Audited before it begins, with how many there are.
 * @throws ProblemError `try-again-later` while the engine is away: what was stored until then is done
 */
export async function retrySetAside(
  { ledger, telemetry, world }: House,
  actor: Actor,
): Promise<{ stored: number; refused: number } | 'forbidden'> {
  const points = (await telemetry.setAside?.count()) ?? 0
  const allowed = await ledger.transact('retry-set-aside', async (tx) => {
    if (!can(await standingOf(tx, actor), 'mend-telemetry', null)) return false
    await record(tx, world, {
      actor: actorName(actor),
      act: 'retry-set-aside',
      accountId: null,
      subject: 'service:telemetry',
      details: JSON.stringify({ points }),
    })
    return true
  })
  if (!allowed) return 'forbidden'
  return (await telemetry.setAside?.retry()) ?? { stored: 0, refused: 0 }
}
