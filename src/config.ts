import { nearest } from './config/nearest.ts'
import { type LogLevel, NOT_OURS, SETTINGS, type Setting, Unfit } from './config/settings.ts'
import { type SmsConfig, smsConfig } from './config/sms-config.ts'

/** What the environment says, with what holds in its absence. */
export type Config = {
  host: string
  /** 0 = any free port. */
  httpPort: number
  mqttPort: number
  /** MQTT over TLS: certificate chain and private key in PEM. */
  mqtts: { port: number; cert: string; key: string } | null
  dataDir: string
  /** `postgres://...`; null = SQLite in the data directory. */
  databaseUrl: string | null
  /** Telemetry's InfluxDB; null = a file in the data directory. */
  influx: { url: string; token: string | null; org: string | null; bucket: string } | null
  /** How long what collars measured is kept, and how long in full; null = for ever. */
  telemetryTerms: { keep_ms: number | null; full_ms: number | null }
  /** null: as `BROKER_LIMITS` and `INBOX_LIMITS` say. */
  intake: { mqttConnections_max: number | null; inboxBytes_max: number | null }
  /** null = the embedded broker. */
  mqttUrl: string | null
  /** null = made and kept in the data directory. */
  secret: Uint8Array | null
  /** Scheme, host and port; null = where it listens. */
  publicUrl: string | null
  logLevel: LogLevel
  support: { phone: string | null; email: string | null }
  /** 11 characters. */
  smsAppHash: string
  sms: SmsConfig
  mail: MailConfig
  /** Calendar months after which a message by the contact form that was closed or answered is erased. */
  contactKeepMonths: number
  invoiceSchedule?: { day: number; zone: string }
  /** Hosts and addresses (`PUSH_SETTINGS`); null = those of the usual browsers. */
  pushServices: string[] | null
}

/** `server` null: mails are files of the data directory. */
export type MailConfig = {
  server: { tls: boolean; host: string; port: number; user: string | null; password: string | null } | null
  from: { name: string | null; address: string }
  keepDays: number
}

/** One thing that is wrong. `value` is absent where it is secret or there is none. */
export type Fault = { name: string; value?: string; why: string }
export type ConfigRead = { ok: true; config: Config } | { ok: false; faults: Fault[] }

const DAY_MS = 86_400_000

/** BSD sysexits EX_CONFIG. */
export const EXIT_CONFIG = 78

type Settings = typeof SETTINGS
type Values = { [Key in keyof Settings]: ReturnType<Settings[Key]['read']> | null }

/**
 * Reads the configuration and tells every fault at once.
 * @param readFile gives a file's text, or throws; for the `_FILE` twins
 * @param mode a demo listens on this machine alone
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
  mode: 'demo' | 'serve' = 'serve',
): ConfigRead {
  const faults = strangers(env)
  const values = Object.fromEntries(
    Object.entries<Setting<unknown>>(SETTINGS).map(([key, setting]) => [key, valueFor(setting, env, readFile, faults)]),
  ) as Values
  const mqtts = mqttsOf(values, faults)
  const influx = influxOf(values, faults)
  const telemetryTerms = termsOf(values, faults)
  const sms = smsOf(values, faults)
  const mail = mailOf(values, faults)
  if (values.mqttUrl !== null) {
    faults.push({ name: SETTINGS.mqttUrl.name, why: 'is not supported yet: this version has the embedded broker only' })
  }
  if (faults.length > 0) return { ok: false, faults }
  return {
    ok: true,
    config: {
      host: values.host ?? (mode === 'demo' ? '127.0.0.1' : '0.0.0.0'),
      httpPort: values.httpPort ?? 8080,
      mqttPort: values.mqttPort ?? 1883,
      mqtts,
      dataDir: values.dataDir ?? './data',
      databaseUrl: values.databaseUrl,
      influx,
      telemetryTerms,
      intake: { mqttConnections_max: values.mqttConnections_max, inboxBytes_max: values.inboxBytes_max },
      mqttUrl: values.mqttUrl,
      secret: values.secret,
      publicUrl: values.publicUrl,
      logLevel: values.logLevel ?? 'info',
      support: { phone: values.supportPhone, email: values.supportEmail },
      smsAppHash: values.smsAppHash ?? 'ABcDefGHI1R',
      sms,
      mail,
      contactKeepMonths: values.contactKeepMonths ?? 6,
      ...scheduleOf(values.invoiceDay ?? (mode === 'demo' ? 0 : 1), values.invoiceZone),
      pushServices: values.pushServices,
    },
  }
}

/** One line for the terminal: `KOPPEL_HTTP_PORT must be a port, 0 to 65535 (is "80x")`. */
export function faultText({ name, value, why }: Fault): string {
  return `${name} ${why}${value === undefined ? '' : ` (is ${JSON.stringify(value)})`}`
}

/** Names that nobody reads are typing mistakes until shown otherwise. */
function strangers(env: Readonly<Record<string, string | undefined>>): Fault[] {
  const known = Object.values(SETTINGS).flatMap(({ name }) => [name, `${name}_FILE`])
  const unread = Object.keys(env).filter(
    (name) => name.startsWith('KOPPEL_') && !known.includes(name) && !NOT_OURS.test(name),
  )
  return unread
    .filter((name) => env[name] !== '')
    .map((name): Fault => {
      const meant = nearest(name, known)
      return { name, why: meant ? `is not known; is ${meant} meant?` : 'is not known' }
    })
}

function valueFor<T>(
  { name, secret, read }: Setting<T>,
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => string,
  faults: Fault[],
): T | null {
  const direct = env[name] || null
  const path = env[`${name}_FILE`] || null
  if (direct !== null && path !== null) {
    faults.push({ name, why: `and ${name}_FILE are both given; keep one` })
    return null
  }
  let text = direct
  if (path !== null) {
    try {
      text = readFile(path).replace(/\r?\n$/, '')
    } catch (error) {
      faults.push({
        name: `${name}_FILE`,
        value: path,
        why: `cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'failed'}`,
      })
      return null
    }
  }
  if (text === null) return null
  try {
    return read(text)
  } catch (error) {
    if (!(error instanceof Unfit)) throw error
    // A file is where a secret is put: what stands in it is not repeated, whatever it was read for.
    faults.push({ name, ...(secret || path !== null ? {} : { value: text }), why: error.message })
    return null
  }
}

function mqttsOf({ mqttsPort: port, tlsCert: cert, tlsKey: key }: Values, faults: Fault[]): Config['mqtts'] {
  if (port !== null && cert !== null && key !== null) return { port, cert, key }
  if (port === null && cert === null && key === null) return null
  // Together or not at all.
  for (const [value, { name }] of [
    [port, SETTINGS.mqttsPort],
    [cert, SETTINGS.tlsCert],
    [key, SETTINGS.tlsKey],
  ] as const) {
    if (value === null && !told(faults, name))
      faults.push({ name, why: 'is missing: MQTT over TLS needs port, certificate and key' })
  }
  return null
}

function influxOf(values: Values, faults: Fault[]): Config['influx'] {
  const { influxUrl: url, influxToken: token, influxOrg: org, influxBucket: bucket } = values
  if (url !== null) return { url, token, org, bucket: bucket ?? 'koppel' }
  if (told(faults, SETTINGS.influxUrl.name)) return null
  for (const [value, { name }] of [
    [token, SETTINGS.influxToken],
    [org, SETTINGS.influxOrg],
    [bucket, SETTINGS.influxBucket],
  ] as const) {
    if (value !== null) faults.push({ name, why: `is given without ${SETTINGS.influxUrl.name}` })
  }
  return null
}

function termsOf(values: Values, faults: Fault[]): Config['telemetryTerms'] {
  const { telemetryKeepDays: keep, telemetryFullDays: full, influxUrl } = values
  const { name } = SETTINGS.telemetryFullDays
  if (full !== null && influxUrl !== null)
    faults.push({
      name,
      why: `is for the file in the data directory: with ${SETTINGS.influxUrl.name} all stays in full`,
    })
  if (full !== null && keep !== null && full >= keep)
    faults.push({ name, why: `must be less than ${SETTINGS.telemetryKeepDays.name}`, value: String(full) })
  const ms = (days: number | null): number | null => (days === null ? null : days * DAY_MS)
  return { keep_ms: ms(keep), full_ms: ms(full) }
}

function smsOf(values: Values, faults: Fault[]): SmsConfig {
  const sms = smsConfig(values, (name, why) => {
    if (!told(faults, name)) faults.push({ name, why })
  })
  // Twilio signs the address that it calls, and behind a proxy that is not the one on which we listen.
  if (sms.transport === 'twilio' && values.publicUrl === null)
    faults.push({ name: SETTINGS.publicUrl.name, why: 'is missing: Twilio signs the address that it calls' })
  return sms
}

/** A server would refuse the sender that nobody has. */
function mailOf(values: Values, faults: Fault[]): MailConfig {
  const { smtpAddress: server, mailFrom, mailKeepDays } = values
  const { name } = SETTINGS.mailFrom
  if (server !== null && mailFrom === null && !told(faults, name))
    faults.push({ name, why: `is missing: ${SETTINGS.smtpAddress.name} wants a sender` })
  const from = mailFrom ?? { name: 'Koppel', address: 'noreply@koppel.invalid' }
  return { server, from, keepDays: mailKeepDays ?? 30 }
}

/** One that was given and found unfit has its own fault already. */
function told(faults: readonly Fault[], name: string): boolean {
  return faults.some((fault) => fault.name.startsWith(name))
}

/** None on day 0, which a demo has: its invoices are for whoever tries it to run. */
function scheduleOf(day: number, zone: string | null): Pick<Config, 'invoiceSchedule'> {
  return day === 0 ? {} : { invoiceSchedule: { day, zone: zone ?? 'Europe/Stockholm' } }
}
