import type { Actor } from '../accounts/actor.ts'
import { can } from '../accounts/can.ts'
import { standingOf } from '../accounts/standing.ts'
import { codeEndings, redemptionRow, redemptionSteps } from '../codes/redemptions.ts'
import type { AccountEffect, Effect } from './effect.ts'
import type { House } from './house.ts'
import type { LedgerReads } from './tables.ts'

/** A redemption as the API tells it; instants in milliseconds since 1970. */
export type SeenRedemption = {
  id: string
  accountId: string
  state: string
  family: string
  /** The last four characters of the code; null: they are not kept of so short a one. */
  last4: string | null
  deviceId: string | null
  effect: Effect | AccountEffect
  reason: string | null
  history: { state: string; at: number }[]
}
type Row = NonNullable<Awaited<ReturnType<typeof redemptionRow>>>

const PAGE_MAX = 100

/** One redemption, or null when there is none that the actor may see. */
export async function seeRedemption({ ledger }: House, actor: Actor, id: string): Promise<SeenRedemption | null> {
  const row = await redemptionRow(ledger.reads, id)
  if (!row || !can(await standingOf(ledger.reads, actor), 'see-device', row.account_id)) return null
  return (await withSteps(ledger.reads, [row]))[0] ?? null
}

/** A device's redemptions, newest first; only those of the account that owns it now. `before` is the id behind which to go on. At most 100 at once. */
export async function seeRedemptions(
  { ledger }: House,
  device: { id: string; accountId: string },
  page: { before?: string; limit?: number } = {},
): Promise<{ items: SeenRedemption[]; next: string | null }> {
  const limit = Math.min(page.limit ?? 20, PAGE_MAX)
  let query = ledger.reads
    .selectFrom('redemptions')
    .selectAll()
    .where('device_id', '=', device.id)
    .where('account_id', '=', device.accountId)
    .orderBy('id', 'desc')
    .limit(limit + 1)
  if (page.before !== undefined) query = query.where('id', '<', page.before)
  const rows = await query.execute()
  const items = await withSteps(ledger.reads, rows.slice(0, limit))
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}

async function withSteps(reads: LedgerReads, rows: readonly Row[]): Promise<SeenRedemption[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const [steps, endings] = [await redemptionSteps(reads, ids), await codeEndings(reads, ids)]
  return rows.map((row) => seenRedemption(row, steps, endings))
}

/** A redemption from its row; its own of `steps` and `endings` are picked out. */
export function seenRedemption(
  row: Row,
  steps: Awaited<ReturnType<typeof redemptionSteps>>,
  endings: ReadonlyMap<string, string>,
): SeenRedemption {
  return {
    id: row.id,
    accountId: row.account_id,
    state: row.state,
    family: row.family,
    last4: endings.get(row.id) ?? null,
    deviceId: row.device_id,
    effect: JSON.parse(row.effect) as Effect | AccountEffect,
    reason: row.reason,
    history: steps.filter((step) => step.redemption_id === row.id).map(({ state, at }) => ({ state, at })),
  }
}
