import { expect, test } from 'vitest'
import { silent } from '../std/log.ts'
import { manualClock } from '../std/manual-clock.ts'
import { seededRandom } from '../std/random.ts'
import type { Inbox } from './inbox.ts'
import { INBOX_LIMITS, type InboxLimits } from './limits.ts'
import { type MemoryDisk, memoryDisk } from './memory-disk.ts'
import { openInbox } from './open.ts'
import { drain, frameOf, textOf } from './testing/frames.ts'

function open(disk: MemoryDisk, limits: Partial<InboxLimits> = {}): Promise<Inbox> {
  const world = { clock: manualClock(), random: seededRandom(1), log: silent }
  return openInbox({ disk, world, limits: { ...INBOX_LIMITS, ...limits } })
}

const segments = async (disk: MemoryDisk): Promise<string[]> =>
  (await disk.list()).map(({ name }) => name).filter((name) => name.endsWith('.seg'))

/** Appends frames of 100 bytes and is done with each. */
async function passThrough(inbox: Inbox, from: number, count: number): Promise<void> {
  for (let n = from; n < from + count; n++) {
    await inbox.append([frameOf(`frame ${n}`.padEnd(100))])
    await drain(inbox)
  }
}

/** Everything that stands in the files, read or not. */
async function everything(disk: MemoryDisk): Promise<string> {
  const files = await disk.list()
  return (await Promise.all(files.map(({ name, bytes }) => disk.read(name, 0, bytes))))
    .map((bytes) => Buffer.from(bytes).toString('latin1'))
    .join()
}

test('once readers have passed a segment, a later one is written over its file, and a crash finds only what belongs there', async () => {
  const created: string[] = []
  const disk = memoryDisk()
  const counting: MemoryDisk = {
    ...disk,
    create(name, bytes) {
      created.push(name)
      return disk.create(name, bytes)
    },
  }
  const inbox = await open(counting, { segmentBytes_max: 3_000, spareSegments_max: 2 })
  await passThrough(inbox, 0, 200)
  expect(created.length).toBeLessThanOrEqual(4)
  expect((await segments(disk)).length).toBeLessThanOrEqual(3)
  for (const text of ['not', 'done', 'yet']) await inbox.append([frameOf(text)])
  const after = disk.crash(seededRandom(1))
  expect((await drain(await open(after, { segmentBytes_max: 3_000 }))).map(textOf)).toEqual(['not', 'done', 'yet'])
})

test('what was dealt with is gone from the disk when no segment was begun for a while, and when the inbox closes', async () => {
  const clock = manualClock()
  const disk = memoryDisk()
  const limits = { ...INBOX_LIMITS, segmentBytes_max: 3_000, spareSegments_max: 2 }
  const openAt = () => openInbox({ disk, world: { clock, random: seededRandom(1), log: silent }, limits })
  const inbox = await openAt()
  await passThrough(inbox, 100, 100)
  await inbox.append([frameOf('waits')])
  // The first segments were begun after somebody had looked: then it is too early.
  await clock.advance(INBOX_LIMITS.spares_ms_max)
  expect((await segments(disk)).length).toBeGreaterThan(1)
  expect(await everything(disk)).toContain('frame 17')
  await clock.advance(INBOX_LIMITS.spares_ms_max)
  expect(await segments(disk)).toHaveLength(1)
  expect(await everything(disk)).not.toMatch(/frame 1[0-8]/)
  await passThrough(inbox, 300, 100)
  await inbox.append([frameOf('waits still')])
  await inbox.close()
  expect(await segments(disk)).toHaveLength(1)
  expect(await everything(disk)).not.toMatch(/frame 3[0-8]/)
  expect((await drain(await openAt())).map(textOf)).toEqual(['waits still'])
})

test('a segment that the disk refused to begin, and that is there all the same after a crash, hides nothing that came after it', async () => {
  for (const order of ['as listed', 'reversed']) {
    let isWaiting = false
    let refusing: string | null = null
    const disk = memoryDisk((step, name) => {
      if (step === 'after-sync' && name === refusing) throw new Error('EIO')
    })
    const refused: string[] = []
    const watched: MemoryDisk = {
      ...disk,
      write(name, offset, bytes) {
        refusing = isWaiting && offset === 0 && refused.length === 0 ? name : null
        if (refusing) refused.push(name)
        return disk.write(name, offset, bytes)
      },
    }
    const limits = { segmentBytes_max: 3_000, spareSegments_max: 4 }
    const inbox = await open(watched, limits)
    inbox.reader('test')
    for (let n = 0; n < 20; n++) await inbox.append([frameOf(`before ${n}`.padEnd(600))])
    await drain(inbox)
    isWaiting = true
    const kept: string[] = []
    for (let n = 0, since = 0; since < 4; n++, since += refused.length) {
      const text = `frame ${n}`.padEnd(600)
      await inbox.append([frameOf(text)]).then(
        () => kept.push(text),
        () => {},
      )
    }
    refusing = null
    // Everything that may come back does.
    const after = disk.crash({ bytes: (count) => new Uint8Array(count) })
    expect((await after.list()).map(({ name }) => name)).toContain(refused[0])
    const listed: MemoryDisk = {
      ...after,
      list: async () => (order === 'reversed' ? (await after.list()).toReversed() : after.list()),
    }
    expect((await drain(await open(listed, limits))).map(textOf), order).toEqual(kept)
  }
})
