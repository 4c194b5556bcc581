import type { Level } from '../../accounts/actor.ts'
import { rightOf } from '../../accounts/can.ts'
import type { Texts } from '../../std/texts.ts'
import type { House } from '../house.ts'
import { isMailAddress } from '../mail/address.ts'
import { mailLanguage } from '../mail/language.ts'
import { queueMail } from '../mail/queue-mail.ts'
import type { LedgerTx } from '../tables.ts'
import { type Agreement, accountOfSide, actOf, type Side } from './parties.ts'

/** How letters are said, and where the console is: handed in by the door. */
export type Letters = { texts: Texts; publicUrl: () => string }

type Told = { what: 'asked' | 'done' | 'cancelled'; who: string; device: string }

/** Writes to everybody of an account who may agree for it. */
export async function writeToAccount(
  house: House,
  tx: LedgerTx,
  letters: Letters,
  row: Agreement,
  accountId: string,
  told: Told,
): Promise<void> {
  const people = await tx
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .select(['users.id', 'users.email', 'users.language', 'memberships.level'])
    .where('memberships.account_id', '=', accountId)
    .execute()
  const act = actOf(row.kind)
  for (const { id, email, language, level } of people)
    if (rightOf(level as Level, act) === 'own')
      await write(house, tx, letters, row, { to: email, language, accountId, name: id }, told)
}

/** Writes to an address of which it is not said whether anybody has it. */
export async function writeToAddress(
  house: House,
  tx: LedgerTx,
  letters: Letters,
  row: Agreement,
  to: string,
  told: Told,
): Promise<void> {
  const language = await mailLanguage(tx, { to, accountId: accountOfSide(row, row.asked_by as Side) })
  await write(house, tx, letters, row, { to, language, accountId: null, name: 'other' }, told)
}

async function write(
  house: House,
  tx: LedgerTx,
  { texts, publicUrl }: Letters,
  row: Agreement,
  { to, language, accountId, name }: { to: string; language: string; accountId: string | null; name: string },
  { what, who, device }: Told,
): Promise<void> {
  // Addresses of people who signed up by the office's hand were judged there, and differently.
  if (!isMailAddress(to)) return
  const params = { who: who || 'Koppel', device, by: row.asked_by, url: `${publicUrl()}/#/agreements/${row.id}` }
  await queueMail(house, tx, {
    accountId,
    to,
    subject: texts.text(language, `agreement.${row.kind}.${what}.subject`, params).replace(/\p{Cc}/gu, ' '),
    text: texts.text(language, `agreement.${row.kind}.${what}.text`, params),
    kind: `${row.kind}-${what}`,
    once: `agreement:${row.id}:${what}:${name}`,
  })
}
