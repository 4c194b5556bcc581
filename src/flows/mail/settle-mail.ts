import type { House } from '../house.ts'
import type { ClaimedMail } from './claim-mails.ts'

/** What sending one mail came to. `again_ms`: when it is to be tried again. */
export type MailOutcome =
  | { kind: 'taken'; transport: string }
  | { kind: 'refused'; why: string }
  | { kind: 'unavailable'; why: string; again_ms: number }

const REASON_CHARACTERS_MAX = 300

/** Enters the outcome of one sending. It counts only for that very sending: what another process has made of the mail meanwhile stands. */
export async function settleMail({ ledger, world }: House, mail: ClaimedMail, outcome: MailOutcome): Promise<void> {
  await ledger.transact('mail-settle', async (tx) => {
    const now = world.clock.now()
    await tx
      .updateTable('mails')
      .set(changeOf(outcome, now, mail.to))
      .where('id', '=', mail.id)
      .where('attempts', '=', mail.attempt)
      .where('state', '=', 'sending')
      .execute()
  })
}

function changeOf(outcome: MailOutcome, now: number, address: string) {
  switch (outcome.kind) {
    case 'taken':
      return { state: 'sent', due_at: null, settled_at: now, transport: outcome.transport, reason: null }
    case 'refused':
      return { state: 'failed', due_at: null, settled_at: now, reason: reasonText('refused', outcome.why, address) }
    case 'unavailable': {
      const due_at = now + Math.ceil(outcome.again_ms)
      return { state: 'queued', due_at, reason: reasonText('unavailable', outcome.why, address) }
    }
  }
}

/** What a server says often repeats the address, and this column outlives it. */
function reasonText(name: string, why: string, address: string): string {
  const words = why
    .replace(/\s+/g, ' ')
    .replaceAll(address, '…')
    .replace(/[^\s<>@"]+@[^\s<>@"]+/g, '…')
  return `${name}: ${words}`.slice(0, REASON_CHARACTERS_MAX)
}
