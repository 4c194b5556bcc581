import { GMBH, SELLER } from '../../billing/setting.ts'
import { OF_ADMINS, OF_STAFF, SEEING } from '../rights-shared.ts'
import type { Right } from './route.ts'

const OF_PAYERS = { ...SEEING, viewer: 404 }
const { reference, email: _, endpoint, ...PROFILE } = GMBH
const PAYING = { ...SEEING, viewer: 403, reseller: 200, stranger: 200, operator: 400 }

/** Invoices, who pays, who sells, and what the office does. */
export const BILLING: readonly Right[] = [
  [
    { name: 'invoices', method: 'GET', url: () => '/api/v1/invoices' },
    { ...SEEING, reseller: 200, stranger: 200 },
  ],
  [{ name: 'one invoice', method: 'GET', url: ({ invoice }) => `/api/v1/invoices/${invoice}` }, OF_PAYERS],
  [{ name: 'its PDF', method: 'GET', url: ({ invoice }) => `/api/v1/invoices/${invoice}/invoice.pdf` }, OF_PAYERS],
  [
    { name: 'its e-invoice', method: 'GET', url: ({ invoice }) => `/api/v1/invoices/${invoice}/invoice.xml` },
    OF_PAYERS,
  ],
  [
    {
      name: 'credit an invoice',
      method: 'POST',
      url: ({ invoice }) => `/api/v1/invoices/${invoice}/credits`,
      body: { reason: 'mistake', lines: [{ lineId: 'none', netMinor: 1 }] },
      key: true,
    },
    { ...OF_ADMINS, admin: 409, operator: 409 },
  ],
  [{ name: 'an account as a payer', method: 'GET', url: () => '/api/v1/billing/account' }, PAYING],
  [
    {
      name: 'set a billing profile',
      method: 'PUT',
      url: () => '/api/v1/billing/account',
      body: { ...PROFILE, reference: reference ?? '', endpoint: endpoint ?? '' },
    },
    { ...PAYING, support: 403 },
  ],
  [{ name: 'who sells', method: 'GET', url: () => '/api/v1/billing/seller' }, OF_STAFF],
  [{ name: 'set who sells', method: 'PUT', url: () => '/api/v1/billing/seller', body: SELLER }, OF_ADMINS],
  [{ name: 'invoice runs', method: 'GET', url: () => '/api/v1/billing/runs' }, OF_STAFF],
  [
    {
      name: 'preview a run',
      method: 'POST',
      url: () => '/api/v1/billing/runs?dryRun=true',
      body: { month: '2026-11' },
    },
    OF_STAFF,
  ],
  [
    { name: 'run invoices', method: 'POST', url: () => '/api/v1/billing/runs', body: { month: '2026-11' } },
    { ...OF_ADMINS, admin: 202, operator: 202 },
  ],
  [
    {
      name: 'enter a payment',
      method: 'POST',
      url: () => '/api/v1/billing/payments',
      body: { invoice: 'F1999-1', amountMinor: 1, currency: 'EUR', paidOn: '2026-11-22', reference: 'b' },
    },
    { ...OF_ADMINS, admin: 422, operator: 422 },
  ],
  [
    { name: 'import payments', method: 'POST', url: () => '/api/v1/billing/payments/import', body: { csv: 'x' } },
    OF_ADMINS,
  ],
  [
    {
      name: 'sell codes on invoice',
      method: 'POST',
      url: () => '/api/v1/billing/sales',
      body: { accountId: 'nobody', batchId: 'none', count: 1, reference: 'shop-1' },
    },
    { ...OF_ADMINS, admin: 400, operator: 400 },
  ],
  [
    {
      name: 'vouchers',
      method: 'GET',
      url: () => '/api/v1/billing/bookkeeping.csv?from=2026-11-01&to=2026-11-30',
    },
    OF_STAFF,
  ],
]
