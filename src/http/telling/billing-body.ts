import type { SeenInvoice, WholeInvoice } from '../../flows/billing/see.ts'
import type { SeenPayer } from '../../flows/billing/see-payer.ts'
import type { SeenRun } from '../../flows/billing/see-runs.ts'
import { instantText } from '../../std/period.ts'
import type {
  InvoiceShape,
  PayerShape,
  ProfileShape,
  RunShape,
  SellerShape,
  WholeInvoiceShape,
} from '../billing-schemas.ts'

/** An invoice or credit note in a list. */
export function invoiceBody(row: SeenInvoice): InvoiceShape {
  const { id, number, reference, currency, credits_id, reason, outstandingMinor, step } = row
  return {
    ...{ id, number, reference, currency, kind: row.kind as InvoiceShape['kind'], accountId: row.account_id },
    ...{ name: nameOf(row.buyer), netMinor: row.net_minor, vatMinor: row.vat_minor, totalMinor: row.total_minor },
    ...{ issuedAt: instantText(row.issued_at), dueAt: instantText(row.due_at) },
    ...(outstandingMinor === null ? {} : { outstandingMinor }),
    ...(step === null ? {} : { step }),
    ...(credits_id === null ? {} : { creditsId: credits_id }),
    ...(reason === null ? {} : { reason }),
  }
}

/** One with everything that became of it. */
export function wholeInvoiceBody({
  shown,
  outstandingMinor,
  creditNotes,
  payments,
  steps,
}: WholeInvoice): WholeInvoiceShape {
  const { invoice } = shown
  return {
    ...invoiceBody({ ...invoice, outstandingMinor, step: steps.at(-1)?.step ?? null }),
    lines: invoice.lines.map((line) => ({
      ...{ id: line.id, words: shown.words(line), quantity: line.quantity, netMinor: line.net_minor },
      ...{ vatCategory: line.category, vatRate: line.rate },
    })),
    taxes: invoice.taxes.map(({ category, rate, net_minor, vat_minor }) => ({
      ...{ vatCategory: category, vatRate: rate, netMinor: net_minor, vatMinor: vat_minor },
    })),
    creditNotes: creditNotes.map(({ id, number, total_minor }) => ({ id, number, totalMinor: total_minor })),
    payments: payments.map(({ id, amount_minor, paid_on }) => ({ id, amountMinor: amount_minor, paidOn: paid_on })),
    steps: steps.map(({ step, at, next_at }) => ({
      ...{ step, at: instantText(at) },
      ...(next_at === null ? {} : { nextAt: instantText(next_at) }),
    })),
  }
}

/** An account as a payer. */
export function payerBody(seen: SeenPayer): PayerShape {
  const { accountId, country, profile, prices, standing, owed, subscriptions } = seen
  const { state, securityEndsAt } = standing
  return {
    ...{ accountId, country, owed },
    ...(profile && { profile: withoutNulls(profile) as ProfileShape }),
    deviceYear: { netMinor: prices.deviceYear_minor, currency: prices.currency },
    standing: { state, ...(securityEndsAt === null ? {} : { securityEndsAt: instantText(securityEndsAt) }) },
    subscriptions: subscriptions.map(({ id, device_id, serial, name, started_at, ended_at, due_at }) => ({
      ...{ id, deviceId: device_id, serial, startedAt: instantText(started_at) },
      ...(name === null ? {} : { name }),
      ...(ended_at === null ? {} : { endedAt: instantText(ended_at) }),
      ...(due_at === null ? {} : { nextInvoiceAt: instantText(due_at) }),
    })),
  }
}

/** Who sells. */
export function sellerBody(seller: object): SellerShape {
  return withoutNulls(seller) as SellerShape
}

/** An invoice run. */
export function runBody({ id, month, state, invoices, created_at }: SeenRun): RunShape {
  return { id, month, state: state as RunShape['state'], invoices, createdAt: instantText(created_at) }
}

function nameOf(buyer: string): string {
  return (JSON.parse(buyer) as { name: string }).name
}

function withoutNulls(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null))
}
