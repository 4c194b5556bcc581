import type { StaffDeed } from '../../accounts/staff.ts'
import type { LedgerReads } from '../tables.ts'

/** Details of an audit entry, where a reason hangs on them. */
type Details = { reason?: string; entryId?: string; id?: string; side?: string }

/**
 * Why staff did it, each by its entry: in their own words where they gave some (those stand beside the thing, not in the audit, which cannot be erased), or by a stable name
 * (`lost`, `mistake`). Entries without a reason are absent.
 */
export async function reasonsOf(reads: LedgerReads, deeds: readonly StaffDeed[]): Promise<Map<string, string>> {
  const reasons = new Map<string, string>()
  for (const deed of deeds) {
    const reason = await reasonOf(reads, deed)
    if (reason) reasons.set(deed.id, reason)
  }
  return reasons
}

async function reasonOf(reads: LedgerReads, { act, subject, details }: StaffDeed): Promise<string | null | undefined> {
  const { reason, entryId = '', id = '', side = '' } = JSON.parse(details) as Details
  const named = subject.slice(subject.indexOf(':') + 1)
  switch (act) {
    case 'grant-credits': {
      const entries = reads.selectFrom('credit_entries').select('reason').where('id', '=', entryId)
      return (await entries.executeTakeFirst())?.reason
    }
    case 'confirm-hand-over':
    case 'confirm-merge': {
      const given = reads.selectFrom('agreement_confirmations').select('reason').where('agreement_id', '=', named)
      return (await given.where('side', '=', side).executeTakeFirst())?.reason
    }
    case 'cancel-hand-over':
    case 'cancel-merge': {
      const given = reads.selectFrom('agreement_cancellations').select('reason').where('agreement_id', '=', named)
      return (await given.executeTakeFirst())?.reason
    }
    case 'credit-invoice': {
      const notes = reads.selectFrom('invoices').select('reason').where('id', '=', named)
      return (await notes.executeTakeFirst())?.reason
    }
    case 'ask-factor-reset': {
      const resets = reads.selectFrom('factor_resets').select('reason').where('id', '=', id)
      return (await resets.executeTakeFirst())?.reason
    }
    case 'revoke-batch':
    case 'revoke-code':
      return reason
    default:
      return null
  }
}
