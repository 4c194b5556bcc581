import type { Command } from 'commander'
import type { LicenceBody } from '../http/account-schemas.ts'
import { loadTexts } from '../std/texts.ts'
import { EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { languageTag } from './language.ts'
import { licenceActs } from './licence-acts.ts'
import { findServer } from './server.ts'
import { speechIn } from './show.ts'

type Options = { account?: string; json?: true }

/** `koppel licence`: the licence code, its end and its history. @param finish takes the exit code */
export function licenceCommand(program: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  const licence = program
    .command('licence')
    .description('Licence information: the licence code, its end and its history.')
    .option('--account <id>', 'which account, where there are several')
    .option('--json', 'as JSON')
    .action(async ({ account, json }: Options) => {
      const query = account === undefined ? '' : `?accountId=${encodeURIComponent(account)}`
      const licence = await findServer(world).ask<LicenceBody>('GET', `/api/v1/licence${query}`)
      const speech = speechIn(loadTexts(world.textsDir), languageTag(world.env))
      const until = speech.text('console.account.until', { date: licence.endsAt.slice(0, 10) })
      const history = licence.history.map(
        ({ at, entry, period, until: end }) =>
          `  ${at.slice(0, 10)}  ${period}  -> ${end.slice(0, 10)}  ${speech.text(`console.account.entry.${entry}`)}\n`,
      )
      const shown = `${speech.text('console.account.licence.code')}: ${licence.code}  ${until}\n${history.join('')}`
      world.out(json ? `${JSON.stringify(licence)}\n` : shown)
      finish(EXIT.done)
    })
  licenceActs(licence, world, finish)
}
