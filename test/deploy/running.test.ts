import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { systemClock } from '../../src/std/clock.ts'
import type { Ended, Run } from '../program/program.ts'
import { isTestCode, repositoryFiles } from '../rules/files.ts'
import { createDatabase, type TestDatabase } from '../setup/database.ts'
import { type RunningInflux, runInflux } from '../setup/influxdb.ts'
import { readCompose } from './compose.ts'
import { alertExpressions, filled, influxQueries, panelExpressions } from './dashboards.ts'
import { command, environment } from './dockerfile.ts'
import { type Image, layImage } from './image.ts'

const { services } = readCompose('docker-compose.yml')
const STARTED = { timeout: 60_000, interval: 200 }

let image: Image
let influx: RunningInflux
let database: TestDatabase
let koppel: Started
let simulator: Started
let run: Run
let measures = ''

beforeAll(async () => {
  image = layImage()
  influx = await runInflux()
  database = await createDatabase()
  koppel = start([...command('ENTRYPOINT'), ...command('CMD')], houseEnvironment())
  const file = join(image.volume('data'), 'run.json')
  await vi.waitFor(() => expect(existsSync(file) || koppel.gone(), koppel.said()).toBe(true), STARTED)
  run = JSON.parse(readFileSync(file, 'utf8'))
  simulator = start([services.simulator!.entrypoint![0]!.replace('/app', image.app)], packEnvironment())
  await vi.waitFor(async () => expect(await samplesStored(), simulator.said()).toBeGreaterThan(12), STARTED)
  measures = await (await fetch(`${run.url}/metrics`)).text()
}, 150_000)

afterAll(async () => {
  await simulator?.stop('SIGKILL')
  await koppel?.stop('SIGKILL')
  await influx?.leave()
  await database?.drop()
  image?.leave()
})

describe('the image in a plain folder, as compose starts it', () => {
  test('says what ails it, if it does', () => {
    expect([koppel.said(), koppel.gone()]).toEqual([expect.stringContaining('"ready"'), false])
    expect(simulator.said()).toContain('3 registered, 0 already there, 0 not valid')
  })

  test('its health check passes, and fails where nothing answers', async () => {
    const check = (port: string): Promise<Ended> => start(command('HEALTHCHECK'), { KOPPEL_HTTP_PORT: port }).ended
    expect(await check(new URL(run.url).port)).toEqual({ code: 0, signal: null })
    expect(await check('9')).toEqual({ code: 1, signal: null })
    expect(await (await fetch(`${run.url}/readyz`)).json()).toMatchObject({ ready: true })
  })

  test('it serves the console', async () => {
    expect(await (await fetch(`${run.url}/`)).text()).toContain('<script type="module"')
  })

  test('the simulated collars hold the key of the house, and are online', async () => {
    const imported = readFileSync(join(image.volume('simulator'), 'pack/import.txt'), 'utf8')
    expect(imported).toMatch(/^Write this key into the collars: --backend-key command-signing-1=\S{43}$/m)
    const headers = { authorization: `Bearer ${run.token}` }
    const ask = async () =>
      (await (await fetch(`${run.url}/api/v1/devices`, { headers })).json()) as { items: { online: boolean }[] }
    await expect.poll(async () => (await ask()).items.filter(({ online }) => online).length, STARTED).toBe(3)
  })
})

describe('Grafana asks InfluxDB', () => {
  const around = () => {
    const now = systemClock().now()
    return { from: now - 600_000, to: now + 600_000, interval: '1s' }
  }
  const rows = async (query: string): Promise<unknown[][]> => {
    const answer = (await influx.query('koppel', query)) as Answer
    expect(answer.results.flatMap(({ error }) => error ?? [])).toEqual([])
    return answer.results.flatMap(({ series = [] }) => series.flatMap(({ values }) => values))
  }

  test.each(influxQueries)('%s', async (_, query) => {
    const all = await rows(filled(query, { ...around(), series: '.*' }))
    const numbers = all.flatMap(([, ...values]) => values).filter((value) => typeof value === 'number')
    expect(numbers.length).toBeGreaterThan(0)
    if (query.includes('count(')) expect(Math.max(...numbers)).toBeGreaterThan(0)
  })

  test('and may choose one collar', async () => {
    const tags = await rows('SHOW TAG VALUES FROM "telemetry" WITH KEY = "series_id"')
    expect(tags).toHaveLength(3)
    const chosen = influxQueries.filter(
      ([, query]) => query.includes('GROUP BY "series_id"') && query.includes('$series'),
    )
    for (const [name, query] of chosen.filter(([, query]) => query.includes('"telemetry"'))) {
      const one = await rows(filled(query, { ...around(), series: `(${tags[1]?.[1]})` }))
      expect([name, one]).toEqual([name, [expect.anything()]])
    }
  })
})

describe('Prometheus asks for what /metrics shows', () => {
  const kinds = () =>
    new Map([...measures.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', kind = '']) => [name, kind]))
  const literals = repositoryFiles()
    .filter(({ path }) => path.startsWith('src/') && path.endsWith('.ts') && !isTestCode(path))
    .map(({ text }) => text)
    .join('\n')

  test.each([...panelExpressions, ...alertExpressions])('%s', (_, expression) => {
    const names = [...expression.replace(/"[^"]*"/g, '""').matchAll(/\b(koppel|nodejs|process)_\w+/g)].map(
      ([name]) => name,
    )
    const known = kinds()
    expect(names.length > 0 || expression.startsWith('up{')).toBe(true)
    for (const name of names) {
      const bare = name.replace(/_(bucket|count|sum)$/, '')
      const fits = known.has(name) ? known.get(name) !== 'histogram' : known.get(bare) === 'histogram'
      expect([name, fits]).toEqual([name, true])
    }
    for (const [, label = '', values = ''] of expression.matchAll(/(\w+)=~?"([^"]*)"/g)) {
      if (label === 'job' || label === 'status') continue
      for (const value of values.split('|')) {
        const there = measures.includes(`${label}="${value}"`) || literals.includes(`'${value}'`)
        expect([label, value, there]).toEqual([label, value, true])
      }
    }
  })

  test('every part is told, and no label holds anybody', () => {
    for (const part of ['broker', 'ledger', 'telemetry', 'inbox', 'ingest'])
      expect(measures).toContain(`koppel_part_ready{part="${part}"} 1`)
    for (const state of ['queued', 'sent', 'overdue'])
      expect(measures).toContain(`koppel_commands_open{state="${state}"} 0`)
    expect(measures).toMatch(/^koppel_samples_stored_total [1-9]/m)
    expect(measures).toMatch(/^koppel_invoice_run_late_seconds 0$/m)
    expect(measures).toMatch(/^koppel_invoices_waiting \d+$/m)
    expect(measures).toMatch(/^koppel_contacts_oldest_unanswered_seconds 0$/m)
    expect(measures).toMatch(/^koppel_mqtt_durable_seconds_count [1-9]/m)
    expect(measures).toContain(`koppel_inbox_limit_bytes ${2 ** 30}`)
    expect(measures).not.toMatch(/00101234|894699/)
  })
})

test('SIGTERM ends both with 0', async () => {
  expect(await simulator.stop()).toEqual({ code: 0, signal: null })
  expect(await koppel.stop()).toEqual({ code: 0, signal: null })
}, 60_000)

type Answer = { results: { error?: string; series?: { values: unknown[][] }[] }[] }

/** A program of the image, with its own environment and nothing else. */
type Started = { said(): string; gone(): boolean; ended: Promise<Ended>; stop(signal?: NodeJS.Signals): Promise<Ended> }

function start([program = '', ...argv]: string[], env: Record<string, string>): Started {
  const child = spawn(program, argv, {
    cwd: image.app,
    env: { PATH: image.path, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  const ended = once(child, 'close').then(([code, signal]): Ended => ({ code, signal }))
  return {
    said: () => said,
    gone: () => child.exitCode !== null || child.signalCode !== null,
    ended,
    stop(signal = 'SIGTERM') {
      child.kill(signal)
      return ended
    },
  }
}

/** The image's and compose's environment: volumes and secrets where they are here, free ports, and stores that run here. InfluxDB 1 has no token. */
function houseEnvironment(): Record<string, string> {
  const { KOPPEL_INFLUX_TOKEN_FILE: _, ...composed } = services.koppel!.environment!
  const secrets = image.volume('secrets')
  writeFileSync(join(secrets, 'koppel_secret'), 'a-secret-that-only-a-test-would-have')
  writeFileSync(join(secrets, 'koppel_database_url'), `${database.url}\n`)
  const given = { ...environment(), ...composed, KOPPEL_INFLUX_URL: influx.url }
  const here = Object.entries(given).map(([name, value]) => [
    name,
    value.replace('/run/secrets', secrets).replace(/^\/data$/, image.volume('data')),
  ])
  // A way to the telephone network that is never called: its measures are shown only where there is one.
  const sms = {
    KOPPEL_SMS_TRANSPORT: 'smpp',
    KOPPEL_SMS_SMPP_URL: 'smpp://id:password@127.0.0.1:9',
    KOPPEL_SMS_SMPP_FROM: '+46701740605',
  }
  return { ...Object.fromEntries(here), ...sms, KOPPEL_HOST: '127.0.0.1', KOPPEL_HTTP_PORT: '0', KOPPEL_MQTT_PORT: '0' }
}

function packEnvironment(): Record<string, string> {
  const here = { KOPPEL_URL: run.url, SIM_MQTT_URL: run.mqttUrl, KOPPEL_DATA_DIR: image.volume('data') }
  const small = { SIM_COLLARS: '3', SIM_REPORT_EVERY: '1', SIM_DIR: join(image.volume('simulator'), 'pack') }
  return { ...services.simulator!.environment, ...here, ...small }
}

async function samplesStored(): Promise<number> {
  const answer = (await influx.query('koppel', 'SELECT count("bat") FROM "telemetry"')) as Answer
  return Number(answer.results[0]?.series?.[0]?.values[0]?.[1] ?? 0)
}
