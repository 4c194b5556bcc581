import type { Command } from 'commander'
import type { RegisteredBody, RegistrationsBodyOf } from '../http/registration-schemas.ts'
import { typedSerial } from '../std/typed-serial.ts'
import { CliError, EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { findServer } from './server.ts'
import { printable, table } from './show.ts'

const FILE_BYTES_MAX = 256 * 1_024
const HEAD = ['LINE', 'SERIAL', 'OUTCOME', 'DEVICE']

type Options = { name?: string; account?: string; csv?: true; allOrNothing?: true; json?: true }

/** `koppel device register`: devices from the stock, or that a closed account left, on an account. @param finish takes the exit code */
export function registerCommand(device: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  device
    .command('register')
    .description(
      'Register a collar by its IMEI or a dongle by its Carat-ID on your account, or many of both from a file.',
    )
    .argument(
      '<serial>',
      'IMEI: 15 digits; Carat-ID or licence number: 8 or 16 characters; with --csv a file with the columns imei or caratId or both, name, accountId, "-" reads standard input',
    )
    .option('--name <name>', 'what it is called from now on')
    .option('--account <id>', 'the account that gets it, for whoever may register for several')
    .option('--csv', 'many, from a file')
    .option('--all-or-nothing', 'with --csv: all of them, or none')
    .option('--json', 'as JSON')
    .action(async (what: string, options: Options) => {
      const account = options.account === undefined ? {} : { accountId: options.account }
      if (options.csv) return finish(await registerFile(world, what, options, account))
      const body = { ...typedSerial(what), ...(options.name === undefined ? {} : { name: options.name }), ...account }
      const made = await findServer(world).ask<RegisteredBody>('POST', '/api/v1/devices', body)
      world.out(options.json ? `${JSON.stringify(made)}\n` : `${made.deviceId} ${made.outcome}\n`)
      finish(EXIT.done)
    })
}

async function registerFile(
  world: CliWorld,
  file: string,
  { allOrNothing, json }: Options,
  account: { accountId?: string },
): Promise<Exit> {
  const csv = await textOf(world, file)
  const report = await findServer(world).ask<RegistrationsBodyOf>('POST', '/api/v1/devices/registrations', {
    csv,
    allOrNothing: allOrNothing === true,
    ...account,
  })
  if (json) world.out(report.items.map((item) => `${JSON.stringify(item)}\n`).join(''))
  else {
    const rows = report.items.map((one) => [
      String(one.line),
      printable(one.imei ?? one.caratId ?? ''),
      one.outcome,
      one.deviceId ?? '',
    ])
    world.out(`${table(HEAD, rows)}${report.registered} registered\n`)
  }
  return report.done ? EXIT.done : EXIT.refused
}

async function textOf(world: CliWorld, file: string): Promise<string> {
  try {
    return file === '-' ? await world.stdin(FILE_BYTES_MAX) : world.readFile(file)
  } catch (error) {
    if (error instanceof CliError) throw error
    throw new CliError(EXIT.usage, `${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'failed'}`)
  }
}
