import type { Command } from 'commander'
import { EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { findServer } from './server.ts'

/** `koppel session`: gets a token for scripts. @param finish takes the exit code */
export function sessionCommand(program: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  program
    .command('session')
    .description('Sign in and print a token for KOPPEL_TOKEN. The password is asked for, or read from standard input.')
    .requiredOption('--email <address>', 'who signs in')
    .option('--second-factor <code>', 'six digits or a recovery code, where it is on')
    .option('--json', 'token and user as JSON')
    .action(async ({ email, secondFactor, json }: { email: string; secondFactor?: string; json?: true }) => {
      const server = findServer(world, { anonymous: true })
      const password = await world.askHidden('Password: ')
      const session = await server.ask<{ token: string }>('POST', '/api/v1/session', {
        ...{ email, password },
        ...(secondFactor === undefined ? {} : { secondFactor }),
      })
      world.out(`${json ? JSON.stringify(session) : session.token}\n`)
      finish(EXIT.done)
    })
}
