import type { Command } from 'commander'
import { loadTexts } from '../std/texts.ts'
import { EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { dongleCommands } from './dongles.ts'
import { devices, findDevice } from './find-device.ts'
import { IMPORT_FILE, importDevices } from './import.ts'
import { languageTag } from './language.ts'
import { measurementExport } from './measurement-export.ts'
import { measurementCommands } from './measurements.ts'
import { registerCommand } from './register.ts'
import { runwayCommand } from './runway.ts'
import { findServer } from './server.ts'
import { deviceRow, printable, speechIn, table } from './show.ts'

const HEAD = ['NAME', 'SERIAL', 'SIM', 'CARRIES', 'STATE', 'LAST SEEN']

/** `koppel device list | show | state | series | track | export | runway | import | register`, and what `dongleCommands` adds. @param finish takes the exit code */
export function deviceCommand(program: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  const device = program.command('device').description('Devices: list, look at, register.')
  const speech = () => speechIn(loadTexts(world.textsDir), languageTag(world.env))

  device
    .command('list')
    .description('The devices that you may see.')
    .option('--account <id>', 'those of this account; absent: all')
    .option('--json', 'one JSON object a line')
    .action(async ({ account, json }: { account?: string; json?: true }) => {
      const all = []
      for await (const one of devices(findServer(world), account)) all.push(one)
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
    .description(
      'Register collars and dongles from a file, as production or "koppel sim --write-registrations" makes it.',
    )
    .argument('<file>', 'JSON; "-" reads standard input')
    .addHelpText('after', IMPORT_FILE)
    .option('--account <id>', 'give them to this account; absent: the office')
    .option('--json', 'one JSON object a line')
    .action(async (file: string, options: { account?: string; json?: true }) =>
      finish(await importDevices(world, file, options)),
    )

  registerCommand(device, world, finish)
  measurementCommands(device, world, finish)
  measurementExport(device, world, finish)
  runwayCommand(device, world, finish)
  dongleCommands(device, world, finish)
}

function details(device: {
  id: string
  owner: { accountId: string; name: string }
  batteryPercent?: number
  signalDbm?: number
  position?: { lat: number; lon: number; at: string }
}): string {
  const { id, owner, batteryPercent, signalDbm, position } = device
  const lines = [
    `id        ${id}`,
    `account   ${printable(owner.name)} (${owner.accountId})`,
    ...(batteryPercent === undefined ? [] : [`battery   ${batteryPercent} %`]),
    ...(signalDbm === undefined ? [] : [`signal    ${signalDbm} dBm`]),
    ...(position ? [`position  ${position.lat}, ${position.lon} (${position.at})`] : []),
  ]
  return `\n${lines.join('\n')}\n`
}
