import { giveBackCredit } from '../../licences/spend-credit.ts'
import { scrubText } from '../../std/scrub.ts'
import { tell } from '../../store/events.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import type { SmsState } from './transition.ts'

const DETAIL_CHARACTERS_MAX = 200

/**
 * Notes a message's new state, in the story's own transaction: for live views, and for the account that paid a credit for what is now known to have failed. A
 * message that is no account's has nobody that could follow it, and was paid by none.
 */
export async function tellSms(
  { world }: House,
  tx: LedgerTx,
  sms: { id: string; account_id: string | null; state: string },
): Promise<void> {
  if (sms.account_id === null) return
  const state: SmsState | string = sms.state
  if (state === 'failed') await giveBackCredit(tx, world, sms.id)
  await tell(tx, world, { accountId: sms.account_id, topic: `sms:${sms.id}`, body: JSON.stringify({ state }) })
}

/** `rejected: CMS ERROR 38`: a stable name and, behind a colon, what somebody else said, without numbers or codes. */
export function reasonText(name: string, detail: string | null): string {
  if (detail === null || detail === '') return name
  const clean = scrubText(detail)
    .replace(/\p{C}+/gu, ' ')
    .trim()
  return `${name}: ${clean.slice(0, DETAIL_CHARACTERS_MAX)}`
}
