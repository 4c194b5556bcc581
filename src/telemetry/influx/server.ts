import { TelemetryAway } from '../away.ts'
import { type Answered, type Ask, influxQl } from './ask.ts'
import type { InfluxPlace } from './place.ts'

/** The generations of InfluxDB: they write and read alike, and delete each in its own way. */
export type Generation = 1 | 2 | 3

/** What is told at /ping and at the first look into the bucket. `version` is the server's own word. */
export type Server = { generation: Generation; version: string }

/** A setting is wrong, there or here; waiting does not mend it. */
export class InfluxMisconfigured extends Error {}

/**
 * Finds out which InfluxDB is there, and sees to its bucket or database.
 * @throws InfluxMisconfigured in words for whoever set it up @throws TelemetryAway when it does not answer
 */
export async function meetServer(ask: Ask, place: InfluxPlace): Promise<Server> {
  const ping = await ask({ method: 'GET', path: '/ping' })
  refuseStranger(ping, place)
  const version = ping.header('x-influxdb-version') ?? versionIn(ping.text)
  const generation = generationOf(version)
  if (version === null || generation === null) {
    throw new InfluxMisconfigured(`what answers at ${place.url} does not say that it is InfluxDB 1, 2 or 3`)
  }
  if (generation === 2 && place.org === null) {
    throw new InfluxMisconfigured('InfluxDB 2 wants an organisation: KOPPEL_INFLUX_ORG')
  }
  await seeToBucket(ask, place, generation)
  return { generation, version }
}

function refuseStranger({ status }: Answered, { url, token }: InfluxPlace): void {
  if (status >= 500) throw new TelemetryAway(`InfluxDB answered ${status} to a ping`)
  if (status === 401 || status === 403) {
    throw new InfluxMisconfigured(
      `InfluxDB at ${url} ${token === null ? 'asks for KOPPEL_INFLUX_TOKEN' : 'does not take KOPPEL_INFLUX_TOKEN'}`,
    )
  }
}

/** InfluxDB 3 says its version in the body too. */
function versionIn(text: string): string | null {
  try {
    const { version } = JSON.parse(text) as { version?: unknown }
    return typeof version === 'string' ? version : null
  } catch {
    return null
  }
}

function generationOf(version: string | null): Generation | null {
  const major = Number(/^v?(\d+)\./.exec(version ?? '')?.[1])
  return major === 1 || major === 2 || major === 3 ? major : null
}

async function seeToBucket(ask: Ask, place: InfluxPlace, generation: Generation): Promise<void> {
  const looked = await look(ask, place, generation)
  if (looked === null) return
  if (!/not found/i.test(looked)) throw new InfluxMisconfigured(`InfluxDB does not open ${place.bucket}: ${looked}`)
  if (generation !== 1) {
    throw new InfluxMisconfigured(
      `InfluxDB has no bucket or database ${place.bucket} (KOPPEL_INFLUX_BUCKET): ${looked}`,
    )
  }
  await influxQl(ask, place.bucket, `CREATE DATABASE ${quoted(place.bucket)}`).catch((error: unknown) => {
    throw new InfluxMisconfigured(`InfluxDB has no database ${place.bucket} and does not make one: ${reasonOf(error)}`)
  })
}

/** Null when the bucket can be read, else what InfluxDB says. */
async function look(ask: Ask, { bucket }: InfluxPlace, generation: Generation): Promise<string | null> {
  try {
    // 1.x has no measurements, and no fault, where there is no database; 2.x and 3.x map no retention policies.
    await influxQl(ask, bucket, generation === 1 ? 'SHOW RETENTION POLICIES' : 'SHOW MEASUREMENTS LIMIT 1')
    return null
  } catch (error) {
    return reasonOf(error)
  }
}

function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: { message?: string } }
  return cause?.message ?? String(error)
}

/** An identifier of InfluxQL. */
function quoted(name: string): string {
  return `"${name.replace(/[\\"]/g, '\\$&')}"`
}
