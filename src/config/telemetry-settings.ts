import { line, type Setting, Unfit, url, whole } from './setting.ts'

/** The names of telemetry: how long, and where. */
export const TELEMETRY_SETTINGS = {
  telemetryKeepDays: {
    name: 'KOPPEL_TELEMETRY_KEEP_DAYS',
    meaning: 'Days after which what collars measured is erased, at night; InfluxDB 3 erases by a term of its own alone',
    otherwise: 'all is kept',
    read: whole(1, 36_500),
  },
  telemetryFullDays: {
    name: 'KOPPEL_TELEMETRY_FULL_DAYS',
    meaning:
      'Days after which what collars measured is thinned out, at night: of each hour stay the last values, and the count, sum, least and greatest of all ([telemetry.md](telemetry.md)); not with InfluxDB',
    otherwise: 'all stays as it was measured',
    read: whole(1, 36_500),
  },
  influxUrl: {
    name: 'KOPPEL_INFLUX_URL',
    meaning:
      'Telemetry in InfluxDB 1.6 or newer, 2 or 3: its address, e.g. `http://influxdb:8086` ([telemetry.md](telemetry.md))',
    otherwise: 'a file in the data directory',
    secret: true,
    read: address,
  },
  influxToken: {
    name: 'KOPPEL_INFLUX_TOKEN',
    meaning: 'InfluxDB: token (2, 3), or `user:password` (1)',
    otherwise: 'none is shown',
    secret: true,
    read: headerText,
  },
  influxOrg: {
    name: 'KOPPEL_INFLUX_ORG',
    meaning: 'InfluxDB 2: name of the organisation; 1 and 3 have none',
    otherwise: 'none, and InfluxDB 2 is refused',
    read: line,
  },
  influxBucket: {
    name: 'KOPPEL_INFLUX_BUCKET',
    meaning: 'InfluxDB: bucket (2) or database (1, 3)',
    otherwise: '`koppel`',
    read: line,
  },
} as const satisfies Record<string, Setting<unknown>>

/** Scheme, host, port and perhaps a path; who asks is told by the token alone. */
function address(text: string): string {
  const parsed = url(['http', 'https'], text)
  if (parsed.username !== '' || parsed.password !== '') {
    throw new Unfit('must hold no user and no password: those belong into KOPPEL_INFLUX_TOKEN')
  }
  if (parsed.search !== '' || parsed.hash !== '') throw new Unfit('must end with its port or path')
  return parsed.href.replace(/\/+$/, '')
}

function headerText(text: string): string {
  if (!/^[\x21-\x7e]{1,1024}$/.test(text)) throw new Unfit('must be 1 to 1024 characters of ASCII without a space')
  return text
}
