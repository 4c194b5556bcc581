import type { RegisterCommand } from '../cli/koppel.ts'
import type { BridgeArguments } from './bridge.ts'

const MORE = `
A port is a path (/dev/serial/by-id/..., which survives that the dongle is pulled and plugged in again) or a USB identity (usb:1a86:7523 or usb:1a86:7523:SERIAL).
The secret file has a line for each dongle, its Carat-ID and its secret, as "koppel device register-dongle" or "koppel device bridge-secret" told them.
KOPPEL_LOG_LEVEL=info tells each command. SIGTERM or Ctrl-C stops it: what was begun is finished, and the dongles are shown offline.

Example:
  koppel bridge --port /dev/serial/by-id/usb-Carat_Dongle_FC000001-if00 --url mqtts://broker.example:8883 --secret-file dongles.txt`

/** `koppel bridge`: holds the serial ports of dongles and speaks MQTT for them. */
export const bridgeCommand: RegisterCommand = (program, world, finish) => {
  const several = (text: string, before: string[] = []): string[] => [...before, text]
  program
    .command('bridge')
    .description('Hold dongles at serial ports, so that what is bought arrives on them by itself.')
    .requiredOption('--port <port>', 'where a dongle is plugged in; repeatable', several)
    .requiredOption('--url <address>', 'mqtt://host:port or mqtts://host:port')
    .requiredOption('--secret-file <file>', 'the secrets of the dongles')
    .option('--backend-key <id=key>', 'whose commands are believed; at most twice', several)
    .option(
      '--ca <file>',
      "PEM of the authority that signed the broker's certificate, where the system does not know it",
    )
    .option('--json', 'what happens, as one JSON object a line')
    .addHelpText('after', MORE)
    .action(async (given: BridgeArguments) => {
      const [{ runBridge }, { systemBinding }] = await Promise.all([
        import('./bridge.ts'),
        import('../serial/port/binding.ts'),
      ])
      await runBridge(world, given, await systemBinding())
      finish(0)
    })
}
