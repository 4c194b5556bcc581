import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Config, EXIT_CONFIG, faultText, readConfig } from '../config.ts'
import { systemClock } from '../std/clock.ts'
import { pinoLog } from '../std/pino-log.ts'
import { systemRandom } from '../std/random.ts'
import { type DataDir, DataDirHeld, holdDataDir } from './data-dir.ts'
import { demo } from './demo.ts'
import { type ServeOptions, serve } from './serve.ts'
import { welcome } from './welcome.ts'

/** What a process needs of its surroundings, so that a test can be one. */
export type Surroundings = {
  env: Readonly<Record<string, string | undefined>>
  pid: number
  /** Where the command was given, absolute. */
  cwd: string
  out(text: string): void
  err(text: string): void
  /** Calls once, at the first SIGTERM or SIGINT; a second signal ends the process at once. */
  onStop(act: () => void): void
}

const ROOT = resolve(import.meta.dirname, '../..')
/** Could not start: the directory is held, a port is taken, a store cannot be opened. */
const EXIT_UNAVAILABLE = 69

/** Runs `koppel serve` or `koppel demo` until it is told to stop. @returns the exit code */
export async function runServer(mode: 'serve' | 'demo', around: Surroundings): Promise<number> {
  const read = readConfig(around.env, (path) => readFileSync(path, 'utf8'), mode)
  if (!read.ok) {
    around.err(
      `Koppel cannot start with this configuration:\n${read.faults.map((fault) => `  ${faultText(fault)}\n`).join('')}`,
    )
    return EXIT_CONFIG
  }
  const { config } = read
  const clock = systemClock()
  const log = pinoLog({ level: mode === 'demo' ? quieter(config.logLevel) : config.logLevel, clock })
  const world = { clock, random: systemRandom(), log }
  let dir: DataDir
  try {
    dir = holdDataDir(resolve(around.cwd, config.dataDir))
  } catch (error) {
    around.err(
      `${error instanceof DataDirHeld ? error.message : `The data directory cannot be used: ${String(error)}`}\n`,
    )
    return EXIT_UNAVAILABLE
  }
  try {
    const started_ms = clock.monotonic()
    const options = optionsOf(config)
    const shown = mode === 'demo' ? await demo(options, dir, world) : null
    const served = shown ?? (await serve(options, dir, world))
    const stopped = Promise.withResolvers<void>()
    around.onStop(stopped.resolve)
    const run = { url: served.httpUrl, mqttUrl: served.mqttUrl, token: served.operatorToken, pid: around.pid }
    dir.write('run.json', `${JSON.stringify(run)}\n`, 0o600)
    log.info(
      { http: served.httpUrl, mqtt: served.mqttUrl, took_ms: Math.round(clock.monotonic() - started_ms) },
      'ready',
    )
    if (shown) around.out(welcome(shown.file, dir.path, around.cwd))
    await stopped.promise
    log.info({}, 'stopping')
    dir.remove('run.json')
    await served.stop()
    log.info({}, 'stopped')
    return 0
  } catch (error) {
    around.err(`Koppel could not start: ${startFault(error)}\n`)
    log.error({ error }, 'not started')
    return EXIT_UNAVAILABLE
  } finally {
    dir.release()
  }
}

/** A demo's terminal is for the person: what goes well needs no line, unless asked for by name. */
function quieter(level: Config['logLevel']): string {
  return level === 'info' ? 'warn' : level
}

function optionsOf(config: Config): ServeOptions {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
  // Whatever the configuration says is handed on, so that no name of it can be without effect.
  const { dataDir, mqttUrl, logLevel, ...rest } = config
  return { ...rest, version, root: ROOT }
}

function startFault(error: unknown): string {
  const { code, address, port, message } = error as { code?: string; address?: string; port?: number; message?: string }
  if (code !== 'EADDRINUSE') return message ?? String(error)
  return `${address}:${port} is in use by another program. Choose another port (KOPPEL_HTTP_PORT, KOPPEL_MQTT_PORT; 0 = any free one).`
}
