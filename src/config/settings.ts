import { BILLING_SETTINGS } from './billing-settings.ts'
import { INTAKE_SETTINGS } from './intake-settings.ts'
import { MAIL_SETTINGS } from './mail-settings.ts'
import { PUSH_SETTINGS } from './push-settings.ts'
import { host, line, origin, pem, port, type Setting, Unfit, url } from './setting.ts'
import { SMS_SETTINGS } from './sms-settings.ts'
import { TELEMETRY_SETTINGS } from './telemetry-settings.ts'

export { type Setting, Unfit } from './setting.ts'

const SECRET_CHARACTERS_MIN = 32
const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Every name that the house reads. `docs/configuration.md` is made from this list. */
export const SETTINGS = {
  host: {
    name: 'KOPPEL_HOST',
    meaning: 'Address to listen on, for HTTP and MQTT alike',
    otherwise: '`127.0.0.1` with `koppel demo`, else `0.0.0.0`',
    read: host,
  },
  httpPort: {
    name: 'KOPPEL_HTTP_PORT',
    meaning: 'Port for console and API; 0 = any free one',
    otherwise: '8080',
    read: port,
  },
  mqttPort: {
    name: 'KOPPEL_MQTT_PORT',
    meaning: 'Port for MQTT over TCP; 0 = any free one',
    otherwise: '1883',
    read: port,
  },
  mqttsPort: {
    name: 'KOPPEL_MQTTS_PORT',
    meaning: 'Port for MQTT over TLS; needs certificate and key',
    otherwise: 'no MQTT over TLS',
    read: port,
  },
  tlsCert: {
    name: 'KOPPEL_TLS_CERT',
    meaning: 'Certificate chain for MQTT over TLS, PEM; usually given as `KOPPEL_TLS_CERT_FILE`',
    otherwise: 'none',
    read: pem('CERTIFICATE'),
  },
  tlsKey: {
    name: 'KOPPEL_TLS_KEY',
    meaning: 'Its private key, PEM; usually given as `KOPPEL_TLS_KEY_FILE`',
    otherwise: 'none',
    secret: true,
    read: pem('PRIVATE KEY'),
  },
  dataDir: {
    name: 'KOPPEL_DATA_DIR',
    meaning: 'Directory for the stores, the inbox and `run.json`; one process at a time holds it',
    otherwise: '`./data`',
    read: line,
  },
  databaseUrl: {
    name: 'KOPPEL_DATABASE_URL',
    meaning: 'Ledger on PostgreSQL, `postgres://user:password@host/database`',
    otherwise: 'SQLite in the data directory',
    secret: true,
    read: (text) => url(['postgres', 'postgresql'], text).href,
  },
  ...INTAKE_SETTINGS,
  ...TELEMETRY_SETTINGS,
  mqttUrl: {
    name: 'KOPPEL_MQTT_URL',
    meaning: 'A broker of your own, `mqtt://` or `mqtts://`',
    otherwise: 'the embedded broker',
    secret: true,
    read: (text) => url(['mqtt', 'mqtts'], text).href,
  },
  secret: {
    name: 'KOPPEL_SECRET',
    meaning: `Wraps the key ring; at least ${SECRET_CHARACTERS_MIN} characters of randomness. Lost = every code and session is lost`,
    otherwise: 'made once and kept in the data directory',
    secret: true,
    read(text) {
      if (text.length < SECRET_CHARACTERS_MIN) throw new Unfit(`must have at least ${SECRET_CHARACTERS_MIN} characters`)
      return new Uint8Array(Buffer.from(text, 'utf8'))
    },
  },
  publicUrl: {
    name: 'KOPPEL_PUBLIC_URL',
    meaning:
      'Address under which people reach the console, e.g. `https://koppel.example`; https makes the cookie `Secure`',
    otherwise: 'the address it listens on',
    read: origin,
  },
  logLevel: {
    name: 'KOPPEL_LOG_LEVEL',
    meaning: 'Least level to log: debug, info, warn, error or silent',
    otherwise: 'info',
    read(text): LogLevel {
      const level = LOG_LEVELS.find((one) => one === text)
      if (!level) throw new Unfit(`must be one of ${LOG_LEVELS.join(', ')}`)
      return level
    },
  },
  supportPhone: {
    name: 'KOPPEL_SUPPORT_PHONE',
    meaning: 'Telephone number of support, told with every refusal',
    otherwise: 'none is told',
    read: line,
  },
  supportEmail: {
    name: 'KOPPEL_SUPPORT_EMAIL',
    meaning: 'E-mail address of support, told with every refusal',
    otherwise: 'none is told',
    read(text) {
      if (!/^[^\s@]{1,64}@[^\s@]{1,190}$/.test(text)) throw new Unfit('must be an e-mail address')
      return text
    },
  },
  smsAppHash: {
    name: 'KOPPEL_SMS_APP_HASH',
    meaning: "The app's hash, 11 characters, that ends an SMS with six digits: by it the app may read that message",
    otherwise: '`ABcDefGHI1R`',
    read(text) {
      if (!/^[A-Za-z0-9+/]{11}$/.test(text)) throw new Unfit('must be 11 letters, digits, + or /')
      return text
    },
  },
  ...SMS_SETTINGS,
  ...MAIL_SETTINGS,
  ...PUSH_SETTINGS,
  ...BILLING_SETTINGS,
} as const satisfies Record<string, Setting<unknown>>

/** Read by others than the server: the command line, the tests, hardware tests. */
export const NOT_OURS = /^KOPPEL_(TEST_.*|SOAK|URL|TOKEN|HW_.*)$/
