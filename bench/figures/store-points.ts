import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { systemClock } from '../../src/std/clock.ts'
import { silent } from '../../src/std/log.ts'
import { openEmbeddedTelemetry } from '../../src/telemetry/embedded.ts'
import { prepareSchema } from '../../src/telemetry/embedded-schema.ts'
import { packSamples } from '../../src/telemetry/packed.ts'
import { FIELDS, type Sample } from '../../src/telemetry/telemetry.ts'
import { type Figure, figure } from '../figure.ts'
import { inNewDirectory } from '../house/house.ts'
import { median } from '../measure/quantile.ts'

const ROUND_MS = 60_000
/** A minute each: fewer than nine. */
const ROUNDS = 3
const DEVICES = 500
/** Of each device in a write: what ten reports of it bring. */
const EACH = 10
const START_MS = Date.UTC(2026, 9, 1)
const clock = systemClock()

export const STORE_FIGURES = ['store-points']

/** Points a second into the embedded store, each write durable and to be queried before the next, beside bare inserts of the same rows into the same table. */
export function storeFigures(): Promise<Figure[]> {
  return inNewDirectory(async (directory) => {
    const measured = { store: [] as number[], raw: [] as number[] }
    for (let round = 0; round < ROUNDS; round++) {
      const file = join(directory, `${round}.db`)
      const sides = [
        async () => measured.store.push(await intoStore(`${file}-store`)),
        async () => measured.raw.push(await intoTable(`${file}-raw`)),
      ]
      for (const side of round % 2 === 0 ? sides : sides.toReversed()) await side()
      for (const name of [`${file}-store`, `${file}-raw`])
        for (const part of ['', '-wal', '-shm']) await rm(name + part, { force: true })
    }
    const peer = { name: 'node:sqlite, the same rows', value: median(measured.raw) }
    const value = median(measured.store)
    return [figure('store-points', 'points/s', { value, peer }, { of: 'ratio', least: 0.6 })]
  })
}

async function intoStore(file: string): Promise<number> {
  const store = await openEmbeddedTelemetry({ file, world: { log: silent } })
  try {
    return await rateOf(async (write) => {
      await store.write(packSamples(devices.map((device) => ({ seriesId: device, samples: samplesOf(write) }))))
    })
  } finally {
    await store.close()
  }
}

async function intoTable(file: string): Promise<number> {
  const db = new DatabaseSync(file)
  prepareSchema(db)
  const names = FIELDS.map((field) => `"${field}"`).join(', ')
  const insert = db.prepare(`INSERT INTO samples (series_id, at, ${names}) VALUES (?, ?${', ?'.repeat(FIELDS.length)})`)
  try {
    return await rateOf(async (write) => {
      db.exec('BEGIN IMMEDIATE')
      for (let device = 0; device < DEVICES; device++)
        for (const sample of samplesOf(write))
          insert.run(device, sample.at, ...FIELDS.map((field) => sample[field] ?? null))
      db.exec('COMMIT')
    })
  } finally {
    db.close()
  }
}

const devices = Array.from({ length: DEVICES }, (_, at) => `device-${at}`)

function samplesOf(write: number): Sample[] {
  return Array.from({ length: EACH }, (_, at): Sample => {
    const measured = { lat: 59.329323, lon: 18.068581, acc: 6.5, alt: 28.4, spd: 1.4, crs: 271.5, bat: 87.5, rssi: -91 }
    return { at: START_MS + (write * EACH + at) * 1_000, ...measured }
  })
}

async function rateOf(write: (nth: number) => Promise<void>): Promise<number> {
  const began_ms = clock.monotonic()
  let writes = 0
  while (clock.monotonic() - began_ms < ROUND_MS) await write(writes++)
  return (writes * DEVICES * EACH * 1_000) / (clock.monotonic() - began_ms)
}
