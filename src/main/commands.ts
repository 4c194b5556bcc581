import type { RegisterCommand } from '../cli/koppel.ts'
import { pinoLog } from '../std/pino-log.ts'

// The system is loaded only by the commands that are it: a client command should start at once.

/** `koppel serve` and `koppel demo`: the commands that are the system, and not clients of it. */
export const serverCommands: RegisterCommand = (program, world, finish) => {
  const modes = {
    serve: 'Run the system: console, API, MQTT broker, stores.',
    demo: 'Run the system with simulated collars, dongles and telephones, logins and codes to try.',
  } as const
  for (const mode of ['serve', 'demo'] as const) {
    program
      .command(mode)
      .description(modes[mode])
      .addHelpText('after', '\nConfigured by the environment: docs/configuration.md. SIGTERM or Ctrl-C stops it.')
      .action(async () => {
        const { runServer } = await import('./run-server.ts')
        const { env, out, err, stop } = world
        const onStop = (act: () => void): void => {
          if (stop.aborted) act()
          else stop.addEventListener('abort', act, { once: true })
        }
        finish(await runServer(mode, { env, out, err, onStop, pid: process.pid, cwd: process.cwd() }))
      })
  }
}

/** `koppel sim`: reads its own command line. */
export const simulatorCommand: RegisterCommand = (program, world, finish) => {
  program
    .command('sim')
    .description(
      'Simulated collars against any MQTT broker, dongles on serial ports (--dongles), or a GSM modem (--modem).',
    )
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .argument('[options...]', '"koppel sim --help" tells them')
    .action(async (options: string[]) => {
      const { simCommand } = await import('../../firmware-sim/cli.ts')
      const { clock, out, err, stop } = world
      const log = pinoLog({ level: world.env.KOPPEL_LOG_LEVEL || 'warn', clock, to: { write: err } })
      finish(await simCommand(options, { out, err, input: process.stdin, stop }, { clock, log }))
    })
}
