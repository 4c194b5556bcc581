import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { saveFile } from './save-file.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'koppel-save-'))
  path = join(folder, 'track.gpx')
})
afterEach(() => rmSync(folder, { recursive: true }))

async function* bytes(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

test('a file has its name only when it is whole', async () => {
  const seen: string[][] = []
  async function* watched(): AsyncGenerator<Uint8Array> {
    for await (const chunk of bytes('<gpx>', '</gpx>')) {
      yield chunk
      seen.push(readdirSync(folder))
    }
  }
  await saveFile(path, watched())
  expect(seen).toEqual([['track.gpx.part'], ['track.gpx.part']])
  expect(readdirSync(folder)).toEqual(['track.gpx'])
  expect(readFileSync(path, 'utf8')).toBe('<gpx></gpx>')
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('what breaks off leaves nothing behind', async () => {
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('<gpx>')
    throw new TypeError('terminated')
  }
  await expect(saveFile(path, broken())).rejects.toThrow('terminated')
  expect(readdirSync(folder)).toEqual([])
})

test('what a killed process began is begun anew', async () => {
  writeFileSync(`${path}.part`, 'a much longer beginning than what comes now')
  await saveFile(path, bytes('whole'))
  expect(readdirSync(folder)).toEqual(['track.gpx'])
  expect(readFileSync(path, 'utf8')).toBe('whole')
})

test('an existing file stays as it is, also one that came meanwhile', async () => {
  async function* slow(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('late')
    writeFileSync(path, 'came meanwhile')
  }
  await expect(saveFile(path, slow())).rejects.toMatchObject({ code: 'EEXIST' })
  await expect(saveFile(path, bytes('again'))).rejects.toMatchObject({ code: 'EEXIST' })
  expect(readFileSync(path, 'utf8')).toBe('came meanwhile')
  expect(readdirSync(folder)).toEqual(['track.gpx'])
})
