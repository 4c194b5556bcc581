import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Log, silent } from '../std/log.ts'
import { telemetryContract } from './contract.ts'
import { type EmbeddedLimits, openEmbeddedTelemetry } from './embedded.ts'
import { openTelemetryCore } from './embedded-core.ts'
import { packSamples } from './packed.ts'
import type { Sample, TelemetryStore } from './telemetry.ts'

const world = { log: silent }
const noon = Date.UTC(2026, 10, 22, 12)
const all = { from: 0, to: noon + 1e9, limit: 10_000 }
const many = (count: number): Sample[] => Array.from({ length: count }, (_, n) => ({ at: noon + n, bat: n % 100 }))

/** How many rows each of the tables has, read past the store. */
function rowsOf(...tables: string[]): number[] {
  const reader = new DatabaseSync(file, { readOnly: true })
  const rows = tables.map((table) => Number(reader.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.rows))
  reader.close()
  return rows
}

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'telemetry-'))
  file = join(folder, 'telemetry.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

const limits: Partial<EmbeddedLimits> = { stepRows_max: 40, bootsKnown_max: 2 }
telemetryContract('embedded in memory', () => openEmbeddedTelemetry({ memory: true, world }))
telemetryContract('embedded in a worker', () => openEmbeddedTelemetry({ file, world }))
telemetryContract('embedded with the smallest limits', () =>
  openEmbeddedTelemetry({ file, inline: true, world, limits }),
)

describe('a file', () => {
  test('opened again holds what was written, and the offsets that were fixed', async () => {
    const first = await openEmbeddedTelemetry({ file, world })
    await first.write(packSamples([{ seriesId: 'dog', samples: many(10) }]))
    await first.offsetFor('collar', 1, { receivedAt: noon, now: 0 })
    await first.close()
    const second = await openEmbeddedTelemetry({ file, world })
    expect((await second.last('dog'))?.at).toBe(noon + 9)
    expect((await second.offsetFor('collar', 1, { receivedAt: noon + 1, now: 5 })).offset_ms).toBe(noon)
    await second.close()
  })

  test('holds an answered write though nobody closed it, as another reader sees', async () => {
    const store = await openEmbeddedTelemetry({ file, world })
    await store.write(packSamples([{ seriesId: 'dog', samples: many(10) }]))
    const reader = new DatabaseSync(file, { readOnly: true })
    expect(reader.prepare('SELECT count(*) AS rows FROM samples').get()?.rows).toBe(10)
    expect(reader.prepare('PRAGMA journal_mode').get()?.journal_mode).toBe('wal')
    reader.close()
    await store.close()
  })

  test('holds nothing of an erased series, not even in unused pages', async () => {
    const store = await openEmbeddedTelemetry({ file, world })
    await store.write(packSamples([{ seriesId: 'the-name-of-a-dog', samples: many(3_000) }]))
    await store.erase('the-name-of-a-dog')
    const left = Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name))))
    expect(left.includes('SQLite format 3')).toBe(true)
    expect(left.includes('the-name-of-a-dog')).toBe(false)
    await store.close()
    expect(rowsOf('series', 'samples', 'newest', 'erased')).toEqual([0, 0, 0, 0])
  })

  test('finishes at its next opening an erasure that a crash cut short', async () => {
    const core = openTelemetryCore(file)
    core.write(packSamples([{ seriesId: 'dog', samples: many(100) }]))
    core.forget('dog')
    core.sweep(10)
    core.close()
    const store = await openEmbeddedTelemetry({ file, world })
    await store.close()
    expect(rowsOf('samples', 'erased')).toEqual([0, 0])
  })

  test('of a forgotten series never lends its rows to a new one', () => {
    const core = openTelemetryCore(file)
    core.write(packSamples([{ seriesId: 'dog', samples: many(3) }]))
    core.forget('dog')
    core.write(packSamples([{ seriesId: 'fox', samples: [{ at: noon + 50, bat: 5 }] }]))
    expect(core.series({ ...all, seriesId: 'fox', field: 'bat' })).toEqual([[noon + 50, 5]])
    core.close()
  })

  test('pruned of all that a series had holds nothing of the series', async () => {
    const store = await openEmbeddedTelemetry({ file, inline: true, world })
    await store.write(
      packSamples([
        { seriesId: 'dog', samples: many(10) },
        { seriesId: 'fox', samples: [{ at: noon + 50, bat: 5 }] },
      ]),
    )
    await store.prune({ olderThan: noon + 50 })
    await store.close()
    expect(rowsOf('series', 'samples', 'newest')).toEqual([1, 1, 1])
  })

  test('forgets old boots but never the newest of a device', async () => {
    const store = await openEmbeddedTelemetry({ file, world, limits: { bootsKnown_max: 1, stepRows_max: 1 } })
    for (const boot of [1, 2, 3]) await store.offsetFor('collar', boot, { receivedAt: noon, now: boot })
    await store.prune({ olderThan: noon + 1 })
    await store.close()
    const reader = new DatabaseSync(file, { readOnly: true })
    expect(reader.prepare('SELECT boot FROM boots').all()).toEqual([{ boot: 3 }])
    reader.close()
  })
})

describe('trouble', () => {
  const failing = { code: 'try-again-later' }
  const places = [{ inline: true }, { inline: false }]

  test.each(places)('a file that is none of ours is refused by name (%j)', async (place) => {
    writeFileSync(file, 'something else entirely, long enough to be read as a header of a database file'.repeat(20))
    await expect(openEmbeddedTelemetry({ file, ...place, world })).rejects.toMatchObject(failing)
    expect(readFileSync(file, 'utf8')).toMatch(/^something else/)
  })

  test.each(places)('a file of a later version is refused and left alone (%j)', async (place) => {
    const later = new DatabaseSync(file)
    later.exec('PRAGMA user_version = 99')
    later.close()
    await expect(openEmbeddedTelemetry({ file, ...place, world })).rejects.toMatchObject({
      ...failing,
      cause: { message: expect.stringContaining('99') },
    })
  })

  test.each(places)('a folder that is not there is refused (%j)', async (place) => {
    const lost = join(folder, 'nowhere', 'telemetry.db')
    await expect(openEmbeddedTelemetry({ file: lost, ...place, world })).rejects.toMatchObject(failing)
  })

  test.each(places)('a write that fails half way leaves nothing and is told in the log (%j)', async (place) => {
    const told: string[] = []
    const log: Log = { ...silent, warn: (_, what) => told.push(what) }
    const store = await openEmbeddedTelemetry({ file, ...place, world: { log } })
    const breaker = new DatabaseSync(file)
    breaker.exec(
      "CREATE TRIGGER full BEFORE INSERT ON samples WHEN new.bat = 9 BEGIN SELECT RAISE(ABORT, 'disk full'); END",
    )
    breaker.close()
    await expect(store.write(packSamples([{ seriesId: 'dog', samples: many(10) }]))).rejects.toMatchObject(failing)
    expect(rowsOf('series', 'samples', 'newest')).toEqual([0, 0, 0])
    await store.write(packSamples([{ seriesId: 'dog', samples: many(9) }]))
    expect((await store.last('dog'))?.bat).toBe(8)
    expect(told).toEqual(['telemetry call failed'])
    await store.close()
  })

  test('pruning that is stopped ends after the step it is in, and the next goes on with the rest', async () => {
    const store = await openEmbeddedTelemetry({ file, inline: true, world, limits: { stepRows_max: 40 } })
    await store.write(packSamples([{ seriesId: 'dog', samples: many(500) }]))
    const stop = new AbortController()
    const pruning = store.prune({ olderThan: noon + 500, signal: stop.signal })
    stop.abort(new Error('stopped'))
    await expect(pruning).rejects.toThrow('stopped')
    expect(rowsOf('samples')).toEqual([460])
    await store.prune({ olderThan: noon + 500 })
    expect(rowsOf('samples')).toEqual([0])
    await store.close()
  })

  test('a call too many is refused at once, and the others are answered', async () => {
    const store = await openEmbeddedTelemetry({ file, world, limits: { requests_max: 3 } })
    const asked = await Promise.allSettled([1, 2, 3, 4, 5].map(() => store.last('dog')))
    expect(asked.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled', 'rejected', 'rejected'])
    expect(asked[3]).toMatchObject({ reason: failing })
    expect(await store.last('dog')).toBe(null)
    await store.close()
  })

  test.each(places)('closing finishes what was accepted and refuses the rest (%j)', async (place) => {
    const store: TelemetryStore = await openEmbeddedTelemetry({ file, ...place, world })
    const accepted = store.write(packSamples([{ seriesId: 'dog', samples: many(500) }]))
    const closed = store.close()
    await expect(store.last('dog')).rejects.toMatchObject(failing)
    await accepted
    await closed
    await store.close()
    expect(rowsOf('samples')).toEqual([500])
  })
})
