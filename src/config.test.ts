import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { configurationPage } from './config/page.ts'
import { SETTINGS } from './config/settings.ts'
import { type ConfigRead, faultText, readConfig } from './config.ts'

const SECRET = 'a-long-enough-secret-of-forty-two-letters-'

function files(contents: Record<string, string> = {}): (path: string) => string {
  return (path) => {
    const text = contents[path]
    if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' })
    return text
  }
}
const config = (read: ConfigRead) => {
  if (!read.ok) throw new Error(read.faults.map(faultText).join('\n'))
  return read.config
}
const faults = (read: ConfigRead): string[] => (read.ok ? [] : read.faults.map(faultText))

test('an empty environment is a configuration', () => {
  expect(config(readConfig({}, files()))).toMatchObject({
    host: '0.0.0.0',
    httpPort: 8080,
    mqttPort: 1883,
    mqtts: null,
    dataDir: './data',
    databaseUrl: null,
    secret: null,
    logLevel: 'info',
  })
  expect(config(readConfig({}, files(), 'demo')).host).toBe('127.0.0.1')
})

test('an empty value is an absent one', () => {
  expect(
    config(readConfig({ KOPPEL_HTTP_PORT: '', KOPPEL_SECRET_FILE: '', KOPPEL_STRANGE: '' }, files())).httpPort,
  ).toBe(8080)
})

test('all faults are told at once, each with its name and value', () => {
  const env = { KOPPEL_HTTP_PORT: '80x', KOPPEL_LOG_LEVEL: 'loud', KOPPEL_PUBLIC_URL: 'ftp://x', KOPPEL_HTTP_PROT: '1' }
  expect(faults(readConfig(env, files()))).toEqual([
    'KOPPEL_HTTP_PROT is not known; is KOPPEL_HTTP_PORT meant?',
    'KOPPEL_HTTP_PORT must be a port, 0 to 65535 (0 = any free one) (is "80x")',
    'KOPPEL_PUBLIC_URL must be an address that begins with http:// or https:// (is "ftp://x")',
    'KOPPEL_LOG_LEVEL must be one of debug, info, warn, error, silent (is "loud")',
  ])
})

test('a port is 0 to 65535', () => {
  for (const good of ['0', '65535']) expect(readConfig({ KOPPEL_MQTT_PORT: good }, files()).ok).toBe(true)
  for (const bad of ['65536', '-1', '1.5', ' 80', '0x50', '999999']) {
    expect(readConfig({ KOPPEL_MQTT_PORT: bad }, files()).ok, bad).toBe(false)
  }
})

test('what the doors take in is set in connections and MiB', () => {
  const of = (env: Record<string, string>) => config(readConfig(env, files())).intake
  expect(of({})).toEqual({ mqttConnections_max: null, inboxBytes_max: null })
  const given = { KOPPEL_MQTT_CONNECTIONS_MAX: '50000', KOPPEL_INBOX_MIB_MAX: '64' }
  expect(of(given)).toEqual({ mqttConnections_max: 50_000, inboxBytes_max: 67_108_864 })
  expect(faults(readConfig({ KOPPEL_MQTT_CONNECTIONS_MAX: '9', KOPPEL_INBOX_MIB_MAX: '1 GB' }, files()))).toEqual([
    'KOPPEL_MQTT_CONNECTIONS_MAX must be a whole number from 10 to 200000 (is "9")',
    'KOPPEL_INBOX_MIB_MAX must be a whole number from 64 to 1000000 (is "1 GB")',
  ])
})

test('telemetry has a term in full and a longer one in all; InfluxDB has its own way', () => {
  const full = { KOPPEL_TELEMETRY_FULL_DAYS: '30' }
  expect(config(readConfig({ ...full, KOPPEL_TELEMETRY_KEEP_DAYS: '365' }, files())).telemetryTerms).toEqual({
    keep_ms: 365 * 86_400_000,
    full_ms: 30 * 86_400_000,
  })
  expect(faults(readConfig({ ...full, KOPPEL_TELEMETRY_KEEP_DAYS: '30' }, files()))).toEqual([
    'KOPPEL_TELEMETRY_FULL_DAYS must be less than KOPPEL_TELEMETRY_KEEP_DAYS (is "30")',
  ])
  expect(faults(readConfig({ ...full, KOPPEL_INFLUX_URL: 'http://influx:8086' }, files()))).toEqual([
    'KOPPEL_TELEMETRY_FULL_DAYS is for the file in the data directory: with KOPPEL_INFLUX_URL all stays in full',
  ])
})

test('a secret never stands in a fault', () => {
  const short = 'hunter2-hunter2'
  const read = readConfig(
    { KOPPEL_SECRET: short, KOPPEL_DATABASE_URL: `mysql://u:${short}@h/d`, KOPPEL_TLS_KEY: short },
    files(),
  )
  expect(faults(read)).toHaveLength(3)
  expect(JSON.stringify(read)).not.toContain('hunter2')
})

test('what a file holds never stands in a fault, whatever it was read for', () => {
  const read = readConfig({ KOPPEL_HTTP_PORT_FILE: '/run/secret' }, files({ '/run/secret': 'hunter2' }))
  expect(faults(read)).toEqual(['KOPPEL_HTTP_PORT must be a port, 0 to 65535 (0 = any free one)'])
})

test('the _FILE twin reads the value from a file, without its last line break', () => {
  const read = readConfig({ KOPPEL_SECRET_FILE: '/run/secret' }, files({ '/run/secret': `${SECRET}\n` }))
  expect(Buffer.from(config(read).secret ?? []).toString()).toBe(SECRET)
})

test('a file that cannot be read, and both twins given, are faults', () => {
  expect(faults(readConfig({ KOPPEL_SECRET_FILE: '/nowhere' }, files()))).toEqual([
    'KOPPEL_SECRET_FILE cannot be read: ENOENT (is "/nowhere")',
  ])
  expect(faults(readConfig({ KOPPEL_SECRET: SECRET, KOPPEL_SECRET_FILE: '/x' }, files({ '/x': SECRET })))).toEqual([
    'KOPPEL_SECRET and KOPPEL_SECRET_FILE are both given; keep one',
  ])
})

test('MQTT over TLS needs port, certificate and key together', () => {
  const cert = '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----'
  const key = '-----BEGIN EC PRIVATE KEY-----\nx\n-----END EC PRIVATE KEY-----'
  const read = files({ '/c': cert, '/k': key })
  const env = { KOPPEL_MQTTS_PORT: '8883', KOPPEL_TLS_CERT_FILE: '/c', KOPPEL_TLS_KEY_FILE: '/k' }
  expect(config(readConfig(env, read)).mqtts).toEqual({ port: 8883, cert, key })
  expect(faults(readConfig({ KOPPEL_MQTTS_PORT: '8883' }, read))).toEqual([
    'KOPPEL_TLS_CERT is missing: MQTT over TLS needs port, certificate and key',
    'KOPPEL_TLS_KEY is missing: MQTT over TLS needs port, certificate and key',
  ])
  expect(faults(readConfig({ ...env, KOPPEL_TLS_CERT_FILE: '/k' }, read))).toEqual([
    'KOPPEL_TLS_CERT must hold a PEM certificate',
  ])
})

test('the public address is an origin', () => {
  expect(config(readConfig({ KOPPEL_PUBLIC_URL: 'https://Koppel.example/' }, files())).publicUrl).toBe(
    'https://koppel.example',
  )
  expect(readConfig({ KOPPEL_PUBLIC_URL: 'https://koppel.example/path' }, files()).ok).toBe(false)
  expect(readConfig({ KOPPEL_PUBLIC_URL: 'https://me:pw@koppel.example' }, files()).ok).toBe(false)
})

test('names of the command line and of tests are ignored, reserved ones refused', () => {
  const env = {
    KOPPEL_URL: 'x',
    KOPPEL_TOKEN: 'x',
    KOPPEL_SOAK: '1',
    KOPPEL_TEST_POSTGRES_URL: 'x',
    KOPPEL_HW_PORT: 'x',
  }
  expect(readConfig(env, files()).ok).toBe(true)
})

test('InfluxDB is an address, with a token, an organisation and a bucket where they are given', () => {
  const influx = (env: Record<string, string>) => readConfig(env, files())
  expect(config(influx({ KOPPEL_INFLUX_URL: 'http://influxdb:8086/' })).influx).toEqual({
    url: 'http://influxdb:8086',
    token: null,
    org: null,
    bucket: 'koppel',
  })
  const all = { KOPPEL_INFLUX_TOKEN: 'abc==', KOPPEL_INFLUX_ORG: 'dogs', KOPPEL_INFLUX_BUCKET: 'collars' }
  expect(config(influx({ KOPPEL_INFLUX_URL: 'https://h/influx', ...all })).influx).toEqual({
    url: 'https://h/influx',
    token: 'abc==',
    org: 'dogs',
    bucket: 'collars',
  })
  expect(faults(influx(all))).toEqual([
    'KOPPEL_INFLUX_TOKEN is given without KOPPEL_INFLUX_URL',
    'KOPPEL_INFLUX_ORG is given without KOPPEL_INFLUX_URL',
    'KOPPEL_INFLUX_BUCKET is given without KOPPEL_INFLUX_URL',
  ])
  expect(faults(influx({ KOPPEL_INFLUX_URL: 'http://me:hunter2@h:8086', KOPPEL_INFLUX_TOKEN: 'a b' }))).toEqual([
    'KOPPEL_INFLUX_URL must hold no user and no password: those belong into KOPPEL_INFLUX_TOKEN',
    'KOPPEL_INFLUX_TOKEN must be 1 to 1024 characters of ASCII without a space',
  ])
  expect(faults(influx({ KOPPEL_INFLUX_URL: 'influxdb:8086' }))).toHaveLength(1)
})

test('whatever stands in the environment gives a configuration or faults with names', () => {
  const names = Object.values(SETTINGS).flatMap(({ name }) => [name, `${name}_FILE`])
  const environment = fc.dictionary(
    fc.constantFrom(...names, 'KOPPEL_X', 'HOME'),
    fc.string({ unit: 'binary', maxLength: 40 }),
  )
  fc.assert(
    fc.property(environment, (env) => {
      const read = readConfig(env, files())
      if (!read.ok) for (const fault of read.faults) expect(fault.name).toMatch(/^KOPPEL_/)
    }),
  )
})

test('the documentation is made from the declarations (vitest -u writes it)', async () => {
  await expect(configurationPage()).toMatchFileSnapshot(join(import.meta.dirname, '../docs/configuration.md'))
})
