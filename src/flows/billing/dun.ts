import { type DunningStep, firstReminderAt, nextStep } from '../../billing/dunning.ts'
import { type Invoice, invoiceOf } from '../../billing/invoices.ts'
import { dayOf } from '../../billing/years.ts'
import { record } from '../../store/audit.ts'
import { tell } from '../../store/events.ts'
import type { House } from '../house.ts'
import { queueMail } from '../mail/queue-mail.ts'
import { noteServiceChange, servicesBefore, untoldEnd } from '../recipients/service-notice.ts'
import type { LedgerTx } from '../tables.ts'
import { payerOf } from './buyer.ts'
import type { Paper } from './paper.ts'

/** Overdue invoices looked at in one transaction: each may write a step, a mail, an event and an audit entry. */
const PART = 50

/**
 * Takes the steps that are due against what is overdue (`src/billing/dunning.ts`), each with its letter in the same transaction: what could not be told does not happen.
 * @param after where the part before ended @returns where this one ended, or null: all have been looked at
 */
export async function dunPart(
  house: House,
  paper: Paper,
  after: { due_at: number; invoice_id: string } = { due_at: 0, invoice_id: '' },
): Promise<{ due_at: number; invoice_id: string } | null> {
  return house.ledger.transact('dun', async (tx) => {
    const now = house.world.clock.now()
    const overdue = await tx
      .selectFrom('receivables')
      .selectAll()
      .where('outstanding_minor', '>', 0)
      .where('due_at', '<=', now)
      .where((on) =>
        on.or([
          on('due_at', '>', after.due_at),
          on.and([on('due_at', '=', after.due_at), on('invoice_id', '>', after.invoice_id)]),
        ]),
      )
      .orderBy('due_at')
      .orderBy('invoice_id')
      .limit(PART)
      .execute()
    for (const owed of overdue) {
      if (firstReminderAt(owed.due_at) > now) continue
      const taken = await tx
        .selectFrom('dunning_steps')
        .select(['step', 'at', 'next_at'])
        .where('invoice_id', '=', owed.invoice_id)
        .execute()
      const next = nextStep({ dueAt: owed.due_at, outstandingMinor: owed.outstanding_minor }, taken, now)
      if (next && (await wasTold(tx, owed.account_id, owed.invoice_id, next.step)))
        await take(house, tx, paper, { ...owed, ...next })
    }
    const last = overdue.length < PART ? undefined : overdue.at(-1)
    return last ? { due_at: last.due_at, invoice_id: last.invoice_id } : null
  })
}

/** Which letter must have left the house, and not merely been queued, before something ends; and those who are told of alarms must have been told of that. */
const WARNED_BY: Partial<Record<DunningStep, DunningStep>> = { suspended: 'notice', stopped: 'last-warning' }

async function wasTold(tx: LedgerTx, accountId: string, invoiceId: string, step: DunningStep): Promise<boolean> {
  const warning = WARNED_BY[step]
  if (warning === undefined) return true
  const once = onceOf(invoiceId, warning)
  const letter = await tx.selectFrom('mails').select('state').where('once', '=', once).executeTakeFirst()
  return letter?.state === 'sent' && !(await untoldEnd(tx, accountId))
}

/** One letter for each step of an invoice. */
function onceOf(invoiceId: string, step: DunningStep): string {
  return `dunning:${invoiceId}:${step}`
}

type Taken = {
  invoice_id: string
  account_id: string
  outstanding_minor: number
  step: DunningStep
  nextAt: number | null
}

async function take(house: House, tx: LedgerTx, paper: Paper, taken: Taken): Promise<void> {
  const { world } = house
  const { invoice_id, account_id: accountId, step, nextAt } = taken
  const invoice = await invoiceOf(tx, invoice_id)
  const { email, language } = await payerOf(tx, accountId)
  if (!invoice || email === null) {
    world.log.warn({ invoiceId: invoice_id, step }, 'nobody to be told: the step is not taken')
    return
  }
  const before = await servicesBefore(tx, accountId)
  const row = { invoice_id, account_id: accountId, step, at: world.clock.now(), next_at: nextAt }
  const added = await tx
    .insertInto('dunning_steps')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('step')
    .execute()
  if (added.length === 0) return
  await noteServiceChange(house, tx, accountId, before)
  const letter = letterOf(paper, invoice, taken, language)
  await queueMail(house, tx, {
    accountId,
    to: email,
    ...letter,
    kind: `dunning-${step}`,
    once: onceOf(invoice_id, step),
  })
  await tell(tx, world, { accountId, topic: `invoice:${invoice_id}`, body: JSON.stringify({ state: step }) })
  const details = JSON.stringify({ invoiceId: invoice_id, step, outstandingMinor: taken.outstanding_minor })
  await record(tx, world, { actor: 'house', act: `dun-${step}`, accountId, subject: `invoice:${invoice_id}`, details })
}

function letterOf(
  { texts, money }: Paper,
  invoice: Invoice,
  { step, nextAt, outstanding_minor }: Taken,
  language: string,
): { subject: string; text: string } {
  const { from, to, currency, number, reference } = invoice
  const params = {
    ...{ name: to.name, number, reference, iban: from.iban, bic: from.bic, email: from.email },
    owed: money(outstanding_minor, currency, language),
    due: dayOf(invoice.due_at),
    next: nextAt === null ? '' : dayOf(nextAt),
  }
  const text = (part: string): string => texts.text(language, `billing.mail.${step}.${part}`, params)
  return { subject: text('subject'), text: text('text') }
}
