import type { Texts } from '../../std/texts.ts'
import { record } from '../../store/audit.ts'
import type { Subject } from '../../store/held-rows.ts'
import { endAgreements } from '../agreements/end-with-account.ts'
import type { Letters } from '../agreements/letters.ts'
import { invoiceTheRest, isDelivering } from '../billing/last-invoice.ts'
import type { House } from '../house.ts'
import { queueMail } from '../mail/queue-mail.ts'
import { certificateOf } from './certificate.ts'
import { SERIES, takeCounts } from './count-erased.ts'
import { eraseDevices } from './erase-devices.ts'
import { eraseRows } from './erase-rows.ts'
import { HOLDINGS } from './holdings.ts'
import { subjectOf } from './subject.ts'

type Closing = { id: string; account_id: string; asked_at: number; due_at: number }
type Owner = { email: string; language: string }

/** These go last, in one transaction with the end of the closing: until then it is known who is to be told. */
const LAST: ReadonlySet<string> = new Set(['memberships', 'users', 'accounts'])

/** What was entered to be invoiced is invoiced, however late it came, and never just deleted. */
const DUE = 'billing_due'

/**
 * Erases an account whose closing is due, over every room and the telemetry store. Each step is whole and may be done again: what a crash interrupted goes on from its
 * beginning. First it is invoiced what it has to pay still, and that is let out of the house. At the end the owners get the certificate, by a mail that is nobody's.
 */
export async function eraseAccount(house: House, letters: Letters, closing: Closing): Promise<void> {
  const { ledger } = house
  const { account_id: accountId } = closing
  const subject = await subjectOf(ledger.reads, accountId)
  const begun = await ledger.transact('begin-erasing', async (tx) => {
    const rows = await tx
      .updateTable('closings')
      .set({ state: 'erasing' })
      .where('id', '=', closing.id)
      .where('state', 'in', ['asked', 'erasing'])
      .returning('id')
      .execute()
    // What was asked of it, or given away by it, since the closing was asked for.
    if (rows.length > 0) await endAgreements(house, tx, letters, { accountId, actor: 'local' })
    return rows.length > 0
  })
  if (!begun) return
  await invoiceTheRest(house, accountId)
  if (await isDelivering(house, accountId, closing.due_at)) return
  await eraseDevices(house, accountId, closing.id)
  await eraseAll(house, subject, closing.id)
  const owners = await ownersOf(house, accountId)
  await ledger.transact('end-erasing', async (tx) => {
    const members = await tx
      .deleteFrom('memberships')
      .where('account_id', '=', accountId)
      .returning('user_id')
      .execute()
    if (subject.userIds.length > 0)
      await tx
        .deleteFrom('users')
        .where('id', 'in', [...subject.userIds])
        .execute()
    await tx.deleteFrom('reseller_customers').where('reseller_account_id', '=', accountId).execute()
    await tx.deleteFrom('accounts').where('id', '=', accountId).execute()
    const erasedAt = house.world.clock.now()
    const { [SERIES]: series = 0, ...rows } = await takeCounts(tx, closing.id)
    const certificate = certificateOf(house, {
      closingId: closing.id,
      askedAt: closing.asked_at,
      erasedAt,
      series,
      rows: { ...rows, memberships: members.length, users: subject.userIds.length, accounts: 1 },
    })
    await tx
      .updateTable('closings')
      .set({ state: 'erased', erased_at: erasedAt, certificate, account_id: null })
      .where('id', '=', closing.id)
      .execute()
    await record(tx, house.world, {
      actor: 'local',
      act: 'erase-account',
      accountId: null,
      subject: `closing:${closing.id}`,
      details: '{}',
    })
    for (const [at, owner] of owners.entries())
      await send(house, letters.texts, tx, { owner, certificate, closing, at })
  })
}

/**
 * Again until a pass finds nothing: while one room is erased its owner, who may be signed in still, or a report can write into one that was erased before.
 */
async function eraseAll(house: House, subject: Subject, closingId: string): Promise<void> {
  for (let found = 1; found > 0; ) {
    found = 0
    for (const holding of HOLDINGS) {
      if (LAST.has(holding.table)) continue
      if (holding.table === DUE) found += await invoiceTheRest(house, subject.accountId)
      found += await eraseRows(house, holding, subject, closingId)
    }
  }
}

async function ownersOf({ ledger }: House, accountId: string): Promise<Owner[]> {
  return ledger.reads
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .select(['users.email', 'users.language'])
    .where('memberships.account_id', '=', accountId)
    .where('memberships.level', '=', 'owner')
    .limit(20)
    .execute()
}

async function send(
  house: House,
  texts: Texts,
  tx: Parameters<typeof queueMail>[1],
  { owner, certificate, closing, at }: { owner: Owner; certificate: string; closing: Closing; at: number },
): Promise<void> {
  const say = (key: string): string => texts.text(owner.language, `mail.erased.${key}`)
  await queueMail(house, tx, {
    accountId: null,
    to: owner.email,
    subject: say('subject'),
    text: say('text'),
    attachments: [{ name: 'certificate.json', type: 'application/json', bytes: Buffer.from(certificate) }],
    kind: 'erased',
    once: `erased:${closing.id}:${at}`,
  })
}
