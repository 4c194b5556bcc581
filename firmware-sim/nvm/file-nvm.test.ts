import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fileNvm } from './file-nvm.ts'
import { frameRecord, readJournal } from './journal.ts'

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'koppel-nvm-'))
})
afterAll(() => rmSync(dir, { recursive: true }))
const text = (bytes: Uint8Array | null): string | null => bytes && Buffer.from(bytes).toString()
const store = async (path: string, ...values: string[]): Promise<void> => {
  const nvm = fileNvm(path)
  nvm.load()
  for (const value of values) await nvm.store(Buffer.from(value))
}

it('a collar fresh from production has no memory', () => {
  expect(fileNvm(join(dir, 'fresh')).load()).toBeNull()
})

it('what was stored last is there after a restart', async () => {
  const path = join(dir, 'last')
  await store(path, 'one', 'two')
  await store(path, 'three')
  expect(text(fileNvm(path).load())).toBe('three')
})

it('a tear at any byte of the newest record leaves the one before, and the next store heals the file', async () => {
  const path = join(dir, 'torn')
  await store(path, 'the old state', 'the new state')
  const whole = readFileSync(path)
  const end = frameRecord(Buffer.from('the old state')).length
  for (let size = end; size < whole.length; size++) {
    writeFileSync(path, whole)
    truncateSync(path, size)
    expect(text(fileNvm(path).load())).toBe('the old state')
    await store(path, 'healed')
    expect(text(fileNvm(path).load())).toBe('healed')
  }
})

it('noise behind the last record is not believed', async () => {
  const path = join(dir, 'noise')
  await store(path, 'good')
  appendFileSync(path, Buffer.alloc(200, 0xff))
  expect(text(fileNvm(path).load())).toBe('good')
})

it('a damaged record is stepped over when a later one is whole', async () => {
  const path = join(dir, 'damaged')
  await store(path, 'first', 'second', 'third')
  const bytes = readFileSync(path)
  const inSecond = frameRecord(Buffer.from('first')).length + 9
  bytes[inSecond] = (bytes[inSecond] ?? 0) ^ 1
  writeFileSync(path, bytes)
  expect(text(fileNvm(path).load())).toBe('third')
})

it('memory of which nothing is whole is refused, not taken for a fresh collar', async () => {
  const path = join(dir, 'ruined')
  await store(path, 'only')
  const bytes = readFileSync(path)
  bytes[10] = (bytes[10] ?? 0) ^ 1
  writeFileSync(path, bytes)
  expect(() => fileNvm(path).load()).toThrow('nvm-unreadable')
})

it('the journal stays small however often it is written', async () => {
  const path = join(dir, 'often')
  const nvm = fileNvm(path)
  for (let round = 0; round < 30; round++) await nvm.store(Buffer.alloc(10_000, round))
  expect(statSync(path).size).toBeLessThanOrEqual(64 * 1024)
  expect(fileNvm(path).load()).toEqual(new Uint8Array(10_000).fill(29))
})

it('no bytes at all make the journal throw or invent a record', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 100 }), (record, tail) => {
      const file = Buffer.concat([frameRecord(record), tail])
      for (let end = 0; end < file.length; end++) {
        const { last } = readJournal(file.subarray(0, end))
        expect(last === null || end >= 8 + record.length).toBe(true)
      }
    }),
    { numRuns: 50 },
  )
})
