import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { findInfluxd } from './find-influxdb.ts'
import { temporaryDirectory } from './temporary-directory.ts'

/** Sends the server the signal that is written to its standard input; SIGKILL when that ends without, so that a killed test run leaves no server behind. */
const GUARD = '"$@" <&- & server=$!; exec 2>&-; read how || how=KILL; kill -"$how" $server; wait $server'

/** A real InfluxDB 1.x of one's own. Its data outlive `stop` and `kill`, until `leave`. */
export type RunningInflux = {
  readonly url: string
  /** Its own answer to one statement of InfluxQL, past the store. */
  query(database: string, statement: string): Promise<unknown>
  /** Line protocol with millisecond times, past the store. @returns the HTTP status */
  write(database: string, lines: string): Promise<number>
  stop(): Promise<void>
  /** As by a power cut. */
  kill(): Promise<void>
  /** Starts it again on the same data, at the same port. */
  start(): Promise<void>
  leave(): Promise<void>
}

/** @param settings further names of its environment, e.g. `INFLUXDB_HTTP_AUTH_ENABLED` */
export async function runInflux(settings: Record<string, string> = {}): Promise<RunningInflux> {
  const program = findInfluxd()
  const home = temporaryDirectory()
  for (const name of ['meta', 'data', 'wal']) mkdirSync(join(home, name))
  const environment = {
    INFLUXDB_META_DIR: join(home, 'meta'),
    INFLUXDB_DATA_DIR: join(home, 'data'),
    INFLUXDB_DATA_WAL_DIR: join(home, 'wal'),
    INFLUXDB_BIND_ADDRESS: '127.0.0.1:0',
    INFLUXDB_REPORTING_DISABLED: 'true',
    INFLUXDB_MONITOR_STORE_ENABLED: 'false',
    INFLUXDB_LOGGING_FORMAT: 'json',
    INFLUXDB_HTTP_LOG_ENABLED: 'false',
    ...settings,
  }
  let address = '127.0.0.1:0'
  let running: { end(signal: 'INT' | 'KILL'): Promise<void> } | null = null

  async function start(): Promise<void> {
    const server = spawn('sh', ['-c', GUARD, 'sh', program, 'run', '-config', '/dev/null'], {
      env: { ...process.env, ...environment, INFLUXDB_HTTP_BIND_ADDRESS: address },
      stdio: ['pipe', 'ignore', 'pipe'],
    })
    const ended = once(server, 'exit')
    const said: string[] = []
    address = await new Promise<string>((resolve, reject) => {
      createInterface(server.stderr)
        .on('line', (line) => {
          if (said.length < 50) said.push(line)
          const { msg, addr } = line.startsWith('{') ? JSON.parse(line) : {}
          if (msg === 'Listening on HTTP') resolve(addr)
        })
        .on('close', () => reject(new Error(`InfluxDB did not start:\n${said.join('\n')}`)))
    })
    running = {
      async end(signal) {
        server.stdin.end(`${signal}\n`)
        await ended
      },
    }
  }
  async function end(signal: 'INT' | 'KILL'): Promise<void> {
    await running?.end(signal)
    running = null
  }
  const url = (): string => `http://${address}`
  const post = (path: string, body: string): Promise<Response> => fetch(`${url()}${path}`, { method: 'POST', body })

  await start()
  return {
    get url() {
      return url()
    },
    async query(database, statement) {
      const path = `/query?epoch=ms&db=${encodeURIComponent(database)}&q=${encodeURIComponent(statement)}`
      return await (await post(path, '')).json()
    },
    write: async (database, lines) => (await post(`/write?db=${database}&precision=ms`, lines)).status,
    stop: () => end('INT'),
    kill: () => end('KILL'),
    start,
    async leave() {
      await end('KILL')
      rmSync(home, { recursive: true, force: true })
    },
  }
}
