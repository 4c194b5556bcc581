import { rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { seeDevices } from '../../src/flows/see-devices.ts'
import { runServer } from '../../src/main/run-server.ts'
import { TelemetryAway } from '../../src/telemetry/away.ts'
import { openInfluxTelemetry } from '../../src/telemetry/influx/open.ts'
import { packSamples } from '../../src/telemetry/packed.ts'
import { runInflux } from '../setup/influxdb.ts'
import { temporaryDirectory } from '../setup/temporary-directory.ts'
import { testWorld } from '../setup/world.ts'
import { openWorld } from '../world.ts'
import { type FakeInflux, fakeInflux } from './fake-influx.ts'

const noon = Date.UTC(2026, 10, 22, 12)

describe('koppel serve', () => {
  let influx: FakeInflux
  let directory: string
  beforeEach(async () => {
    influx = await fakeInflux()
    directory = temporaryDirectory()
  })
  afterEach(async () => {
    await influx.stop()
    rmSync(directory, { recursive: true })
  })

  test('with a token that InfluxDB does not take does not start, and says so', async () => {
    influx.answer = ({ path }) =>
      path === '/ping'
        ? null
        : { status: 401, headers: { 'content-type': 'application/json' }, body: '{"error":"authorization failed"}' }
    const said: string[] = []
    const code = await runServer('serve', {
      env: {
        KOPPEL_DATA_DIR: directory,
        KOPPEL_HTTP_PORT: '0',
        KOPPEL_MQTT_PORT: '0',
        KOPPEL_LOG_LEVEL: 'silent',
        KOPPEL_INFLUX_URL: influx.url,
        KOPPEL_INFLUX_TOKEN: 'hunter2-hunter2',
      },
      pid: process.pid,
      cwd: directory,
      out: () => {},
      err: (text) => said.push(text),
      onStop: () => {},
    })
    expect(code).toBe(69)
    expect(said.join('')).toMatch(/could not start: InfluxDB does not open koppel: .*authorization failed/)
    expect(said.join('')).not.toContain('hunter2')
  })
})

test('InfluxDB 1.6 with authentication takes a name and a password, and a wrong one is refused at the start', async () => {
  const influx = await runInflux({ INFLUXDB_HTTP_AUTH_ENABLED: 'true' })
  await influx.query('', `CREATE USER koppel WITH PASSWORD 'so secret' WITH ALL PRIVILEGES`)
  const open = (token: string | null) =>
    openInfluxTelemetry({
      place: { url: influx.url, token, org: null, bucket: 'koppel' },
      beside: { memory: true },
      world: testWorld(),
      fetch,
      tally: { setAside: () => {} },
    })
  for (const token of [null, 'koppel:wrong']) await expect(open(token)).rejects.toThrow('InfluxDB does not open koppel')
  const store = await open('koppel:so secret')
  await store.write(packSamples([{ seriesId: 'dog', samples: [{ at: noon, bat: 5 }] }]))
  expect(await store.last('dog')).toEqual({ at: noon, bat: 5 })
  await store.close()
  await influx.leave()
})

test('while InfluxDB is away devices are seen all the same, without their newest values', async () => {
  const world = await openWorld()
  const { house } = world.running()
  const [owner] = world.owners
  if (!owner) throw new Error('nobody owns a collar')
  const away = { ...house, telemetry: { ...house.telemetry, last: () => Promise.reject(new TelemetryAway('gone')) } }
  const { items } = await seeDevices(away, owner.actor)
  expect(items.map(({ last }) => last)).toEqual([null])
  const broken = { ...house, telemetry: { ...house.telemetry, last: () => Promise.reject(new Error('a fault')) } }
  await expect(seeDevices(broken, owner.actor)).rejects.toThrow('a fault')
  await world.close()
})
