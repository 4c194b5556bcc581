import { type Command, Option } from 'commander'
import type { BatchShape } from '../http/batch-schemas.ts'
import { CliError, EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { saveDownload } from './save-download.ts'
import { findServer } from './server.ts'

const REASONS = ['lost', 'stolen', 'returned', 'not-paid', 'misprint', 'mistake']
const CODE_BYTES_MAX = 1_024

type Which = { batch?: string; code?: string }

/** `koppel codes export`, `confirm`, `revoke`, `activate`: what is done with codes that are minted. @param codes the command that they belong to */
export function batchActCommands(codes: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  exportCommand(codes, world, finish)
  codes
    .command('confirm')
    .description('Confirm that the exported codes have arrived: nobody can export them again after that.')
    .argument('<batch>')
    .action(async (batch: string) => {
      const path = `/api/v1/batches/${encodeURIComponent(batch)}/confirmation`
      const { confirmedAt } = await findServer(world).ask<BatchShape>('POST', path, {})
      world.out(`${batch} confirmed ${confirmedAt}\n`)
      finish(EXIT.done)
    })
  codes
    .command('revoke')
    .description('Take a batch, one unused code, or the unused ones of its card, out of use.')
    .option('--batch <id>')
    .option('--code <code>', '"-" reads it from standard input')
    .option('--whole-card', 'with --code: every unused code of its pack')
    .addOption(new Option('--reason <name>').choices(REASONS).makeOptionMandatory())
    .action(async ({ reason, wholeCard, ...which }: Which & { reason: string; wholeCard?: true }) => {
      const server = findServer(world)
      if ((which.batch === undefined) === (which.code === undefined)) throw oneOf('--batch', '--code')
      const { batch } = which
      if (batch !== undefined) {
        await server.ask('POST', `/api/v1/batches/${encodeURIComponent(batch)}/revocation`, { reason })
        world.out('revoked\n')
      } else {
        const body = { code: await codeOf(which, world), reason, ...(wholeCard && { wholeCard }) }
        const { changed } = await server.ask<{ changed: number }>('POST', '/api/v1/codes/revocation', body)
        world.out(`revoked ${changed}\n`)
      }
      finish(EXIT.done)
    })
  codes
    .command('activate')
    .description(
      'Activate the card with a code, or cards of a batch by their printed numbers: from then on their codes can be redeemed.',
    )
    .option('--code <code>', '"-" reads it from standard input')
    .option('--batch <id>')
    .option('--from <number>', 'first printed number', Number)
    .option('--to <number>', 'last printed number', Number)
    .action(async ({ from, to, ...which }: Which & { from?: number; to?: number }) => {
      const server = findServer(world)
      if ((which.batch === undefined) === (which.code === undefined)) throw oneOf('--batch', '--code')
      const { batch } = which
      if (batch === undefined) {
        const body = { code: await codeOf(which, world) }
        const { changed } = await server.ask<{ changed: number }>('POST', '/api/v1/codes/activation', body)
        world.out(`activated ${changed}\n`)
      } else {
        const path = `/api/v1/batches/${encodeURIComponent(batch)}/activation`
        const { activated } = await server.ask<{ activated: number }>('POST', path, { from, to })
        world.out(`activated ${activated}\n`)
      }
      finish(EXIT.done)
    })
}

function exportCommand(codes: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  codes
    .command('export')
    .description('Write the codes of a batch to a file that only you can read. Can be repeated until it is confirmed.')
    .argument('<batch>')
    .requiredOption('--out <file>', 'where to; an existing file is not overwritten')
    .addOption(new Option('--form, --format <format>', 'CSV, or cards to print').choices(['csv', 'pdf']).default('csv'))
    .option('--part <number>', 'which part of the cards: 2,000 each', Number)
    .action(async (batch: string, { out, format, part }: { out: string; format: string; part?: number }) => {
      const query = part === undefined ? '' : `?part=${part}`
      const path = `/api/v1/batches/${encodeURIComponent(batch)}/export.${format}${query}`
      const answer = await findServer(world).download(path)
      if (!answer.body) throw new CliError(EXIT.unreachable, 'The answer is empty.')
      await saveDownload(world, out, answer.body)
      finish(EXIT.done)
    })
}

/** A code on the command line stands in the shell's history; "-" keeps it out. */
async function codeOf({ code }: Which, world: CliWorld): Promise<string> {
  return code === '-' ? (await world.stdin(CODE_BYTES_MAX)).trim() : (code ?? '')
}

function oneOf(...options: string[]): CliError {
  return new CliError(EXIT.usage, `Give one of ${options.join(' and ')}. (--help tells more)`)
}
