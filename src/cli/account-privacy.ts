import type { Command } from 'commander'
import type { ClosingBody } from '../http/closing-schemas.ts'
import { CliError, EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { saveDownload } from './save-download.ts'
import { findServer } from './server.ts'

type Of = { account?: string; json?: true }

/** `koppel account export | close | keep`: what an owner may demand of what is kept. @param finish takes the exit code */
export function privacyCommands(account: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  const query = ({ account: id }: Of): string => (id === undefined ? '' : `?accountId=${encodeURIComponent(id)}`)

  account
    .command('export')
    .description('Save everything about an account as a zip (JSON, CSV, README).')
    .requiredOption('--out <file>', 'where to')
    .option('--account <id>', 'needed by whoever belongs to several, or to none')
    .action(async (options: Of & { out: string }) => {
      const answer = await findServer(world).download(`/api/v1/account/export.zip${query(options)}`)
      if (!answer.body) throw new CliError(EXIT.unreachable, 'The answer is empty.')
      await saveDownload(world, options.out, answer.body)
      finish(EXIT.done)
    })

  account
    .command('close')
    .description(
      'Ask for an account to be closed: everything about it is erased after 14 days. "-" reads the password from standard input.',
    )
    .requiredOption('--password <password>', 'your own, once more')
    .option('--account <id>', 'needed by whoever belongs to several, or to none')
    .option('--json', 'as JSON')
    .action(async ({ password, account: accountId, json }: Of & { password: string }) => {
      const words = password === '-' ? (await world.stdin(1_024)).replace(/\r?\n$/, '') : password
      const body = { password: words, ...(accountId === undefined ? {} : { accountId }) }
      const closing = await findServer(world).ask<ClosingBody>('POST', '/api/v1/account/closing', body)
      world.out(
        json
          ? `${JSON.stringify(closing)}\n`
          : `It will be erased on ${closing.dueAt}. "koppel account keep" takes it back.\n`,
      )
      finish(EXIT.done)
    })

  account
    .command('keep')
    .description('Take the closing of an account back.')
    .option('--account <id>', 'needed by whoever belongs to several, or to none')
    .option('--json', 'as JSON')
    .action(async (options: Of) => {
      const closing = await findServer(world).ask<ClosingBody>('DELETE', `/api/v1/account/closing${query(options)}`)
      world.out(options.json ? `${JSON.stringify(closing)}\n` : 'The account stays open.\n')
      finish(EXIT.done)
    })
}
