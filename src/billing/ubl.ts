import { xmlElement as el, type XmlPart } from '../std/xml.ts'
import type { Invoice, LineRow, TaxRow } from './invoices.ts'
import { decimal, lineWords, type Say } from './line-words.ts'
import { partyOf } from './ubl-party.ts'
import { dayOf } from './years.ts'

/** Why there is no e-invoice: Peppol needs an electronic address of both sides, and only companies have one. */
export type NoUbl = 'no-electronic-address'

const NAMESPACES = {
  'xmlns:cac': 'urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2',
  'xmlns:cbc': 'urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2',
} as const
const CUSTOMIZATION = 'urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0'
const PROFILE = 'urn:fdc:peppol.eu:2017:poacc:billing:01:1.0'
/** UNCL 1001: commercial invoice, credit note; UNCL 4461: credit transfer. */
const TYPE = { invoice: '380', 'credit-note': '381' } as const
const CREDIT_TRANSFER = '30'
/** Why no VAT is charged: the code of the list VATEX, and its words. */
const EXEMPTIONS = { AE: ['VATEX-EU-AE', 'Reverse charge'], O: ['VATEX-EU-O', 'Not subject to VAT'] } as const

/**
 * An invoice or credit note as a UBL 2.1 document by Peppol BIS Billing 3 (EN 16931), as text.
 * @param credited number and day of the invoice that a credit note takes back
 */
export function ublOf(
  invoice: Invoice,
  say: Say,
  credited: { number: string; issuedAt: number } | null,
): { xml: string } | NoUbl {
  const { from, to, currency, kind } = invoice
  const isNote = kind === 'credit-note'
  const outside = invoice.taxes.some(({ category }) => category === 'O')
  const seller = partyOf({ ...from, company: true, endpoint: from.endpoint ?? `EM:${from.email}` }, outside)
  const buyer = partyOf({ ...to, registration: null, email: null }, outside)
  if (!seller || !buyer) return 'no-electronic-address'
  const root = isNote ? 'CreditNote' : 'Invoice'
  const type = TYPE[isNote ? 'credit-note' : 'invoice']
  const parts: XmlPart[] = [
    el('cbc:CustomizationID', CUSTOMIZATION),
    el('cbc:ProfileID', PROFILE),
    el('cbc:ID', invoice.number),
    el('cbc:IssueDate', dayOf(invoice.issued_at)),
    ...(isNote ? [] : [el('cbc:DueDate', dayOf(invoice.due_at))]),
    el(`cbc:${root}TypeCode`, type),
    el('cbc:Note', invoice.reason),
    el('cbc:DocumentCurrencyCode', currency),
    el('cbc:BuyerReference', to.reference ?? invoice.reference),
    el(
      'cac:BillingReference',
      credited && [
        el('cac:InvoiceDocumentReference', [
          el('cbc:ID', credited.number),
          el('cbc:IssueDate', dayOf(credited.issuedAt)),
        ]),
      ],
    ),
    el('cac:AccountingSupplierParty', [seller]),
    el('cac:AccountingCustomerParty', [buyer]),
    paymentOf(invoice),
    taxTotalOf(invoice),
    totalsOf(invoice),
    ...invoice.lines.map((line) => lineOf(line, { root, currency, say })),
  ]
  const xmlns = `urn:oasis:names:specification:ubl:schema:xsd:${root}-2`
  return { xml: `<?xml version="1.0" encoding="UTF-8"?>\n${el(root, parts, { xmlns, ...NAMESPACES }).xml}\n` }
}

function money(name: string, minor: number, currencyID: string): XmlPart {
  return el(name, decimal(minor), { currencyID })
}

function paymentOf({ kind, reference, from }: Invoice): XmlPart {
  if (kind === 'credit-note') return { xml: '' }
  const branch = el('cac:FinancialInstitutionBranch', [el('cbc:ID', from.bic)])
  return el('cac:PaymentMeans', [
    el('cbc:PaymentMeansCode', CREDIT_TRANSFER),
    el('cbc:PaymentID', reference),
    el('cac:PayeeFinancialAccount', [el('cbc:ID', from.iban.replaceAll(' ', '')), branch]),
  ])
}

function taxTotalOf({ vat_minor, taxes, currency }: Invoice): XmlPart {
  return el('cac:TaxTotal', [
    money('cbc:TaxAmount', vat_minor, currency),
    ...taxes.map((tax) =>
      el('cac:TaxSubtotal', [
        money('cbc:TaxableAmount', tax.net_minor, currency),
        money('cbc:TaxAmount', tax.vat_minor, currency),
        categoryOf('cac:TaxCategory', tax, true),
      ]),
    ),
  ])
}

function categoryOf(name: string, { category, rate }: Pick<TaxRow, 'category' | 'rate'>, reasoned: boolean): XmlPart {
  const [code, words] = category === 'S' || !reasoned ? [null, null] : EXEMPTIONS[category]
  return el(name, [
    el('cbc:ID', category),
    ...(category === 'O' ? [] : [el('cbc:Percent', decimal(rate))]),
    el('cbc:TaxExemptionReasonCode', code),
    el('cbc:TaxExemptionReason', words),
    el('cac:TaxScheme', [el('cbc:ID', 'VAT')]),
  ])
}

function totalsOf({ net_minor, total_minor, currency }: Invoice): XmlPart {
  return el('cac:LegalMonetaryTotal', [
    money('cbc:LineExtensionAmount', net_minor, currency),
    money('cbc:TaxExclusiveAmount', net_minor, currency),
    money('cbc:TaxInclusiveAmount', total_minor, currency),
    money('cbc:PayableAmount', total_minor, currency),
  ])
}

function lineOf(
  line: LineRow,
  { root, currency, say }: { root: 'Invoice' | 'CreditNote'; currency: string; say: Say },
): XmlPart {
  const { from, until } = JSON.parse(line.detail) as { from?: string; until?: string }
  const period = from && until ? [el('cbc:StartDate', from), el('cbc:EndDate', until)] : null
  // UN/ECE recommendation 20: a piece. The price is of one of them, and every amount is a whole number of prices.
  const quantity = el(`cbc:${root === 'Invoice' ? 'Invoiced' : 'Credited'}Quantity`, String(line.quantity), {
    unitCode: 'C62',
  })
  const item = [
    el('cbc:Name', lineWords(line, say).slice(0, 200)),
    categoryOf('cac:ClassifiedTaxCategory', line, false),
  ]
  return el(`cac:${root}Line`, [
    el('cbc:ID', String(line.position)),
    quantity,
    money('cbc:LineExtensionAmount', line.net_minor, currency),
    el('cac:InvoicePeriod', period),
    el('cac:Item', item),
    el('cac:Price', [money('cbc:PriceAmount', line.net_minor / line.quantity, currency)]),
  ])
}
