import { type Static, Type } from 'typebox'
import { HTTP_LIMITS } from './limits.ts'
import { PageQuery } from './query.ts'
import { Instant, PRINTABLE } from './schemas.ts'

/** Shapes of invoices, payments and payers. Money in minor units of its currency. */

const Line = (maxLength: number, description?: string) =>
  Type.String({ minLength: 1, maxLength, pattern: PRINTABLE, ...(description && { description }) })
const Maybe = (maxLength: number, description?: string) =>
  Type.Optional(Type.String({ maxLength, pattern: PRINTABLE, ...(description && { description }) }))
const Country = Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2' })
const Currency = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217' })
const Minor = Type.Integer({ description: 'Minor units' })
const Day = Type.String({ pattern: '^2\\d{3}-\\d{2}-\\d{2}$', description: 'YYYY-MM-DD' })
const Month = Type.String({ maxLength: 7, description: 'YYYY-MM' })
const Endpoint = Maybe(104, 'Address in the Peppol network, `scheme:id` by the code list EAS, e.g. `0007:5560000001`')

export const BillingProfile = Type.Object(
  {
    name: Line(100),
    street: Maybe(100),
    postcode: Maybe(20),
    city: Maybe(60),
    country: Country,
    company: Type.Boolean({ description: 'false: a private person' }),
    vatId: Maybe(20, 'With its two letters; companies of the European Union'),
    reference: Maybe(60, 'What is to stand on the invoice as "your reference"'),
    email: Maybe(254, "Where invoices go; absent: to the account's owner"),
    endpoint: Endpoint,
  },
  { $id: 'BillingProfile', additionalProperties: false },
)
export const ProfileQuery = Type.Object({
  accountId: Type.Optional(Type.String({ maxLength: 64, description: 'Where you may act for several' })),
})
export const Seller = Type.Object(
  {
    name: Line(100),
    street: Line(100),
    postcode: Line(20),
    city: Line(60),
    country: Country,
    vatId: Line(20),
    registration: Line(30, 'Registration number of the company'),
    email: Line(254),
    iban: Line(42),
    bic: Line(11),
    endpoint: Endpoint,
  },
  { $id: 'Seller', additionalProperties: false },
)
export const Invoice = Type.Object(
  {
    id: Type.String(),
    kind: Type.Union([Type.Literal('invoice'), Type.Literal('credit-note')]),
    number: Type.String(),
    reference: Type.String({ description: 'By which a payment names it' }),
    accountId: Type.String(),
    name: Type.String(),
    currency: Type.String(),
    netMinor: Minor,
    vatMinor: Minor,
    totalMinor: Minor,
    issuedAt: Instant,
    dueAt: Instant,
    outstandingMinor: Type.Optional(Type.Integer({ description: 'What is owed; below 0: paid too much' })),
    step: Type.Optional(Type.String({ description: 'The last step against it, where it was overdue' })),
    creditsId: Type.Optional(Type.String({ description: 'The invoice that a credit note takes back' })),
    reason: Type.Optional(Type.String()),
  },
  { $id: 'Invoice' },
)
export const InvoiceList = Type.Object(
  { items: Type.Array(Invoice), next: Type.Union([Type.String(), Type.Null()]) },
  { $id: 'InvoiceList' },
)
export const InvoiceQuery = Type.Object({
  ...PageQuery.properties,
  accountId: Type.Optional(Type.String({ maxLength: 64 })),
  runId: Type.Optional(Type.String({ maxLength: 64 })),
  number: Type.Optional(Type.String({ maxLength: 40, description: 'e.g. F2027-000001' })),
  state: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('overdue'), Type.Literal('overpaid')])),
})
export const WholeInvoice = Type.Object(
  {
    ...Invoice.properties,
    lines: Type.Array(
      Type.Object({
        id: Type.String(),
        words: Type.String(),
        quantity: Type.Integer(),
        netMinor: Minor,
        vatCategory: Type.String({ description: '`S`, `AE` (reverse charge) or `O` (outside the Union)' }),
        vatRate: Type.Integer({ description: 'Basis points' }),
      }),
    ),
    taxes: Type.Array(
      Type.Object({ vatCategory: Type.String(), vatRate: Type.Integer(), netMinor: Minor, vatMinor: Minor }),
    ),
    creditNotes: Type.Array(Type.Object({ id: Type.String(), number: Type.String(), totalMinor: Minor })),
    payments: Type.Array(Type.Object({ id: Type.String(), amountMinor: Minor, paidOn: Type.String() })),
    steps: Type.Array(
      Type.Object({
        step: Type.String(),
        at: Instant,
        nextAt: Type.Optional(Type.String({ format: 'date-time', description: 'The day that its letter named' })),
      }),
    ),
  },
  { $id: 'WholeInvoice' },
)
export const CreditBody = Type.Object(
  {
    reason: Line(200, 'Stands on the credit note'),
    lines: Type.Optional(
      Type.Array(Type.Object({ lineId: Type.String({ maxLength: 64 }), netMinor: Type.Integer({ minimum: 1 }) }), {
        minItems: 1,
        maxItems: 100,
        description: 'Absent: all that is left',
      }),
    ),
  },
  { $id: 'CreditBody', additionalProperties: false },
)
export const PaymentBody = Type.Object(
  {
    invoice: Line(40, 'Its number or payment reference'),
    amountMinor: Type.Integer({ description: 'Minor units; negative: paid back' }),
    currency: Currency,
    paidOn: Day,
    reference: Type.String({ pattern: '^[\\x21-\\x7e]{1,100}$', description: "The bank's own name for it, once" }),
  },
  { $id: 'PaymentBody', additionalProperties: false },
)
export const EnteredPayment = Type.Object(
  { id: Type.String(), invoiceId: Type.String(), outstandingMinor: Minor, again: Type.Boolean() },
  { $id: 'EnteredPayment' },
)
export const PaymentImportBody = Type.Object(
  {
    csv: Type.String({
      maxLength: HTTP_LIMITS.bodyBytes_max,
      description: 'Columns invoice, amount, currency, date, reference; commas or semicolons; at most 500 lines',
    }),
  },
  { $id: 'PaymentImportBody', additionalProperties: false },
)
export const PaymentImport = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        line: Type.Integer(),
        outcome: Type.String(),
        fault: Type.Optional(Type.String()),
        outstandingMinor: Type.Optional(Minor),
      }),
    ),
  },
  { $id: 'PaymentImport' },
)
export const RunBody = Type.Object({ month: Month }, { $id: 'RunBody', additionalProperties: false })
export const InvoiceRun = Type.Object(
  {
    id: Type.String(),
    month: Type.String(),
    state: Type.Union([Type.Literal('running'), Type.Literal('done')]),
    invoices: Type.Integer(),
    createdAt: Instant,
  },
  { $id: 'InvoiceRun' },
)
export const InvoiceRunList = Type.Object(
  {
    items: Type.Array(InvoiceRun),
    next: Type.Union([Type.Object({ month: Type.String(), at: Instant }), Type.Null()], {
      description: 'The run that begins by itself next; null: none does',
    }),
  },
  { $id: 'InvoiceRunList' },
)
export const RunPreview = Type.Object(
  {
    month: Type.String(),
    invoices: Type.Array(
      Type.Object({
        ...{ accountId: Type.String(), name: Type.String(), currency: Type.String(), lines: Type.Integer() },
        ...{ netMinor: Minor, vatMinor: Minor, totalMinor: Minor },
      }),
    ),
    more: Type.Boolean({ description: 'More is due than is shown; the run takes all of it' }),
  },
  { $id: 'RunPreview' },
)
export const SaleBody = Type.Object(
  {
    accountId: Type.String({ maxLength: 64 }),
    batchId: Type.String({ maxLength: 64 }),
    count: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
    reference: Type.String({
      pattern: '^[\\x21-\\x7e]{1,100}$',
      description: "The shop's own name for the order, once",
    }),
  },
  { $id: 'SaleBody', additionalProperties: false },
)
export const Sale = Type.Object(
  { entryId: Type.String(), amountMinor: Minor, currency: Type.String(), again: Type.Boolean() },
  { $id: 'Sale' },
)
export const Payer = Type.Object(
  {
    accountId: Type.String(),
    profile: Type.Optional(BillingProfile),
    country: Type.String(),
    deviceYear: Type.Object(
      { netMinor: Minor, currency: Type.String() },
      { description: 'What a device costs a year, net' },
    ),
    standing: Type.Object({
      state: Type.Union([
        Type.Literal('good'),
        Type.Literal('reminded'),
        Type.Literal('suspended', { description: 'Security alarms go on' }),
        Type.Literal('stopped'),
      ]),
      securityEndsAt: Type.Optional(
        Type.String({ format: 'date-time', description: 'The announced day on which security alarms end' }),
      ),
    }),
    owed: Type.Array(Type.Object({ currency: Type.String(), amountMinor: Minor })),
    subscriptions: Type.Array(
      Type.Object({
        ...{ id: Type.String(), deviceId: Type.String(), serial: Type.String(), startedAt: Instant },
        name: Type.Optional(Type.String({ description: 'While it is this account’s' })),
        endedAt: Type.Optional(Instant),
        nextInvoiceAt: Type.Optional(Instant),
      }),
    ),
  },
  { $id: 'Payer' },
)
export const BookQuery = Type.Object({ from: Day, to: Day })
export type InvoiceShape = Static<typeof Invoice>
export type WholeInvoiceShape = Static<typeof WholeInvoice>
export type PayerShape = Static<typeof Payer>
export type RunShape = Static<typeof InvoiceRun>
export type RunListShape = Static<typeof InvoiceRunList>
export type PreviewShape = Static<typeof RunPreview>
export type ProfileShape = Static<typeof BillingProfile>
export type SellerShape = Static<typeof Seller>
