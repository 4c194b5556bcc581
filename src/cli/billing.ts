import type { Command } from 'commander'
import type {
  InvoiceShape,
  PayerShape,
  PreviewShape,
  RunListShape,
  WholeInvoiceShape,
} from '../http/billing-schemas.ts'
import { billingActs } from './billing-acts.ts'
import { CliError, EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { saveDownload } from './save-download.ts'
import { findServer, type Server } from './server.ts'
import { printable, table } from './show.ts'

type Json = { json?: true }

const INVOICES = ['NUMBER', 'ISSUED', 'DUE', 'TO', 'TOTAL', 'OWED', 'STEP']
const RUNS = ['MONTH', 'STATE', 'INVOICES', 'ID']
const PREVIEW = ['ACCOUNT', 'TO', 'LINES', 'NET', 'VAT', 'TOTAL']

/** `koppel billing invoices | show | save | account | runs | preview | ...`. @param finish takes the exit code */
export function billingCommand(program: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  const billing = program.command('billing').description('Invoices, payments, and the invoice run.')
  billing
    .command('invoices')
    .description('Invoices and credit notes, newest first: your own, or all for staff.')
    .option('--state <state>', 'open, overdue or overpaid')
    .option('--account <id>', 'of one account')
    .option('--run <id>', 'of one run')
    .option('--json', 'one JSON object a line')
    .action(async ({ state, account, run, json }: Json & { state?: string; account?: string; run?: string }) => {
      const filter = { limit: '200', state, accountId: account, runId: run }
      const given = Object.entries(filter).filter((one): one is [string, string] => one[1] !== undefined)
      const url = `/api/v1/invoices?${new URLSearchParams(given)}`
      const { items } = await findServer(world).ask<{ items: InvoiceShape[] }>('GET', url)
      show(world, json, INVOICES, items, invoiceRow)
      finish(EXIT.done)
    })
  billing
    .command('show')
    .description('One invoice or credit note, with its lines and what became of it.')
    .argument('<invoice>', 'number or id')
    .option('--json', 'as JSON')
    .action(async (wanted: string, { json }: Json) => {
      const server = findServer(world)
      const { id } = await findInvoice(server, wanted)
      const whole = await server.ask<WholeInvoiceShape>('GET', `/api/v1/invoices/${id}`)
      world.out(json ? `${JSON.stringify(whole)}\n` : wholeText(whole))
      finish(EXIT.done)
    })
  billing
    .command('save')
    .description('Save an invoice as PDF, or as e-invoice (UBL, Peppol BIS Billing 3).')
    .argument('<invoice>', 'number or id')
    .argument('<file>', 'ends with .pdf or .xml; an existing file is not overwritten')
    .action(async (wanted: string, file: string) => {
      const ending = /\.(pdf|xml)$/.exec(file)?.[1]
      if (!ending) throw new CliError(EXIT.usage, 'The file must end with .pdf or .xml.')
      const server = findServer(world)
      const { id } = await findInvoice(server, wanted)
      const { body } = await server.download(`/api/v1/invoices/${id}/invoice.${ending}`)
      if (!body) throw new CliError(EXIT.unreachable, 'The answer is empty.')
      await saveDownload(world, file, body)
      finish(EXIT.done)
    })
  officeLists(billing, world, finish)
  billingActs(billing, world, finish)
}

function show<T extends object>(
  world: CliWorld,
  json: true | undefined,
  head: string[],
  items: readonly T[],
  row: (item: T) => string[],
): void {
  if (json) world.out(items.map((item) => `${JSON.stringify(item)}\n`).join(''))
  else
    world.out(
      table(
        head,
        items.map((item) => row(item).map(printable)),
      ),
    )
}

function officeLists(billing: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  billing
    .command('account')
    .description('An account as a payer: what it subscribes to, what it owes, and how it stands.')
    .option('--account <id>', 'where you may act for several')
    .option('--json', 'as JSON')
    .action(async ({ account, json }: Json & { account?: string }) => {
      const query = account === undefined ? '' : `?accountId=${encodeURIComponent(account)}`
      const payer = await findServer(world).ask<PayerShape>('GET', `/api/v1/billing/account${query}`)
      world.out(json ? `${JSON.stringify(payer)}\n` : payerText(payer))
      finish(EXIT.done)
    })
  billing
    .command('runs')
    .description('Invoice runs, newest month first.')
    .option('--json', 'one JSON object a line')
    .action(async ({ json }: Json) => {
      const { items, next } = await findServer(world).ask<RunListShape>('GET', '/api/v1/billing/runs')
      show(world, json, RUNS, items, ({ month, state, invoices, id }) => [month, state, String(invoices), id])
      if (!json)
        world.out(next ? `The run of ${next.month} begins by itself at ${next.at}.\n` : 'No run begins by itself.\n')
      finish(EXIT.done)
    })
  billing
    .command('preview')
    .description('What the run of a month would invoice; nothing is written.')
    .argument('<month>', 'YYYY-MM')
    .option('--json', 'as JSON')
    .action(async (month: string, { json }: Json) => {
      const url = '/api/v1/billing/runs?dryRun=true'
      const preview = await findServer(world).ask<PreviewShape>('POST', url, { month })
      if (preview.more) world.err('More is due than is shown; the run takes all of it.\n')
      show(world, json, PREVIEW, preview.invoices, (one) => [
        ...[one.accountId, one.name, String(one.lines)],
        ...[one.netMinor, one.vatMinor, one.totalMinor].map((minor) => amount(minor, one.currency)),
      ])
      finish(EXIT.done)
    })
}

/** An invoice by its number or id. @throws CliError `refused` when there is none */
export async function findInvoice(server: Server, wanted: string): Promise<InvoiceShape> {
  if (!/^[FK]\d/i.test(wanted))
    return server.ask<WholeInvoiceShape>('GET', `/api/v1/invoices/${encodeURIComponent(wanted)}`)
  const url = `/api/v1/invoices?number=${encodeURIComponent(wanted.toUpperCase())}`
  const [found] = (await server.ask<{ items: InvoiceShape[] }>('GET', url)).items
  if (!found) throw new CliError(EXIT.refused, `There is no invoice ${printable(wanted)}.`)
  return found
}

/** `12.34 EUR`. */
export function amount(minor: number, currency: string): string {
  return `${(minor / 100).toFixed(2)} ${currency}`
}

function invoiceRow(one: InvoiceShape): string[] {
  const { number, issuedAt, dueAt, name, totalMinor, outstandingMinor, currency, kind, step } = one
  const owed = outstandingMinor === undefined ? '' : amount(outstandingMinor, currency)
  const due = kind === 'invoice' ? dueAt.slice(0, 10) : ''
  return [number, issuedAt.slice(0, 10), due, name, amount(totalMinor, currency), owed, step ?? '']
}

function wholeText(one: WholeInvoiceShape): string {
  const { currency } = one
  const owed =
    one.outstandingMinor === undefined
      ? []
      : [`Owed: ${amount(one.outstandingMinor, currency)}, due ${one.dueAt.slice(0, 10)}`]
  const lines = [
    `${one.kind === 'invoice' ? 'Invoice' : 'Credit note'} ${one.number} of ${one.issuedAt.slice(0, 10)} to ${printable(one.name)}`,
    ...one.lines.map(
      (line) =>
        `  ${printable(line.words)}, ${line.quantity}: ${amount(line.netMinor, currency)}, VAT ${line.vatCategory} ${line.vatRate / 100} %  (line ${line.id})`,
    ),
    ...one.taxes.map(
      (tax) =>
        `VAT ${tax.vatCategory} ${tax.vatRate / 100} %: ${amount(tax.vatMinor, currency)} of ${amount(tax.netMinor, currency)}`,
    ),
    `Total: ${amount(one.totalMinor, currency)}`,
    ...owed,
    ...one.payments.map(({ amountMinor, paidOn }) => `Paid ${paidOn}: ${amount(amountMinor, currency)}`),
    ...one.creditNotes.map(({ number, totalMinor }) => `Credited by ${number}: ${amount(totalMinor, currency)}`),
    ...one.steps.map(
      ({ step, at, nextAt }) =>
        `${at.slice(0, 10)} ${step}${nextAt === undefined ? '' : `, next on ${nextAt.slice(0, 10)}`}`,
    ),
  ]
  return `${lines.join('\n')}\n`
}

function payerText(payer: PayerShape): string {
  const { profile, standing, owed, deviceYear, subscriptions } = payer
  const lines = [
    `Account ${payer.accountId}, ${payer.country}`,
    `Invoices to: ${profile ? printable([profile.name, profile.street, profile.postcode, profile.city, profile.vatId].filter(Boolean).join(', ')) : 'the account by its name'}`,
    `Stands: ${standing.state}${standing.securityEndsAt === undefined ? '' : `, security alarms end on ${standing.securityEndsAt.slice(0, 10)}`}`,
    ...owed.map(({ amountMinor, currency }) => `Owed: ${amount(amountMinor, currency)}`),
    `A device costs ${amount(deviceYear.netMinor, deviceYear.currency)} a year, net`,
    ...subscriptions.map(({ serial, name, startedAt, endedAt, nextInvoiceAt }) => {
      const end = endedAt === undefined ? '' : ` until ${endedAt.slice(0, 10)}`
      const next =
        nextInvoiceAt === undefined ? '' : `, next on the first invoice run from ${nextInvoiceAt.slice(0, 10)}`
      return `${serial}${name === undefined ? '' : ` ${printable(name)}`} since ${startedAt.slice(0, 10)}${end}${next}`
    }),
  ]
  return `${lines.join('\n')}\n`
}
