import { readFileSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { pino } from 'pino'
import { systemClock } from '../src/std/clock.ts'
import { systemRandom } from '../src/std/random.ts'
import { readConfig } from './config.ts'
import { startBroker } from './start.ts'
import { hashPassword, usersGate } from './users.ts'

/** sysexits.h: EX_CONFIG. */
const BAD_CONFIGURATION = 78
/** What was received may take this long to be answered on SIGTERM. */
const GRACE_MS = 5_000

const USAGE = `The MQTT broker alone, without a backend: node broker/main.ts

  KOPPEL_BROKER_USERS   path of the password file (required):
                        {"users": [{"name": "bridge", "password": "scrypt:...", "publish": ["v1/#"], "subscribe": ["v1/#"]}]}
  KOPPEL_HOST           127.0.0.1
  KOPPEL_MQTT_PORT      1883; 0 = any free port
  KOPPEL_MQTT_WS_PORT   off
  KOPPEL_MQTTS_PORT     off; with KOPPEL_TLS_CERT, KOPPEL_TLS_KEY, KOPPEL_TLS_CA (paths of PEM files)
  KOPPEL_LOG_LEVEL      info

node broker/main.ts hash   reads a password from standard input and prints what stands for it in the file
`

async function serve(): Promise<void> {
  const config = readConfig(process.env, (path) => readFileSync(path, 'utf8'))
  if ('faults' in config) {
    process.stderr.write(`${config.faults.join('\n')}\n`)
    process.exitCode = BAD_CONFIGURATION
    return
  }
  // Written at once: what waits for libuv's pool when the process ends would stand behind what came after it, or nowhere.
  const log = pino({ level: config.logLevel }, pino.destination({ dest: 1, sync: true }))
  const world = {
    clock: systemClock(),
    random: systemRandom(),
    log: {
      debug: log.debug.bind(log),
      info: log.info.bind(log),
      warn: log.warn.bind(log),
      error: log.error.bind(log),
    },
  }
  const gate = {
    ...usersGate(config.users),
    connected: (clientId: string) => world.log.info({ clientId }, 'connected'),
    disconnected: (clientId: string) => world.log.info({ clientId }, 'disconnected'),
    // The broker has logged it already.
    refused: () => {},
  }
  const broker = await startBroker({ listeners: config.listeners, gate, world })
  for (const address of broker.addresses) world.log.info(address, 'listening')
  const stop = (): void => {
    broker.close(GRACE_MS).then(
      () => process.exit(0),
      (error: unknown) => {
        world.log.error({ error }, 'could not close')
        process.exit(1)
      },
    )
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

const [command] = process.argv.slice(2)
if (command === undefined) await serve()
else if (command === 'hash') {
  process.stdout.write(`${await hashPassword((await text(process.stdin)).trimEnd(), systemRandom())}\n`)
} else process.stdout.write(USAGE)
