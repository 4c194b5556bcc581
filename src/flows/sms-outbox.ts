import type { Actor } from '../accounts/actor.ts'
import { reach } from '../accounts/can.ts'
import { standingOf } from '../accounts/standing.ts'
import { newId } from '../std/ids.ts'
import { seal, unseal } from '../store/sealed.ts'
import type { House } from './house.ts'
import type { LedgerTx } from './tables.ts'

/** A text message as it is shown; `at` in milliseconds since 1970. */
export type SeenSms = { id: string; to: string; text: string; at: number }

const SHOWN_MAX = 50

/** Puts a message to a number (E.164) into the outbox, in the story's own transaction. Number and text are encrypted: both are somebody's. */
export async function putInOutbox(
  { world, keys }: House,
  tx: LedgerTx,
  sms: { accountId: string; to: string; text: string },
): Promise<void> {
  const id = newId(world.clock, world.random)
  const key = keys.current('sms-text')
  const sealed = (part: string, text: string) => seal(key.bytes, `sms:${id}:${part}`, Buffer.from(text), world.random)
  await tx
    .insertInto('sms_outbox')
    .values({
      id,
      account_id: sms.accountId,
      number_sealed: sealed('to', sms.to),
      text_sealed: sealed('text', sms.text),
      seal_key_id: key.id,
      created_at: world.clock.now(),
    })
    .execute()
}

/**
 * The last 50 messages, newest first: all for staff who see every account. `own`: also a customer's own, where no provider is connected and somebody has
 * to be able to read them; elsewhere that would make the proof of a number worthless.
 */
export async function seeSms(house: House, actor: Actor, own: boolean): Promise<SeenSms[] | 'forbidden'> {
  const { ledger, keys } = house
  const accounts = reach(await standingOf(ledger.reads, actor), 'see-device')
  if (accounts !== 'all' && (!own || accounts.length === 0)) return 'forbidden'
  let query = ledger.reads.selectFrom('sms_outbox').selectAll().orderBy('id', 'desc').limit(SHOWN_MAX)
  if (accounts !== 'all') query = query.where('account_id', 'in', accounts)
  return (await query.execute()).map((row) => {
    const key = keys.byId(row.seal_key_id).bytes
    const open = (part: string, sealed: Uint8Array) =>
      Buffer.from(unseal(key, `sms:${row.id}:${part}`, sealed)).toString('utf8')
    return { id: row.id, to: open('to', row.number_sealed), text: open('text', row.text_sealed), at: row.created_at }
  })
}
