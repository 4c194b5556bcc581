import type { ColumnType, Migrations, Vocabulary } from '../store/migrate.ts'

/** Invoices, credit notes, and what is owed. Everything but `receivables` and `number_series` is append-only. */
export type InvoiceTables = {
  /** Who sells, as JSON of `Seller`; the newest row holds. */
  billing_sellers: { id: string; body: string; actor: string; at: number }
  /** To whom an account's invoices are made out, as JSON of `Profile`. */
  billing_profiles: { account_id: string; body: string; updated_at: number }
  /** The next number of each series: taken in the transaction that makes the invoice, it leaves no gap. */
  number_series: { series: string; next: number }
  invoices: {
    id: string
    /** `invoice` or `credit-note`. */
    kind: string
    series: string
    /** As people name it: `F2026-000001`. */
    number: string
    /** Digits by which a payment names it. */
    reference: string
    account_id: string
    run_id: string | null
    currency: string
    issued_at: number
    due_at: number
    net_minor: number
    vat_minor: number
    total_minor: number
    /** The invoice that a credit note takes back, and why. */
    credits_id: string | null
    reason: string | null
    /** JSON of `Seller` and `Buyer`, as they were. */
    seller: string
    buyer: string
    language: string
    actor: string
  }
  invoice_lines: {
    id: string
    invoice_id: string
    position: number
    /** The entry that it invoices: once. Null on a credit note. */
    entry_id: string | null
    /** The line that a credit note's takes back. */
    credits_line: string | null
    what: string
    detail: string
    quantity: number
    net_minor: number
    category: string
    /** Basis points. */
    rate: number
  }
  invoice_taxes: {
    invoice_id: string
    position: number
    category: string
    rate: number
    net_minor: number
    vat_minor: number
  }
  /** What is still owed of an invoice: the sum of its `receivable_entries`, kept beside them so that it can be read, and locked, as one row. */
  receivables: {
    invoice_id: string
    account_id: string
    currency: string
    due_at: number
    outstanding_minor: number
    /** Counts up with every entry: the lock. */
    version: number
  }
  receivable_entries: {
    id: string
    account_id: string
    invoice_id: string
    /** `invoiced`, `credited`, `paid`, `refunded`. */
    entry: string
    /** Signed: what is invoiced or refunded raises what is owed, the rest lowers it. */
    amount_minor: number
    currency: string
    /** The invoice, credit note or payment behind it, once. */
    source: string
    at: number
  }
  payments: {
    id: string
    invoice_id: string
    account_id: string
    /** Negative: paid back. */
    amount_minor: number
    currency: string
    /** `YYYY-MM-DD`, as the bank says. */
    paid_on: string
    /** The bank's own name for it, or the key under which it was entered: once. */
    reference: string
    actor: string
    at: number
  }
  invoice_runs: {
    id: string
    /** `YYYY-MM`: one run for each. */
    month: string
    /** It takes what was entered, and what is due, until then. */
    until_at: number
    state: string
    invoices: number
    created_at: number
    created_by: string
  }
  /** Invoices and credit notes that are to be sent. */
  invoice_outbox: { invoice_id: string }
}

export const invoiceMigrations: Migrations = {
  '0182_invoices': async (db, words) => {
    const table = tableOf(db, words)
    const { text, int } = words
    await table('billing_sellers', { id: text, body: text, actor: text, at: int })
    await table('billing_profiles', { account_id: text, body: text, updated_at: int })
    await table('number_series', { series: text, next: int })
    await table(
      'invoices',
      {
        id: text,
        kind: text,
        series: text,
        number: text,
        reference: text,
        account_id: text,
        currency: text,
        issued_at: int,
        due_at: int,
        net_minor: int,
        vat_minor: int,
        total_minor: int,
        seller: text,
        buyer: text,
        language: text,
        actor: text,
      },
      { run_id: text, credits_id: text, reason: text },
    )
    await table(
      'invoice_lines',
      {
        id: text,
        invoice_id: text,
        position: int,
        what: text,
        detail: text,
        quantity: int,
        net_minor: int,
        category: text,
        rate: int,
      },
      { entry_id: text, credits_line: text },
    )
    for (const [of, column] of [
      ['invoices', 'number'],
      ['invoices', 'reference'],
      ['invoice_lines', 'entry_id'],
    ] as const)
      await db.schema.createIndex(`${of}_${column}`).on(of).column(column).unique().execute()
    await db.schema.createIndex('invoices_account').on('invoices').columns(['account_id', 'id']).execute()
    await db.schema.createIndex('invoices_run').on('invoices').columns(['run_id', 'id']).execute()
    await db.schema.createIndex('invoices_credits').on('invoices').columns(['credits_id', 'id']).execute()
    await db.schema.createIndex('invoice_lines_of').on('invoice_lines').columns(['invoice_id', 'position']).execute()
  },
  '0183_receivables': async (db, words) => {
    const table = tableOf(db, words)
    const { text, int } = words
    const taxes = db.schema.createTable('invoice_taxes')
    await words
      .strict(
        taxes
          .addColumn('invoice_id', text, (c) => c.notNull())
          .addColumn('position', int, (c) => c.notNull())
          .addColumn('category', text, (c) => c.notNull())
          .addColumn('rate', int, (c) => c.notNull())
          .addColumn('net_minor', int, (c) => c.notNull())
          .addColumn('vat_minor', int, (c) => c.notNull())
          .addPrimaryKeyConstraint('invoice_taxes_key', ['invoice_id', 'position']),
      )
      .execute()
    const owed = { account_id: text, currency: text }
    await table('receivables', { invoice_id: text, ...owed, due_at: int, outstanding_minor: int, version: int })
    await table('receivable_entries', {
      id: text,
      ...owed,
      invoice_id: text,
      entry: text,
      amount_minor: int,
      source: text,
      at: int,
    })
    const paid = { paid_on: text, reference: text, actor: text }
    await table('payments', { id: text, ...owed, ...paid, invoice_id: text, amount_minor: int, at: int })
    const run = { id: text, month: text, until_at: int, state: text, invoices: int }
    await table('invoice_runs', { ...run, created_at: int, created_by: text })
    await table('invoice_outbox', { invoice_id: text })
    for (const [of, column] of [
      ['receivable_entries', 'source'],
      ['payments', 'reference'],
      ['invoice_runs', 'month'],
    ] as const)
      await db.schema.createIndex(`${of}_${column}`).on(of).column(column).unique().execute()
    await db.schema.createIndex('receivables_account').on('receivables').columns(['account_id', 'due_at']).execute()
    // Partial: what is overdue is looked for among the few that are owed, and not among all that ever were.
    const open = db.schema.createIndex('receivables_open').on('receivables').columns(['due_at', 'invoice_id'])
    await open.where('outstanding_minor' as never, '>', 0).execute()
    for (const table of ['receivable_entries', 'payments'])
      await db.schema.createIndex(`${table}_invoice`).on(table).columns(['invoice_id', 'id']).execute()
    await db.schema
      .createIndex('receivable_entries_account')
      .on('receivable_entries')
      .columns(['account_id', 'id'])
      .execute()
  },
}

type Columns = Record<string, ColumnType>

/** Makes tables whose first column is the key; `nullable` columns may be empty. */
function tableOf(db: Parameters<Migrations[string]>[0], { strict }: Vocabulary) {
  return async (name: string, columns: Columns, nullable: Columns = {}): Promise<void> => {
    let table = db.schema.createTable(name)
    for (const [at, [column, type]] of Object.entries(columns).entries())
      table = table.addColumn(column, type, (c) => (at === 0 ? c.primaryKey() : c.notNull()))
    for (const [column, type] of Object.entries(nullable)) table = table.addColumn(column, type)
    await strict(table as never).execute()
  }
}
