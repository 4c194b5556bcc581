import { dayOf } from '../../billing/years.ts'
import type { House } from '../house.ts'
import { queueMail } from '../mail/queue-mail.ts'
import { payerOf } from './buyer.ts'
import { documentOf } from './document.ts'
import type { Paper } from './paper.ts'

/**
 * Hands the oldest invoice or credit note that waits to the outbox of mails, drawn, with its e-invoice beside it where the buyer has one. Drawing happens before the transaction; that takes it from the
 * waiting and queues the mail, so that it is sent once.
 * @returns false: none waits
 */
export async function sendNext(house: House, paper: Paper): Promise<boolean> {
  const { ledger, world } = house
  const waiting = await ledger.reads
    .selectFrom('invoice_outbox')
    .select('invoice_id')
    .orderBy('invoice_id')
    .limit(1)
    .executeTakeFirst()
  if (!waiting) return false
  const shown = await documentOf(ledger.reads, paper.texts, waiting.invoice_id)
  if (!shown) throw new Error(`invoice ${waiting.invoice_id} is not there`)
  const { invoice } = shown
  const { account_id: accountId, kind, number, language, from, to, currency } = invoice
  const bytes = await paper.draw(shown, paper.texts)
  const ubl = shown.ubl()
  const attachments = [{ name: `${number}.pdf`, type: 'application/pdf', bytes }]
  if (typeof ubl !== 'string')
    attachments.push({ name: `${number}.xml`, type: 'application/xml', bytes: Buffer.from(ubl.xml, 'utf8') })
  const params = {
    ...{ name: to.name, number, iban: from.iban, bic: from.bic, email: from.email, reference: invoice.reference },
    total: paper.money(invoice.total_minor, currency, language),
    due: dayOf(invoice.due_at),
  }
  const text = (part: string): string => paper.texts.text(language, `billing.mail.${kind}.${part}`, params)
  await ledger.transact('send-invoice', async (tx) => {
    const taken = await tx
      .deleteFrom('invoice_outbox')
      .where('invoice_id', '=', invoice.id)
      .returning('invoice_id')
      .execute()
    if (taken.length === 0) return
    const { email } = await payerOf(tx, accountId)
    if (email === null) {
      world.log.warn({ invoiceId: invoice.id }, 'an invoice of nobody with an address: it stands on the console')
      return
    }
    const once = `invoice:${invoice.id}`
    await queueMail(house, tx, {
      accountId,
      to: email,
      subject: text('subject'),
      text: text('text'),
      attachments,
      kind,
      once,
    })
  })
  return true
}
