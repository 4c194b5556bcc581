import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { prepareSchema } from './embedded-schema.ts'

let folder: string
let db: DatabaseSync
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'telemetry-schema-'))
  db = new DatabaseSync(join(folder, 'telemetry.db'))
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true })
})

test('every commit waits for the disk (synchronous = FULL), also in a file opened again', () => {
  for (const opening of ['first', 'second']) {
    prepareSchema(db)
    expect([opening, db.prepare('PRAGMA synchronous').get()?.synchronous]).toEqual([opening, 2])
  }
})

test('a schema that fails half way leaves an empty file, so that the next opening makes it whole', () => {
  db.exec('CREATE TABLE newest (in_the_way TEXT)')
  expect(() => prepareSchema(db)).toThrow(/newest/)
  db.exec('ROLLBACK; DROP TABLE newest')
  expect(db.prepare('SELECT name FROM sqlite_schema').all()).toEqual([])
  prepareSchema(db)
  expect(db.prepare('PRAGMA user_version').get()?.user_version).toBe(3)
})
