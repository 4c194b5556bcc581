import type {
  BillingProfile,
  InvoiceList,
  InvoiceRun,
  InvoiceRunList,
  Payer,
  RunPreview,
  WholeInvoice,
} from '../api-types.ts'

/** Sends one request to the API. @throws ApiError */
type Ask = <T>(method: string, path: string, body?: object, headers?: Record<string, string>) => Promise<T>

/** Invoices and payers, and for the office the runs. */
export function billingApi(request: Ask) {
  return {
    invoices: (query: { cursor?: string | undefined; state?: 'overdue'; accountId?: string | undefined }) =>
      request<InvoiceList>(
        'GET',
        `/invoices?limit=20${query.cursor === undefined ? '' : `&cursor=${query.cursor}`}${query.state === undefined ? '' : `&state=${query.state}`}${query.accountId === undefined ? '' : `&accountId=${encodeURIComponent(query.accountId)}`}`,
      ),
    invoice: (id: string) => request<WholeInvoice>('GET', `/invoices/${encodeURIComponent(id)}`),
    /** @param key the same for every sending of one wish (Idempotency-Key) */
    credit: (id: string, reason: string, key: string) =>
      request<WholeInvoice>(
        'POST',
        `/invoices/${encodeURIComponent(id)}/credits`,
        { reason },
        { 'idempotency-key': key },
      ),
    /** @param accountId of several which */
    payer: (accountId?: string) => request<Payer>('GET', payerPath(accountId)),
    setPayer: (profile: BillingProfile, accountId: string) => request<Payer>('PUT', payerPath(accountId), profile),
    invoiceRuns: () => request<InvoiceRunList>('GET', '/billing/runs'),
    runInvoices: (month: string) => request<InvoiceRun>('POST', '/billing/runs', { month }),
    previewInvoices: (month: string) => request<RunPreview>('POST', '/billing/runs?dryRun=true', { month }),
  }
}

function payerPath(accountId: string | undefined): string {
  return `/billing/account${accountId === undefined ? '' : `?accountId=${encodeURIComponent(accountId)}`}`
}

/** Address of an invoice as a file; the session's cookie opens it. */
export function invoiceFileUrl(id: string, form: 'pdf' | 'xml'): string {
  return `/api/v1/invoices/${encodeURIComponent(id)}/invoice.${form}`
}
