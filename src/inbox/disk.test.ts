import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Disk } from './disk.ts'
import { memoryDisk } from './memory-disk.ts'
import { workerDisk } from './worker-disk.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'koppel-inbox-'))
  folders.push(folder)
  return folder
}

const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text))

const disks: Record<string, () => Promise<Disk>> = {
  memory: async () => memoryDisk(),
  'a folder behind a thread': () => workerDisk(join(newFolder(), 'made', 'when-absent')),
}

describe.each(Object.entries(disks))('%s', (_, openDisk) => {
  async function textOf(disk: Disk, name: string): Promise<string> {
    return Buffer.from(await disk.read(name, 0, 1_000)).toString()
  }

  test('keeps what is created, appended and cut', async () => {
    const disk = await openDisk()
    await disk.create('a', bytesOf('head'))
    await disk.write('a', 4, bytesOf(' and tail'))
    expect(await textOf(disk, 'a')).toBe('head and tail')
    await disk.truncate('a', 8)
    await disk.write('a', 8, bytesOf(' more'))
    expect(await textOf(disk, 'a')).toBe('head and more')
    expect(await disk.list()).toEqual([{ name: 'a', bytes: 13 }])
    await disk.close()
  })

  test('gives what was written back, a whole buffer or a part of one', async () => {
    const disk = await openDisk()
    await disk.create('a', bytesOf(''))
    const whole = await disk.write('a', 0, new Uint8Array([104, 101, 97, 100]))
    const part = await disk.write('a', 4, new Uint8Array([0, 116, 97, 105, 108, 0]).subarray(1, 5))
    expect([whole, part].map((bytes) => Buffer.from(bytes).toString())).toEqual(['head', 'tail'])
    expect(await textOf(disk, 'a')).toBe('headtail')
    await disk.close()
  })

  test('reads a part, and less where the file ends', async () => {
    const disk = await openDisk()
    await disk.create('a', bytesOf('0123456789'))
    expect(Buffer.from(await disk.read('a', 2, 3)).toString()).toBe('234')
    expect(Buffer.from(await disk.read('a', 8, 5)).toString()).toBe('89')
    expect(await disk.read('a', 20, 5)).toHaveLength(0)
    await disk.close()
  })

  test('creates over what was there', async () => {
    const disk = await openDisk()
    await disk.create('a', bytesOf('long before'))
    await disk.write('a', 11, bytesOf('!'))
    await disk.create('a', bytesOf('now'))
    await disk.write('a', 3, bytesOf('.'))
    expect(await textOf(disk, 'a')).toBe('now.')
    await disk.close()
  })

  test('forgets what is removed, also the file written last', async () => {
    const disk = await openDisk()
    await disk.create('a', bytesOf('x'))
    await disk.write('a', 1, bytesOf('y'))
    await disk.remove('a')
    expect(await disk.list()).toEqual([])
    await expect(disk.read('a', 0, 1)).rejects.toThrow(/a/)
    await disk.close()
  })

  test('rejects an append to a file that is not there, and goes on', async () => {
    const disk = await openDisk()
    await expect(disk.write('nowhere', 0, bytesOf('x'))).rejects.toThrow(/nowhere/)
    await disk.create('a', bytesOf('x'))
    expect(await textOf(disk, 'a')).toBe('x')
    await disk.close()
  })
})

test('a closed disk rejects', async () => {
  const disk = await workerDisk(newFolder())
  await disk.close()
  await expect(disk.create('a', bytesOf('x'))).rejects.toThrow('closed')
  await disk.close()
})

test('a folder that cannot be made rejects at opening', async () => {
  const folder = newFolder()
  writeFileSync(join(folder, 'file'), '')
  await expect(workerDisk(join(folder, 'file', 'below'))).rejects.toThrow('ENOTDIR')
})
