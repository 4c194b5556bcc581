import type { Command } from 'commander'
import type { RunShape, SellerShape, WholeInvoiceShape } from '../http/billing-schemas.ts'
import { amount, findInvoice } from './billing.ts'
import { CliError, EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { printDownload, saveDownload } from './save-download.ts'
import { findServer } from './server.ts'
import { printable, table } from './show.ts'

type Json = { json?: true }
type Imported = { line: number; outcome: string; fault?: string; outstandingMinor?: number }

/** What the office does: `koppel billing run | credit | pay | import | sell | seller | bookkeeping`. @param billing the command that they belong to */
export function billingActs(billing: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  const say = (json: true | undefined, answer: object, words: string): void => {
    world.out(json ? `${JSON.stringify(answer)}\n` : `${words}\n`)
    finish(EXIT.done)
  }
  const key = (): Record<string, string> => ({ 'idempotency-key': Buffer.from(world.random.bytes(16)).toString('hex') })

  billing
    .command('run')
    .description(
      'Run the invoices of a month. Ordered again, it looks for what was found late; nothing is invoiced twice.',
    )
    .argument('<month>', 'YYYY-MM')
    .option('--json', 'as JSON')
    .action(async (month: string, { json }: Json) => {
      const run = await findServer(world).ask<RunShape>('POST', '/api/v1/billing/runs', { month })
      say(json, run, `running: ${run.id} ("koppel billing runs" tells how far it is)`)
    })
  billing
    .command('credit')
    .description('Take back an invoice, or a line of it, by a credit note.')
    .argument('<invoice>', 'number or id')
    .requiredOption('--reason <text>', 'stands on the credit note')
    .option('--line <id>', 'one line alone, as "koppel billing show" gives it')
    .option('--net <amount>', 'with --line: this much of it, e.g. 12.50')
    .option('--json', 'as JSON')
    .action(
      async (wanted: string, { reason, line, net, json }: Json & { reason: string; line?: string; net?: string }) => {
        if ((line === undefined) !== (net === undefined))
          throw new CliError(EXIT.usage, '--line and --net belong together.')
        const server = findServer(world)
        const { id } = await findInvoice(server, wanted)
        const lines = line === undefined || net === undefined ? {} : { lines: [{ lineId: line, netMinor: minor(net) }] }
        const url = `/api/v1/invoices/${id}/credits`
        const note = await server.ask<WholeInvoiceShape>('POST', url, { reason, ...lines }, key())
        say(json, note, `credited by ${note.number}: ${amount(note.totalMinor, note.currency)}`)
      },
    )
  billing
    .command('pay')
    .description('Enter a payment; a negative amount was paid back.')
    .argument('<invoice>', 'number or payment reference')
    .argument('<amount>', 'e.g. 498.75')
    .argument('<currency>', 'e.g. SEK')
    .requiredOption('--on <day>', 'YYYY-MM-DD')
    .requiredOption('--reference <text>', "the bank's own name for it: the same one counts once")
    .option('--json', 'as JSON')
    .action(
      async (
        invoice: string,
        paid: string,
        currency: string,
        { on, reference, json }: Json & { on: string; reference: string },
      ) => {
        const body = { invoice, amountMinor: minor(paid), currency, paidOn: on, reference }
        const url = '/api/v1/billing/payments'
        const made = await findServer(world).ask<{ outstandingMinor: number; again: boolean }>('POST', url, body)
        say(
          json,
          made,
          `${made.again ? 'entered before' : 'entered'}; owed: ${amount(made.outstandingMinor, currency)}`,
        )
      },
    )
  moreActs(billing, world, finish)
}

function moreActs(billing: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  billing
    .command('import')
    .description("Enter a bank's list of payments, line by line: invoice, amount, currency, date, reference.")
    .argument('<file>', 'CSV')
    .option('--json', 'one JSON object a line')
    .action(async (file: string, { json }: Json) => {
      const csv = readFile(world, file)
      const { items } = await findServer(world).ask<{ items: Imported[] }>('POST', '/api/v1/billing/payments/import', {
        csv,
      })
      if (json) world.out(items.map((item) => `${JSON.stringify(item)}\n`).join(''))
      else
        world.out(
          table(
            ['LINE', 'OUTCOME', 'WHY'],
            items.map(({ line, outcome, fault }) => [String(line), outcome, fault ?? '']),
          ),
        )
      finish(items.every(({ outcome }) => outcome.startsWith('entered')) ? EXIT.done : EXIT.refused)
    })
  billing
    .command('sell')
    .description('Enter codes of a batch that the web shop sold on invoice.')
    .argument('<account>', 'who pays')
    .argument('<batch>', 'its id')
    .argument('<count>', 'how many codes')
    .requiredOption('--reference <text>', "the shop's own name for the order: the same one counts once")
    .option('--json', 'as JSON')
    .action(
      async (accountId: string, batchId: string, count: string, { reference, json }: Json & { reference: string }) => {
        const body = { accountId, batchId, count: Number(count), reference }
        const sale = await findServer(world).ask<{ amountMinor: number; currency: string }>(
          'POST',
          '/api/v1/billing/sales',
          body,
        )
        world.out(
          json ? `${JSON.stringify(sale)}\n` : `to be invoiced: ${amount(sale.amountMinor, sale.currency)} net\n`,
        )
        finish(EXIT.done)
      },
    )
  billing
    .command('seller')
    .description('Who sells; with a file, who sells from now on.')
    .argument('[file]', 'JSON: name, street, postcode, city, country, vatId, registration, email, iban, bic, endpoint')
    .action(async (file?: string) => {
      const server = findServer(world)
      const seller =
        file === undefined
          ? await server.ask<SellerShape>('GET', '/api/v1/billing/seller')
          : await server.ask<SellerShape>('PUT', '/api/v1/billing/seller', jsonOf(readFile(world, file), file))
      world.out(`${JSON.stringify(seller, null, 2)}\n`)
      finish(EXIT.done)
    })
  billing
    .command('bookkeeping')
    .description('Vouchers of a period, as CSV for bookkeeping.')
    .requiredOption('--from <day>', 'YYYY-MM-DD')
    .requiredOption('--to <day>', 'YYYY-MM-DD, included')
    .option('--out <file>', 'where to; an existing file is not overwritten; absent: standard output')
    .action(async ({ from, to, out }: { from: string; to: string; out?: string }) => {
      const query = new URLSearchParams({ from, to })
      const { body } = await findServer(world).download(`/api/v1/billing/bookkeeping.csv?${query}`)
      if (!body) throw new CliError(EXIT.unreachable, 'The answer is empty.')
      if (out === undefined) await printDownload(world, body)
      else await saveDownload(world, out, body)
      finish(EXIT.done)
    })
}

/** `498.75` is 49875. @throws CliError `usage` */
function minor(text: string): number {
  if (!/^-?\d{1,12}(\.\d{1,2})?$/.test(text))
    throw new CliError(EXIT.usage, `${printable(text)} is no amount such as 498.75.`)
  return Math.round(Number(text) * 100)
}

function readFile(world: CliWorld, file: string): string {
  try {
    return world.readFile(file)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new CliError(EXIT.usage, `${file} cannot be read: ${code ?? 'failed'}`, { cause })
  }
}

function jsonOf(text: string, file: string): object {
  try {
    return JSON.parse(text) as object
  } catch (cause) {
    throw new CliError(EXIT.usage, `${file} is not JSON.`, { cause })
  }
}
