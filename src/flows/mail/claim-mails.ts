import { prepared } from '../../store/prepared.ts'
import type { Reads } from '../../store/store.ts'
import type { House } from '../house.ts'
import type { LedgerReads, LedgerTx } from '../tables.ts'
import { openWords } from './queue-mail.ts'
import type { MailTables } from './schema.ts'
import { type OutgoingMail, SEND_TIMEOUT_MS } from './transport.ts'

export type MailState = 'queued' | 'sending' | 'sent' | 'failed'

/** A mail that this process, and no other, may send now; its files are read when it leaves. `attempt` says which of its sendings this is. */
export type ClaimedMail = Omit<OutgoingMail, 'attachments'> & { attempt: number; seal_key_id: string }

/** How long a claim holds: longer than any sending, so that one that lapses is of a process that died. */
export const CLAIM_MS = 300_000
if (SEND_TIMEOUT_MS >= CLAIM_MS) throw new Error('a sending outlasts its claim')

const earliestDue = prepared((reads: Reads<MailTables>) =>
  reads.selectFrom('mails').select('due_at').where('due_at', 'is not', null).orderBy('due_at').limit(1),
)

/** When the next mail is to be looked at, milliseconds since 1970; null when none waits. Asked after every commit. */
export async function nextMailAt(reads: LedgerReads): Promise<number | null> {
  const { rows } = await earliestDue(reads, {})
  return rows[0]?.due_at ?? null
}

/**
 * Claims up to `mails_max` mails that are due. A claim that has lapsed is claimed again: its process died, perhaps after the server had taken the mail, which
 * then comes twice under one Message-ID.
 */
export async function claimMails({ world, ledger, keys }: House, mails_max: number): Promise<ClaimedMail[]> {
  return ledger.transact('mail-claim', async (tx) => {
    const now = world.clock.now()
    const due = await tx
      .selectFrom('mails')
      .selectAll()
      .where('due_at', '<=', now)
      .orderBy('due_at')
      .orderBy('id')
      .limit(mails_max)
      .execute()
    const claimed: ClaimedMail[] = []
    for (const row of due) {
      const words = readable(row)
      if (words === null || row.not_after <= now) {
        const reason = words === null ? 'unreadable' : 'too-late'
        await step(tx, row, { state: 'failed', due_at: null, settled_at: now, reason: joined(reason, row.reason) })
        continue
      }
      const attempt = row.attempts + 1
      if (!(await step(tx, row, { state: 'sending', attempts: attempt, due_at: now + CLAIM_MS }))) continue
      claimed.push({ id: row.id, ...words, at: row.created_at, attempt, seal_key_id: row.seal_key_id })
    }
    return claimed
  })

  /** One row that cannot be opened must not hold up all behind it. */
  function readable(row: MailTables['mails']): ReturnType<typeof openWords> {
    try {
      return openWords({ keys }, row)
    } catch (error) {
      world.log.error({ mailId: row.id, error }, 'a mail cannot be read')
      return null
    }
  }
}

/** Claims of a process that has certainly died lapse now instead of by and by: where one process alone holds the ledger. */
export async function lapseMailClaims({ ledger, world }: House): Promise<void> {
  const held = await ledger.reads.selectFrom('mails').select('id').where('state', '=', 'sending').limit(500).execute()
  if (held.length === 0) return
  const ids = held.map(({ id }) => id)
  await ledger.transact('mail-lapse-claims', async (tx) => {
    const due_at = world.clock.now()
    await tx.updateTable('mails').set({ due_at }).where('id', 'in', ids).where('state', '=', 'sending').execute()
  })
}

/** The conditional UPDATE: false when another process was first. */
async function step(tx: LedgerTx, row: MailTables['mails'], change: Partial<MailTables['mails']>): Promise<boolean> {
  const done = await tx
    .updateTable('mails')
    .set(change)
    .where('id', '=', row.id)
    .where('state', '=', row.state)
    .where('attempts', '=', row.attempts)
    .where('due_at', '=', row.due_at)
    .returning('id')
    .execute()
  return done.length > 0
}

/** What the server said at last is worth more than the name alone. */
function joined(name: string, before: string | null): string {
  const said = before?.split(': ').slice(1).join(': ')
  return said ? `${name}: ${said}` : name
}
