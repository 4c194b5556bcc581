import type { Command } from 'commander'
import type { CreditEntryShape } from '../http/recipient-schemas.ts'
import { newId } from '../std/ids.ts'
import { CliError, EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { findServer } from './server.ts'
import { printable, table } from './show.ts'

const HEAD = ['AT', 'ENTRY', 'CREDITS', 'FOR']

/** `koppel credits list | grant`: SMS credits. @param finish takes the exit code */
export function creditsCommand(program: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  const credits = program.command('credits').description('SMS credits: an alarm by SMS costs one.')
  credits
    .command('list')
    .description('How they came and went, newest first.')
    .option('--account <id>', 'whose, where you may see several')
    .option('--json', 'one JSON object a line')
    .action(async ({ account, json }: { account?: string; json?: true }) => {
      const query = account === undefined ? '' : `?accountId=${encodeURIComponent(account)}`
      const { items } = await findServer(world).ask<{ items: CreditEntryShape[] }>('GET', `/api/v1/credits${query}`)
      if (json) world.out(items.map((item) => `${JSON.stringify(item)}\n`).join(''))
      else
        world.out(
          table(
            HEAD,
            items.map((one) => [one.at, one.entry, String(one.credits), wordsFor(one)].map(printable)),
          ),
        )
      finish(EXIT.done)
    })
  credits
    .command('grant')
    .argument('<account>', 'its id')
    .argument('<credits>', '1 to 1,000')
    .description('Give an account some, for staff.')
    .requiredOption('--reason <text>', 'why; the account’s people read it')
    .option('--idempotency-key <key>', 'the same for every repetition of the same wish')
    .option('--json', 'as JSON')
    .action(
      async (account: string, count: string, options: { reason: string; idempotencyKey?: string; json?: true }) => {
        if (!/^[0-9]{1,4}$/.test(count)) throw new CliError(EXIT.usage, 'How many credits: 1 to 1,000.')
        const path = `/api/v1/accounts/${encodeURIComponent(account)}/credit-grants`
        const body = { credits: Number(count), reason: options.reason }
        const headers = { 'idempotency-key': options.idempotencyKey ?? newId(world.clock, world.random) }
        const answer = await findServer(world).ask<{ credits: number }>('POST', path, body, headers)
        world.out(options.json ? `${JSON.stringify(answer)}\n` : `The account has ${answer.credits} credits now.\n`)
        finish(EXIT.done)
      },
    )
}

/** What it was spent for, or why it came. */
function wordsFor({ spentFor, reason, smsId }: CreditEntryShape): string {
  if (!spentFor) return reason ?? smsId ?? ''
  const { kind, recipient, rule, device } = spentFor
  return [recipient, kind === 'alarm' ? (rule ?? 'alarm') : kind, device ?? ''].filter(Boolean).join(', ')
}
