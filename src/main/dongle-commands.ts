import type { CliWorld } from '../cli/cli-world.ts'
import type { RegisterCommand } from '../cli/koppel.ts'
import type { Binding } from '../serial/port/binding.ts'
import type { Desk, Ended } from './dongle/desk.ts'

type Command = Parameters<RegisterCommand>[0]
type PortOptions = { port: string; json?: true }
type UserOptions = PortOptions & { clear?: true }

const MORE = `
These commands speak with a dongle in a serial port of this machine; they need no server and no network.

A port is a path (/dev/serial/by-id/..., /dev/ttyUSB0, COM3) or a USB identity (usb:1a86:7523, or usb:1a86:7523:SERIAL where there are several), which is found
wherever it is plugged in. One program at a time can have it open; a "koppel bridge" of the same user lends it for as long as the command takes.

Exit codes: 0 done, 1 the dongle refuses or has found itself broken, 2 wrong usage, 3 port or dongle not reached.

Examples:
  koppel dongle list
  koppel dongle info --port usb:1a86:7523
  koppel dongle user "Musterfrau, Wien" --port usb:1a86:7523
  koppel dongle unlock 3546-7F7E-DB74-3B66 --port usb:1a86:7523`

/** `koppel dongle list | info | unlock | user`: at a port of this machine. @param ports the operating system's, unless a test hands in others */
export function dongleCommands(ports: () => Promise<Binding> = systemPorts): RegisterCommand {
  return (program, world, finish) => {
    const dongle = program.command('dongle').description('A dongle in a port of this machine, without a server.')
    dongle.addHelpText('after', MORE)
    const end = (ended: Ended, json: true | undefined): void => {
      if (json) world.out(`${JSON.stringify(ended.json)}\n`)
      else if (ended.exit === 0) world.out(ended.text)
      else world.err(ended.text)
      finish(ended.exit)
    }
    const at = async (port: string, act: (desk: Desk) => Promise<Ended>): Promise<Ended> => {
      const { atDongle } = await import('./dongle/desk.ts')
      return atDongle(world, await ports(), port, act)
    }

    dongle
      .command('list')
      .description('The serial ports of this machine.')
      .option('--json', 'as JSON')
      .action(async ({ json }: { json?: true }) => {
        const { portList } = await import('./dongle/acts.ts')
        end(await portList(world, await ports()), json)
      })

    withPort(dongle.command('info'))
      .description('Who the dongle is and what it holds, its counters, lock-out and self-test.')
      .action(async ({ port, json }: PortOptions) => {
        const { dongleInfo } = await import('./dongle/acts.ts')
        end(await at(port, dongleInfo), json)
      })

    withPort(dongle.command('unlock'))
      .description('Enter an unlock code; the dongle checks it by itself.')
      .argument('<code...>', '16 characters; dashes and spaces do not count')
      .action(async (typed: string[], { port, json }: PortOptions) => {
        const { typedCode, unlockDongle } = await import('./dongle/acts.ts')
        const code = typedCode(typed, await speech(world))
        end(await at(port, (desk) => unlockDongle(desk, code)), json)
      })

    withPort(dongle.command('user'))
      .description(
        'Enter user information. The licence number changes with it; what was unlocked stays with the old one.',
      )
      .argument('[text...]', 'at most 200 bytes of UTF-8, exactly as in the software')
      .option('--clear', 'remove it instead')
      .action(async (words: string[], { port, clear, json }: UserOptions) => {
        const { enterUserInformation, typedUserInformation } = await import('./dongle/acts.ts')
        const text = typedUserInformation(words, clear === true, await speech(world))
        end(await at(port, (desk) => enterUserInformation(desk, text)), json)
      })
  }
}

function withPort(command: Command): Command {
  return command
    .requiredOption('--port <port>', 'path or USB identity of the port; "koppel dongle list" shows both')
    .option('--json', 'as JSON')
}

async function speech(world: CliWorld) {
  const { speechOf } = await import('./dongle/desk.ts')
  return speechOf(world)
}

async function systemPorts(): Promise<Binding> {
  const { systemBinding } = await import('../serial/port/binding.ts')
  return systemBinding()
}
