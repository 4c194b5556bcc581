import type { Command } from 'commander'
import type { SupportFindingBody } from '../http/support-schemas.ts'
import { loadTexts } from '../std/texts.ts'
import { EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { languageTag } from './language.ts'
import { findServer } from './server.ts'
import { known, printable, type Speech, speechIn, table } from './show.ts'

const HEAD = ['ACCOUNT', 'KIND', 'COUNTRY', 'NAME']

const MORE = `
For the levels support and admin. Each look is recorded. What it finds is at most 20 accounts.

Exit codes: 0 found, 1 nothing found or not allowed, 2 wrong usage, 3 server not reached.

Examples:
  koppel account find lindqvist
  koppel account find eva@example.com
  koppel account find F2026-000001
  koppel account find +46701234567 --json`

/** `koppel account find`: the ids of accounts by what a caller knows. @param finish takes the exit code: 1 when it names none */
export function accountFindCommand(account: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  account
    .command('find')
    .description('Find accounts, with their ids, by what a caller knows.')
    .argument(
      '<words...>',
      'beginnings of words of the name, the e-mail address or telephone number (E.164) of a user or of a recipient of alarms, an invoice number, or the IMEI or Carat-ID of a device',
    )
    .option('--json', 'one JSON object a line')
    .addHelpText('after', MORE)
    .action(async (words: string[], { json }: { json?: true }) => {
      const body = { text: words.join(' ') }
      const finding = await findServer(world).ask<SupportFindingBody>('POST', '/api/v1/support/lookup', body)
      const { accounts } = finding
      const speech = speechIn(loadTexts(world.textsDir), languageTag(world.env))
      if (json) world.out(accounts.map((one) => `${JSON.stringify(one)}\n`).join(''))
      else
        world.out(accounts.length > 0 ? accountTable(finding, speech) : `${speech.text('console.support.nothing')}\n`)
      finish(accounts.length > 0 ? EXIT.done : EXIT.refused)
    })
}

/** The accounts of a finding for a terminal, with a word about those that it does not name. */
export function accountTable(found: Pick<SupportFindingBody, 'accounts' | 'moreAccounts'>, speech: Speech): string {
  const rows = found.accounts.map(({ id, kind, country, name }) => [
    id,
    known(speech, `console.support.account.${kind}`, kind),
    country,
    printable(name),
  ])
  return `${table(HEAD, rows)}${found.moreAccounts ? `${speech.text('console.support.accounts.more')}\n` : ''}`
}
