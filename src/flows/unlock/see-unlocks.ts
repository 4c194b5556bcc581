import { readIntent } from '../../devices/intent.ts'
import type { LicenceType } from '../../std/licence-type.ts'
import type { House } from '../house.ts'
import type { LedgerReads } from '../tables.ts'
import { typeOf } from './aim-unlock.ts'

/** An unlock command as the API tells it; instants in milliseconds since 1970. */
export type SeenUnlock = {
  id: string
  releaseId: string
  licenceNumber: string
  type: LicenceType
  state: string
  reason: string | null
  history: { state: string; at: number }[]
}

const PAGE_MAX = 100

/** A dongle's unlock commands of its present owner, newest first. `before` is the id behind which to go on. At most 100 at once. */
export async function seeUnlocks(
  { ledger }: House,
  deviceId: string,
  page: { before?: string; limit?: number } = {},
): Promise<{ items: SeenUnlock[]; next: string | null }> {
  const limit = Math.min(page.limit ?? 20, PAGE_MAX)
  let query = unlocksOfOwner(ledger.reads, deviceId)
    .orderBy('commands.id', 'desc')
    .limit(limit + 1)
  if (page.before !== undefined) query = query.where('commands.id', '<', page.before)
  const rows = await query.execute()
  const items = rows.slice(0, limit).map(seenUnlock)
  return { items, next: rows.length > limit ? (items.at(-1)?.id ?? null) : null }
}

/** A dongle's unlock commands since its present owner has it: what happened before is the former owner's. */
export function unlocksOfOwner(reads: LedgerReads, deviceId: string) {
  return reads
    .selectFrom('commands')
    .innerJoin('ownerships', 'ownerships.device_id', 'commands.device_id')
    .select(['commands.id', 'commands.release_id', 'commands.intent', 'commands.state', 'commands.reason'])
    .select(['commands.queued_at', 'commands.sent_at', 'commands.settled_at'])
    .where('commands.device_id', '=', deviceId)
    .where('commands.release_id', 'is not', null)
    .where('ownerships.until_at', 'is', null)
    .whereRef('commands.queued_at', '>=', 'ownerships.from_at')
}

type Row = Awaited<ReturnType<ReturnType<typeof unlocksOfOwner>['executeTakeFirstOrThrow']>>

/** An unlock command from its row. */
export function seenUnlock(row: Row): SeenUnlock {
  const intent = readIntent(row.intent)
  if (intent.type !== 'unlock') throw new Error('a command that serves a release is an unlock')
  return {
    id: row.id,
    releaseId: intent.releaseId,
    licenceNumber: intent.licenceNumber,
    type: typeOf(intent),
    state: row.state,
    reason: row.reason,
    history: [
      { state: 'queued', at: row.queued_at },
      ...(row.sent_at === null ? [] : [{ state: 'sent', at: row.sent_at }]),
      ...(row.settled_at === null ? [] : [{ state: row.state, at: row.settled_at }]),
    ],
  }
}
