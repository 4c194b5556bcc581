import type { Command } from 'commander'
import type { StaffDeedListBody } from '../http/consent-schemas.ts'
import type { InvitationAnswer, MemberListBody } from '../http/user-schemas.ts'
import { EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { findServer } from './server.ts'
import { printable, table } from './show.ts'

const PASSWORD_BYTES = 15
const HEAD = ['ID', 'LEVEL', 'NAME', 'E-MAIL']

/** `koppel account users`, `invite`, `level`, `remove`: who belongs to an account. @param finish takes the exit code */
export function accountUsersCommands(account: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  const at = (accountId: string, rest: string): string => `/api/v1/accounts/${encodeURIComponent(accountId)}${rest}`
  const user = (accountId: string, userId: string, rest = ''): string =>
    at(accountId, `/users/${encodeURIComponent(userId)}${rest}`)

  wayInCommands(account, world, finish)
  account
    .command('users')
    .description('Users of an account, and who was invited.')
    .argument('<account>', 'its id')
    .option('--json', 'as JSON')
    .action(async (accountId: string, { json }: { json?: true }) => {
      const list = await findServer(world).ask<MemberListBody>('GET', at(accountId, '/users'))
      const members = list.members.map(({ userId, level, name, email }) => [userId, level, name, email])
      const invited = list.invited.map(({ id, level, email }) => [id, level, '(invited)', email])
      world.out(
        json
          ? `${JSON.stringify(list)}\n`
          : table(
              HEAD,
              [...members, ...invited].map((row) => row.map(printable)),
            ),
      )
      finish(EXIT.done)
    })

  account
    .command('invite')
    .description('Invite somebody by mail to become a user; the link is good for seven days.')
    .argument('<account>', 'its id')
    .requiredOption('--email <address>', 'who is invited')
    .requiredOption('--level <level>', 'owner, manager or viewer; reseller; admin or support')
    .action(async (accountId: string, { email, level }: { email: string; level: string }) => {
      const body = { email, level }
      const made = await findServer(world).ask<InvitationAnswer>('POST', at(accountId, '/invitations'), body)
      world.out(`invited until ${made.expiresAt}\n`)
      finish(EXIT.done)
    })

  account
    .command('level')
    .description('Change a user’s level, at once.')
    .argument('<account>', 'its id')
    .argument('<user>', 'as "koppel account users" gives it')
    .argument('<level>', 'owner, manager or viewer; reseller; admin or support')
    .action(async (accountId: string, userId: string, level: string) => {
      await findServer(world).ask('PUT', user(accountId, userId, '/level'), { level })
      world.out(`${level}\n`)
      finish(EXIT.done)
    })

  account
    .command('staff-deeds')
    .description('What staff did on an account, newest first.')
    .argument('<account>', 'its id')
    .option('--json', 'one JSON object a line')
    .action(async (accountId: string, { json }: { json?: true }) => {
      const { items } = await findServer(world).ask<StaffDeedListBody>('GET', at(accountId, '/staff-deeds'))
      if (json) world.out(items.map((item) => `${JSON.stringify(item)}\n`).join(''))
      else
        world.out(
          table(
            ['AT', 'ACT', 'BY', 'ON', 'WHY'],
            items.map((one) => [one.at, one.act, one.by, one.subject, one.reason ?? ''].map(printable)),
          ),
        )
      finish(EXIT.done)
    })

  account
    .command('remove')
    .description('Remove a user; never the last owner.')
    .argument('<account>', 'its id')
    .argument('<user>', 'as "koppel account users" gives it')
    .action(async (accountId: string, userId: string) => {
      await findServer(world).ask('DELETE', user(accountId, userId))
      world.out('removed\n')
      finish(EXIT.done)
    })
}

/** `set-password` and `reset-factor`. */
function wayInCommands(account: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  account
    .command('set-password')
    .description('Make a user a new password, and print it this once; every session of theirs ends.')
    .argument('<account>', 'its id')
    .argument('<user>', 'as "koppel account users" gives it')
    .action(async (accountId: string, userId: string) => {
      const password = Buffer.from(world.random.bytes(PASSWORD_BYTES)).toString('base64url')
      await findServer(world).ask(
        'PUT',
        `/api/v1/accounts/${encodeURIComponent(accountId)}/users/${encodeURIComponent(userId)}/password`,
        { password },
      )
      world.out(`${password}\n`)
      finish(EXIT.done)
    })

  account
    .command('reset-factor')
    .description('Ask somebody who lost telephone and recovery codes by mail whether their second factor is to go.')
    .requiredOption('--email <address>', 'whose')
    .requiredOption('--reason <text>', 'for the record')
    .action(async ({ email, reason }: { email: string; reason: string }) => {
      const body = { email, reason }
      const made = await findServer(world).ask<{ expiresAt: string }>('POST', '/api/v1/support/factor-resets', body)
      world.out(`asked; the link is good until ${made.expiresAt}\n`)
      finish(EXIT.done)
    })
}
