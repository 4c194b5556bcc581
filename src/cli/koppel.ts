import { Command, CommanderError } from 'commander'
import { accountCommand } from './account.ts'
import { agreementCommand } from './agreement.ts'
import { alarmCommand } from './alarm.ts'
import { billingCommand } from './billing.ts'
import { CliError, CliProblem, EXIT, problemText } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { codesCommand } from './codes.ts'
import { contactCommand } from './contact.ts'
import { creditsCommand } from './credits.ts'
import { deviceCommand } from './device.ts'
import { licenceCommand } from './licence.ts'
import { mailCommand } from './mail.ts'
import { receiptCommand } from './receipt.ts'
import { recipientsCommand } from './recipients.ts'
import { redeemCommand } from './redeem.ts'
import { sessionCommand } from './session.ts'
import { telemetryCommand } from './set-aside.ts'
import { smsCommand } from './sms.ts'
import { supportCommand } from './support.ts'

/** Adds a command that `src/main.ts` owns, because it opens stores: `serve`, `demo`, `sim`, ... @param finish takes the exit code */
export type RegisterCommand = (program: Command, world: CliWorld, finish: (exit: number) => void) => void

const MORE = `
The server is found by KOPPEL_URL and KOPPEL_TOKEN ("koppel session" gets a token), or else by run.json in the data directory (KOPPEL_DATA_DIR, ./data).`

/**
 * Runs one command line.
 * @param argv what follows the program's name
 * @returns the exit code (`cli-error.ts`, or what a registered command finishes with)
 */
export async function runKoppel(
  argv: readonly string[],
  world: CliWorld,
  registered: readonly RegisterCommand[] = [],
): Promise<number> {
  let exit: number = EXIT.done
  const finish = (code: number): void => {
    exit = code
  }
  const program = new Command('koppel')
    .description('Codes for collars and dongles: redeem them, watch them arrive, run the system.')
    .version(world.version)
    .exitOverride()
    .configureOutput({ writeOut: world.out, writeErr: world.err })
    .showHelpAfterError('(--help tells more)')
    .enablePositionalOptions()
    .addHelpText('after', MORE)
  let options: readonly string[] = []
  program.hook('preAction', (_program, acting) => {
    options = acting.options.flatMap(({ long }) => long ?? [])
  })
  for (const register of [
    redeemCommand,
    licenceCommand,
    receiptCommand,
    codesCommand,
    supportCommand,
    accountCommand,
    deviceCommand,
    agreementCommand,
    alarmCommand,
    smsCommand,
    mailCommand,
    contactCommand,
    billingCommand,
    telemetryCommand,
    recipientsCommand,
    creditsCommand,
    sessionCommand,
    ...registered,
  ])
    register(program, world, finish)
  try {
    await program.parseAsync([...argv], { from: 'user' })
    return exit
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage
    if (!(error instanceof CliError)) throw error
    if (error instanceof CliProblem && argv.includes('--json')) world.out(`${JSON.stringify(error.problem)}\n`)
    else world.err(`${error instanceof CliProblem ? problemText(error.problem, options) : error.message}\n`)
    return error.exit
  }
}
