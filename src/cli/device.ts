import type { Command } from 'commander'
import { loadTexts } from '../std/texts.ts'
import { CliError, EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { dongleCommands } from './dongles.ts'
import { devices, findDevice } from './find-device.ts'
import { languageTag } from './language.ts'
import { findServer } from './server.ts'
import { deviceRow, printable, speechIn, table } from './show.ts'

/** What one request to the stock may hold, and what it may weigh. */
const IMPORTED_AT_ONCE_MAX = 500
const HEAD = ['NAME', 'SERIAL', 'SIM', 'CARRIES', 'STATE', 'LAST SEEN']

type Delivered = { items: Outcome[]; commandKeys: { id: string; publicKey: string }[] }
type Outcome = { imei: string; outcome: 'registered' | 'already-registered' | 'invalid'; field?: string }

/** `koppel device list | show | import`, and what `dongleCommands` adds. @param finish takes the exit code */
export function deviceCommand(program: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  const device = program.command('device').description('Devices: list, look at, register.')
  const speech = () => speechIn(loadTexts(world.textsDir), languageTag(world.env))

  device
    .command('list')
    .description('The devices that you may see.')
    .option('--json', 'one JSON object a line')
    .action(async ({ json }: { json?: true }) => {
      const all = []
      for await (const one of devices(findServer(world))) all.push(one)
      if (json) world.out(all.map((one) => `${JSON.stringify(one)}\n`).join(''))
      else
        world.out(
          table(
            HEAD,
            all.map((one) => deviceRow(one, speech())),
          ),
        )
      finish(EXIT.done)
    })

  device
    .command('show')
    .description('One device.')
    .argument('<device>', 'id, IMEI or name')
    .option('--json', 'as JSON')
    .action(async (wanted: string, { json }: { json?: true }) => {
      const one = await findDevice(findServer(world), wanted)
      if (json) world.out(`${JSON.stringify(one)}\n`)
      else world.out(table(HEAD, [deviceRow(one, speech())]) + details(one))
      finish(EXIT.done)
    })

  device
    .command('import')
    .description('Register collars from a file, as production or "koppel sim --write-registrations" makes it.')
    .argument('<file>', 'JSON array of {imei, secret, publicKey, sim, name?, accountId?}; "-" reads standard input')
    .option('--account <id>', 'give them to this account; absent: the office')
    .option('--json', 'one JSON object a line')
    .action(async (file: string, options: { account?: string; json?: true }) =>
      finish(await importDevices(world, file, options)),
    )

  dongleCommands(device, world, finish)
}

async function importDevices(world: CliWorld, file: string, options: { account?: string; json?: true }): Promise<Exit> {
  const server = findServer(world)
  const items = await readItems(world, file)
  const tally = { registered: 0, 'already-registered': 0, invalid: 0 }
  let commandKeys: Delivered['commandKeys'] = []
  for (let at = 0; at < items.length; at += IMPORTED_AT_ONCE_MAX) {
    const page = items
      .slice(at, at + IMPORTED_AT_ONCE_MAX)
      .map((item) => (options.account ? { ...item, accountId: options.account } : item))
    const answer = await server.ask<Delivered>('POST', '/api/v1/stock/devices', { devices: page })
    commandKeys = answer.commandKeys
    for (const outcome of answer.items) {
      tally[outcome.outcome]++
      if (options.json) world.out(`${JSON.stringify(outcome)}\n`)
      else if (outcome.outcome === 'invalid') world.err(`${printable(outcome.imei)}: ${outcome.field} is not valid\n`)
    }
  }
  if (!options.json) {
    world.out(
      `${tally.registered} registered, ${tally['already-registered']} already there, ${tally.invalid} not valid\n`,
    )
    // Without them a collar believes no command; "koppel sim" takes them in this very form.
    for (const { id, publicKey } of commandKeys)
      world.out(`Write this key into the collars: --backend-key ${id}=${publicKey}\n`)
  }
  return tally.invalid > 0 ? EXIT.refused : EXIT.done
}

const FILE_BYTES_MAX = 100 * 1_024 * 1_024

async function readItems(world: CliWorld, file: string): Promise<object[]> {
  let text: string
  try {
    text = file === '-' ? await world.stdin(FILE_BYTES_MAX) : world.readFile(file)
  } catch (error) {
    if (error instanceof CliError) throw error
    throw new CliError(EXIT.usage, `${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'failed'}`)
  }
  try {
    const items: unknown = JSON.parse(text)
    if (Array.isArray(items) && items.every((item) => typeof item === 'object' && item !== null)) return items
  } catch {}
  throw new CliError(EXIT.usage, `${file} is not a JSON array of collars.`)
}

function details(device: {
  id: string
  batteryPercent?: number
  signalDbm?: number
  position?: { lat: number; lon: number; at: string }
}): string {
  const { id, batteryPercent, signalDbm, position } = device
  const lines = [
    `id        ${id}`,
    ...(batteryPercent === undefined ? [] : [`battery   ${batteryPercent} %`]),
    ...(signalDbm === undefined ? [] : [`signal    ${signalDbm} dBm`]),
    ...(position ? [`position  ${position.lat}, ${position.lon} (${position.at})`] : []),
  ]
  return `\n${lines.join('\n')}\n`
}
