import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { NOT_OURS, SETTINGS } from '../../src/config/settings.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { ROOT, repositoryPaths } from '../rules/files.ts'
import { temporaryDirectory } from '../setup/temporary-directory.ts'
import { readCompose, readYaml, type Service } from './compose.ts'
import { command, copies, environment, instruction, stages } from './dockerfile.ts'

const compose = readCompose('docker-compose.yml')
const mqtts = readCompose('deploy/mqtts.yml')
const services = Object.entries(compose.services)
const koppel = compose.services.koppel!
const known = new Set(repositoryPaths())

/** What deploy/make-secrets.sh makes, in a folder of its own. */
let made = ''
const secret = (name: string): string => readFileSync(join(made, 'secrets', name), 'utf8').trimEnd()
const makeSecrets = (): string => execFileSync('sh', [join(made, 'make-secrets.sh')], { encoding: 'utf8' })
beforeAll(() => {
  made = join(temporaryDirectory(), 'deploy')
  mkdirSync(made)
  copyFileSync(join(ROOT, 'deploy/make-secrets.sh'), join(made, 'make-secrets.sh'))
  makeSecrets()
})
afterAll(() => rmSync(made, { recursive: true, force: true }))

const schema = (): object => {
  const path = join(ROOT, 'node_modules/dclint/schemas/compose.schema.json')
  // Ajv knows draft 7 by another spelling of its address.
  const { $schema: _, ...rest } = JSON.parse(readFileSync(path, 'utf8'))
  return rest
}
const faultsOf = (file: object): unknown[] => {
  const validate = new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema())
  return validate(file) ? [] : (validate.errors ?? [])
}

describe('the compose files', () => {
  test.each([
    ['docker-compose.yml', compose],
    ['deploy/mqtts.yml', mqtts],
  ])('%s is what the Compose Specification allows', (_, file) => {
    expect(faultsOf(file)).toEqual([])
    const broken = { ...file, services: { ...file.services, koppel: { ...file.services.koppel, portz: [] } } }
    expect(faultsOf(broken)).not.toEqual([])
  })

  test('every image has its version, and Koppel its own', () => {
    const images = [...services.map(([, { image }]) => image), ...stages().map(({ from }) => from)]
    for (const image of images) expect(image).toMatch(/:v?\d+\.\d+(\.\d+)?(-[\w.-]+)?$/)
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
    for (const [, { build, image }] of services) if (build) expect(image).toBe(`koppel:${version}`)
    expect(new Set(stages().map(({ from }) => from)).size).toBe(1)
  })

  test.each(services)('%s has no more rights than it needs, and time to end', (_, service) => {
    expect(service.user).toMatch(/^[1-9]\d*:\d+$/)
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] })
    expect(Number.parseInt(service.stop_grace_period, 10)).toBeGreaterThanOrEqual(15)
  })

  test('only what people and devices need is published, and on this machine alone unless said otherwise', () => {
    const published = services.filter(([, { ports }]) => ports).map(([name]) => name)
    expect(published).toEqual(['koppel', 'grafana'])
    for (const [, { ports = [], networks }] of services) {
      for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/)
      if (ports.length > 0) expect(networks).toContain('front')
    }
    expect(compose.networks.stores?.internal).toBe(true)
    for (const name of ['postgres', 'influxdb', 'prometheus'])
      expect(compose.services[name]?.networks).toEqual(['stores'])
    const elsewhere = readCompose('docker-compose.yml', { HTTP_BIND: '10.0.0.7', HTTP_PORT: '80' })
    expect(elsewhere.services.koppel?.ports?.[0]).toBe('10.0.0.7:80:8080')
  })

  test('who is waited for can be healthy', () => {
    for (const [, { depends_on = {} }] of services) {
      for (const [name, { condition }] of Object.entries(depends_on)) {
        expect(condition).toBe('service_healthy')
        const awaited = compose.services[name]!
        const own = awaited.healthcheck?.test?.[0] === 'CMD'
        expect([name, own || (awaited.build !== undefined && instruction('HEALTHCHECK') !== '')]).toEqual([name, true])
      }
    }
  })

  test('volumes, networks and mounted files are there', () => {
    for (const [, { volumes = [], networks }] of services) {
      for (const network of networks) expect(Object.keys(compose.networks)).toContain(network)
      for (const volume of volumes) {
        const [source = '', target = '', mode] = volume.split(':')
        expect(target).toMatch(/^\//)
        if (!source.startsWith('.')) expect(Object.keys(compose.volumes)).toContain(source)
        else {
          expect(mode).toBe('ro')
          const path = source.slice(2)
          expect([path, known.has(path) || [...known].some((one) => one.startsWith(`${path}/`))]).toEqual([path, true])
        }
      }
    }
    expect(statSync(join(ROOT, 'deploy/influxdb/grafana-reads.sh')).mode & 0o111).toBe(0o111)
  })
})

describe('secrets', () => {
  test('are made once, each of its own, and their folder is closed', () => {
    const names = readdirSync(join(made, 'secrets'))
    expect(names.sort()).toEqual(Object.keys(compose.secrets).sort())
    for (const [name, { file }] of Object.entries(compose.secrets)) expect(file).toBe(`./deploy/secrets/${name}`)
    const before = names.map(secret)
    expect(new Set(before).size).toBe(names.length)
    for (const value of before) expect(value).toMatch(/[0-9a-f]{64}/)
    expect(statSync(join(made, 'secrets')).mode & 0o777).toBe(0o700)
    const said = makeSecrets()
    expect(names.map(secret)).toEqual(before)
    for (const value of before) expect(said).not.toContain(value)
    expect(readFileSync(join(ROOT, '.gitignore'), 'utf8')).toContain('deploy/secrets/')
  })

  test.each([...services, ...Object.entries(mqtts.services)])('%s finds its own in files alone', (name, service) => {
    const declared = { ...compose.secrets, ...mqtts.secrets }
    for (const one of service.secrets ?? [])
      expect([one, declared[one]?.file]).toEqual([one, `./deploy/secrets/${one}`])
    const mine = [...(service.secrets ?? []), ...(compose.services[name]?.secrets ?? [])]
    for (const [variable, value] of Object.entries(service.environment ?? {})) {
      if (/PASSWORD|TOKEN|SECRET|KEY|DATABASE_URL/.test(variable)) expect(variable).toMatch(/_FILE$/)
      if (!variable.endsWith('_FILE')) continue
      const [, file = ''] = /^\/run\/secrets\/(\w+)$/.exec(value) ?? []
      expect(mine).toContain(file)
    }
  })
})

describe('Koppel as compose configures it', () => {
  const read = (service: Service, more: Record<string, string> = {}): Config => {
    const env = { ...environment(), ...service.environment, ...more }
    const answer = readConfig(env, (path) => secret(path.replace('/run/secrets/', '')))
    if (!answer.ok) throw new Error(JSON.stringify(answer.faults))
    return answer.config
  }

  test('every name is one that the house reads, and its stores are the ones beside it', () => {
    const config = read(koppel)
    expect(config.dataDir).toBe('/data')
    const database = new URL(config.databaseUrl!)
    const { POSTGRES_USER, POSTGRES_DB } = compose.services.postgres!.environment!
    expect([database.hostname, database.username, database.pathname]).toEqual([
      'postgres',
      POSTGRES_USER,
      `/${POSTGRES_DB}`,
    ])
    expect(database.password).toBe(secret('postgres_password'))
    const { DOCKER_INFLUXDB_INIT_ORG: org, DOCKER_INFLUXDB_INIT_BUCKET: bucket } =
      compose.services.influxdb!.environment!
    expect(config.influx).toEqual({ url: 'http://influxdb:8086', token: secret('influxdb_token'), org, bucket })
    for (const { networks } of [koppel, compose.services.postgres!, compose.services.influxdb!])
      expect(networks).toContain('stores')
  })

  test('its ports are those of the image and of the configuration', () => {
    const { httpPort, mqttPort } = read(koppel)
    const mqttsPort = Number(mqtts.services.koppel?.environment?.KOPPEL_MQTTS_PORT)
    expect(instruction('EXPOSE').split(' ').map(Number)).toEqual([httpPort, mqttPort, mqttsPort])
    expect(inside(koppel)).toEqual([httpPort, mqttPort])
    expect(inside(mqtts.services.koppel!)).toEqual([mqttsPort])
    const { KOPPEL_URL, SIM_MQTT_URL } = compose.services.simulator!.environment!
    expect([KOPPEL_URL, SIM_MQTT_URL]).toEqual([`http://koppel:${httpPort}`, `mqtt://koppel:${mqttPort}`])
    const { scrape_configs } = readYaml<{
      scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[]
    }>('deploy/prometheus/prometheus.yml')
    expect(scrape_configs.find(({ job_name }) => job_name === 'koppel')?.static_configs[0]?.targets).toEqual([
      `koppel:${httpPort}`,
    ])
  })

  test('the simulator has the names that its script and the command line read', () => {
    const { environment: env = {}, entrypoint } = compose.services.simulator!
    const script = readFileSync(join(ROOT, 'deploy/simulator.sh'), 'utf8')
    const names = Object.values(SETTINGS).flatMap((setting) => [setting.name, `${setting.name}_FILE`])
    for (const name of Object.keys(env)) {
      if (name.startsWith('KOPPEL_')) expect(names.includes(name) || NOT_OURS.test(name)).toBe(true)
      else expect(script).toContain(`\${${name}:-`)
    }
    const copied = copies(stages().at(-1)).flatMap(({ pairs }) => pairs.map(([, target]) => `/app/${target}`))
    expect(copied).toContain(entrypoint?.[0])
    expect(statSync(join(ROOT, 'deploy/simulator.sh')).mode & 0o111).toBe(0o111)
  })

  test('the image runs as somebody without rights, who owns its volumes, and gets signals itself', () => {
    expect(instruction('USER')).toBe('node')
    const made = stages()
      .at(-1)
      ?.instructions.filter(({ word }) => word === 'RUN')
      .map(({ rest }) => rest)
      .join('\n')
    const mounted = [koppel, compose.services.simulator!].flatMap(({ volumes = [] }) =>
      volumes.map((one) => one.split(':')[1]),
    )
    for (const target of mounted) expect(made).toMatch(new RegExp(`install -d -o node -g node .*${target}\\b`))
    expect(instruction('VOLUME')).toBe(environment().KOPPEL_DATA_DIR)
    expect([...command('ENTRYPOINT'), ...command('CMD')]).toEqual(['koppel', 'serve'])
  })
})

describe('Grafana and Prometheus as compose mounts them', () => {
  type Source = {
    uid: string
    type: string
    url: string
    jsonData: Record<string, string>
    secureJsonData?: Record<string, string>
  }
  const { datasources } = readYaml<{ datasources: Source[] }>('deploy/grafana/provisioning/datasources/koppel.yml')
  const mounts = (name: string): string[] =>
    (compose.services[name]?.volumes ?? []).map((one) => one.split(':')[1] ?? '')

  test('every data source is a service that Grafana can reach, with secrets that it has', () => {
    const grafana = compose.services.grafana!
    expect(datasources.map(({ url }) => url)).toEqual(['http://influxdb:8086', 'http://prometheus:9090'])
    for (const { url, secureJsonData = {} } of datasources) {
      const { hostname } = new URL(url)
      expect(compose.services[hostname]?.networks.some((one) => grafana.networks.includes(one))).toBe(true)
      for (const value of Object.values(secureJsonData)) {
        expect(grafana.secrets).toContain(/^\$__file\{\/run\/secrets\/(\w+)\}$/.exec(value)?.[1])
      }
    }
    expect(datasources[0]?.jsonData.dbName).toBe(compose.services.influxdb?.environment?.DOCKER_INFLUXDB_INIT_BUCKET)
    const script = readFileSync(join(ROOT, 'deploy/influxdb/grafana-reads.sh'), 'utf8')
    expect(script).toContain('--read-bucket')
    expect(script).not.toContain('--write-bucket')
    expect(script).toContain('/run/secrets/influxdb_grafana_password')
  })

  test('files are where their configuration looks for them', () => {
    const { providers } = readYaml<{ providers: { options: { path: string } }[] }>(
      'deploy/grafana/provisioning/dashboards/koppel.yml',
    )
    expect(mounts('grafana')).toEqual(expect.arrayContaining([providers[0]?.options.path, '/etc/grafana/provisioning']))
    expect(mounts('prometheus')).toEqual(
      expect.arrayContaining(['/etc/prometheus/prometheus.yml', '/etc/prometheus/alerts.yml']),
    )
    expect(compose.services.prometheus?.command).toContain('--config.file=/etc/prometheus/prometheus.yml')
  })
})

function inside({ ports = [] }: Service): number[] {
  return ports.map((port) => Number(port.split(':').at(-1)))
}
