import type { Command } from 'commander'
import { accountCustomersCommands } from './account-customers.ts'
import { privacyCommands } from './account-privacy.ts'
import { accountUsersCommands } from './account-users.ts'
import { CliError, EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { findServer } from './server.ts'
import { accountFindCommand } from './support-accounts.ts'

const PASSWORD_BYTES = 15
const LEVELS = { customer: 'owner', reseller: 'reseller', office: 'admin' } as const

type Options = {
  kind: string
  name: string
  country: string
  email: string
  language: string
  support?: true
  json?: true
}

/** `koppel account open`: the first thing on a new system. @param finish takes the exit code */
export function accountCommand(program: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  const account = program
    .command('account')
    .description('Accounts: find or open one, see and change its users, and what their owners may demand.')
  accountFindCommand(account, world, finish)
  accountUsersCommands(account, world, finish)
  accountCustomersCommands(account, world, finish)
  privacyCommands(account, world, finish)
  account
    .command('open')
    .description('Open an account with its first user, and print the password made for them, this once.')
    .requiredOption('--kind <kind>', 'customer, reseller or office')
    .requiredOption('--name <name>', 'of the household, company or office')
    .requiredOption('--email <address>', 'of the first user')
    .option('--country <code>', 'ISO 3166-1, two letters', 'SE')
    .option('--language <code>', 'two letters', 'sv')
    .option('--support', 'office: the first user is support and not admin')
    .option('--json', 'as JSON')
    .action(async ({ kind, name, email, country, language, support, json }: Options) => {
      const level = support && kind === 'office' ? 'support' : LEVELS[kind as keyof typeof LEVELS]
      if (level === undefined) throw new CliError(EXIT.usage, '--kind is customer, reseller or office.')
      const password = Buffer.from(world.random.bytes(PASSWORD_BYTES)).toString('base64url')
      const user = { email, name, language, level, password }
      const server = findServer(world)
      const opened = await server.ask<{ accountId: string; userId: string }>('POST', '/api/v1/accounts', {
        kind,
        name,
        country,
        user,
      })
      world.out(
        json
          ? `${JSON.stringify({ ...opened, email, password })}\n`
          : `Account ${opened.accountId}\n${email} may sign in at ${server.url} with the password ${password}\n`,
      )
      finish(EXIT.done)
    })
}
