import { expect, test } from 'vitest'
import type { Log } from '../std/log.ts'
import { silent } from '../std/log.ts'
import { manualClock, settle } from '../std/manual-clock.ts'
import { ProblemError } from '../std/problems.ts'
import { seededRandom } from '../std/random.ts'
import { nextTurn } from '../std/turn.ts'
import type { DiskFaults } from './disk.ts'
import type { Inbox } from './inbox.ts'
import { INBOX_LIMITS, type InboxLimits } from './limits.ts'
import { type MemoryDisk, memoryDisk } from './memory-disk.ts'
import { openInbox } from './open.ts'
import { HEADER_BYTES } from './segment.ts'
import { drain, frameOf, textOf, waitingFor } from './testing/frames.ts'

function open(disk: MemoryDisk, limits: Partial<InboxLimits> = {}, log: Log = silent): Promise<Inbox> {
  const world = { clock: manualClock(), random: seededRandom(1), log }
  return openInbox({ disk, world, limits: { ...INBOX_LIMITS, ...limits } })
}

/** A log that remembers the words of each line above info. */
function rememberingLog(): Log & { lines: [string, Record<string, unknown>][] } {
  const lines: [string, Record<string, unknown>][] = []
  const keep = (fields: Record<string, unknown>, what: string): void => void lines.push([what, fields])
  return { ...silent, warn: keep, error: keep, lines }
}

const segments = async (disk: MemoryDisk): Promise<string[]> =>
  (await disk.list()).map(({ name }) => name).filter((name) => name.endsWith('.seg'))

test('frames come in the order of their appends, with growing places', async () => {
  const inbox = await open(memoryDisk())
  await Promise.all([inbox.append([frameOf('a'), frameOf('b')]), inbox.append([frameOf('c')])])
  await inbox.append([frameOf('d')])
  const frames = await waitingFor(inbox)
  expect(frames.map(textOf)).toEqual(['a', 'b', 'c', 'd'])
  expect(frames[0]).toMatchObject({ receivedAt: 1_790_000_000_000, source: 'v1/collars/123/report' })
  expect(frames.map(({ place }) => place)).toEqual(frames.map(({ place }) => place).toSorted((a, b) => a - b))
})

test('a reader gets the same frames until it says that they are done, and goes on behind them after a restart', async () => {
  const disk = memoryDisk()
  const first = await open(disk)
  await first.append(['a', 'b', 'c'].map((text) => frameOf(text)))
  expect((await first.reader('test').next(2))!.map(textOf)).toEqual(['a', 'b'])
  const again = (await first.reader('test').next(1))!
  expect(again.map(textOf)).toEqual(['a'])
  await first.reader('test').done(again[0]!.place)
  await first.close()
  expect((await waitingFor(await open(disk))).map(textOf)).toEqual(['b', 'c'])
})

test('a waiting reader is woken by an append, and gets null when the inbox closes', async () => {
  const inbox = await open(memoryDisk())
  const woken = inbox.reader('test').next(10)
  await inbox.append([frameOf('a')])
  const frames = (await woken)!
  expect(frames.map(textOf)).toEqual(['a'])
  await inbox.reader('test').done(frames[0]!.place)
  const waiting = inbox.reader('test').next(10)
  await inbox.close()
  expect(await waiting).toBeNull()
  await expect(inbox.append([frameOf('b')])).rejects.toMatchObject({ code: 'try-again-later' })
})

test('appends made during a sync share the next one', async () => {
  const syncs: string[] = []
  const held = Promise.withResolvers<void>()
  const inbox = await open(
    memoryDisk((step, name) => {
      if (step !== 'before-sync') return
      syncs.push(name)
      if (syncs.length === 2) return held.promise
    }),
  )
  const appends = [inbox.append([frameOf('first')])]
  await settle()
  for (let n = 0; n < 50; n++) appends.push(inbox.append([frameOf(`later ${n}`)]))
  held.resolve()
  await Promise.all(appends)
  // One for the new segment, one for the first frame, one for the other fifty.
  expect(syncs).toHaveLength(3)
})

test('after a batch of many the next stays open for a few turns while each brings something; an append alone is synced at once', async () => {
  const synced: string[] = []
  const disk = memoryDisk((moment) => void (moment === 'before-sync' && synced.push(moment)))
  const turn = () => new Promise<void>((resolve) => nextTurn(resolve))
  const inbox = await open(disk)
  const perBatch = async (first: number, turns: number): Promise<number> => {
    await inbox.append(Array.from({ length: first }, (_, at) => frameOf(`${at}`)))
    const before = synced.length
    const appended: Promise<void>[] = []
    for (let nth = 0; nth < turns; nth++) {
      appended.push(inbox.append([frameOf('one')]))
      await turn()
    }
    await Promise.all(appended)
    return synced.length - before
  }
  expect(await perBatch(INBOX_LIMITS.gatherFrom_frames, 4)).toBe(1)
  expect(await perBatch(1, 4)).toBe(4)
})

test('a batch closes at its limit of frames and of bytes', async () => {
  for (const limits of [{ batchFrames_max: 10 }, { batchBytes_max: 10 * 60 }]) {
    let syncs = 0
    const inbox = await open(
      memoryDisk((step) => void (step === 'before-sync' && syncs++)),
      limits,
    )
    await Promise.all(Array.from({ length: 100 }, (_, n) => inbox.append([frameOf(String(n % 10).repeat(16))])))
    expect(syncs).toBeGreaterThanOrEqual(11)
    expect(await waitingFor(inbox)).toHaveLength(100)
  }
})

test('nothing is acknowledged before it is synced, nor when the disk refuses; afterwards the inbox goes on', async () => {
  let refuse = false
  const faults: DiskFaults = (step) => {
    if (refuse && step === 'before-sync') throw new Error('EIO')
  }
  const log = rememberingLog()
  const disk = memoryDisk(faults)
  const inbox = await open(disk, {}, log)
  await inbox.append([frameOf('before')])
  refuse = true
  await expect(inbox.append([frameOf('lost')])).rejects.toBeInstanceOf(ProblemError)
  await expect(inbox.append([frameOf('lost too')])).rejects.toMatchObject({ code: 'try-again-later' })
  expect(log.lines.map(([what]) => what)).toEqual(['inbox disk fails, nothing is acknowledged'])
  refuse = false
  await inbox.append([frameOf('after')])
  expect((await drain(inbox)).map(textOf)).toEqual(['before', 'after'])
  await inbox.close()
  await (await open(disk)).append([frameOf('again')])
})

test('segments stay small and are deleted once every reader is past them', async () => {
  const disk = memoryDisk()
  const inbox = await open(disk, { segmentBytes_max: 1_000, spareSegments_max: 0 })
  const readAll = async (name: string): Promise<void> => {
    for (let read = 0; read < 50; ) {
      const frames = (await inbox.reader(name).next(7))!
      await inbox.reader(name).done(frames.at(-1)!.place)
      read += frames.length
    }
  }
  inbox.reader('slow')
  for (let n = 0; n < 50; n++) await inbox.append([frameOf(`${n}`.padEnd(100))])
  expect((await segments(disk)).length).toBeGreaterThan(5)
  for (const { bytes } of await disk.list()) expect(bytes).toBeLessThanOrEqual(1_000 + HEADER_BYTES)
  await readAll('fast')
  expect((await segments(disk)).length).toBeGreaterThan(5)
  await readAll('slow')
  expect(await segments(disk)).toHaveLength(1)
  expect(inbox.backlog()).toEqual({ bytes: 0, oldestReceivedAt: null })
})

test('places are known after a restart although the segment that recorded them is gone', async () => {
  const disk = memoryDisk()
  const first = await open(disk, { segmentBytes_max: 500 })
  for (let n = 0; n < 20; n++) {
    await first.append([frameOf(`${n}`.padEnd(100))])
    await drain(first)
  }
  await first.append([frameOf('new')])
  await first.close()
  expect((await drain(await open(disk))).map(textOf)).toEqual(['new'])
})

test('the backlog tells bytes and age for the slowest reader', async () => {
  const inbox = await open(memoryDisk())
  expect(inbox.backlog()).toEqual({ bytes: 0, oldestReceivedAt: null })
  inbox.reader('slow')
  await inbox.append([frameOf('a', 1_000)])
  await inbox.append([frameOf('b', 2_000)])
  const both = inbox.backlog()
  expect(both.oldestReceivedAt).toBe(1_000)
  const [first] = (await inbox.reader('fast').next(1))!
  await inbox.reader('fast').done(first!.place)
  expect(inbox.backlog()).toEqual(both)
  const [slowFirst] = (await inbox.reader('slow').next(1))!
  await inbox.reader('slow').done(slowFirst!.place)
  expect(inbox.backlog().bytes).toBeLessThan(both.bytes)
  expect(inbox.backlog().oldestReceivedAt).toBe(2_000)
})

test('the age of what waits is known after a restart', async () => {
  const disk = memoryDisk()
  const first = await open(disk, { segmentBytes_max: 300 })
  for (let n = 0; n < 10; n++) await first.append([frameOf(`${n}`.padEnd(100), 1_000 + n)])
  await first.close()
  const again = await open(disk)
  expect(again.backlog().oldestReceivedAt).toBe(1_000)
  await drain(again)
  expect(again.backlog()).toEqual({ bytes: 0, oldestReceivedAt: null })
})

test('a full inbox refuses until its reader has caught up', async () => {
  const inbox = await open(memoryDisk(), { backlogBytes_max: 1_000 })
  inbox.reader('test')
  const big = (): Promise<void> => inbox.append([frameOf('x'.repeat(400))])
  await big()
  await big()
  await expect(big()).rejects.toMatchObject({ code: 'try-again-later' })
  await drain(inbox)
  await big()
})

test('the queue before the disk has a limit', async () => {
  const held = Promise.withResolvers<void>()
  const inbox = await open(
    memoryDisk((step) => (step === 'before-sync' ? held.promise : undefined)),
    { waitingFrames_max: 3 },
  )
  const first = inbox.append([frameOf('a')])
  await settle()
  const queued = inbox.append(['b', 'c', 'd'].map((text) => frameOf(text)))
  await expect(inbox.append([frameOf('e')])).rejects.toMatchObject({ code: 'try-again-later' })
  held.resolve()
  await Promise.all([first, queued])
})

test('frames out of bounds are refused by name and cost nothing', async () => {
  const inbox = await open(memoryDisk())
  const good = frameOf('x')
  await expect(inbox.append([{ ...good, payload: new Uint8Array(65_537) }])).rejects.toMatchObject({
    code: 'too-large',
  })
  await expect(inbox.append([{ ...good, source: 'ö'.repeat(128) }])).rejects.toMatchObject({ code: 'invalid-request' })
  await expect(inbox.append([{ ...good, receivedAt: Number.NaN }])).rejects.toMatchObject({ code: 'invalid-request' })
  await inbox.append([])
  await inbox.append([{ ...good, source: '', payload: new Uint8Array() }])
  expect(await waitingFor(inbox)).toMatchObject([{ source: '', payload: new Uint8Array() }])
})

test('readers are limited, named simply, asked once at a time, and done only with what they got', async () => {
  const inbox = await open(memoryDisk(), { readers_max: 1 })
  const reader = inbox.reader('test')
  expect(inbox.reader('test')).toBe(reader)
  expect(() => inbox.reader('other')).toThrow('too many readers')
  expect(() => inbox.reader('../up')).toThrow('not a reader')
  const waiting = reader.next(1)
  await expect(reader.next(1)).rejects.toThrow('twice at once')
  await inbox.append([frameOf('a')])
  const [frame] = (await waiting)!
  await expect(reader.done(frame!.place - 1)).rejects.toThrow('not handed out')
  await expect(reader.next(0)).rejects.toThrow('at least 1')
})

test('one bad sector costs one frame: it is logged and set aside, the frames around it are read', async () => {
  const disk = memoryDisk()
  const first = await open(disk)
  await first.append(['before', 'DAMAGED', 'behind'].map((text) => frameOf(text)))
  await first.close()
  const [name] = await segments(disk)
  const bytes = Buffer.from(await disk.read(name!, 0, 10_000))
  disk.rot(name!, bytes.indexOf('DAMAGED'))

  const log = rememberingLog()
  const again = await open(disk, {}, log)
  expect((await drain(again)).map(textOf)).toEqual(['before', 'behind'])
  expect(log.lines.map(([what]) => what)).toEqual(['inbox frames damaged, set aside'])
  const copy = (await disk.list()).find((file) => file.name.endsWith('.damaged'))!
  expect(Buffer.from(await disk.read(copy.name, 0, copy.bytes)).toString('latin1')).toContain('AMAGED')
})

test('one damaged copy of a segment header is survived, two are told and cost that segment alone', async () => {
  const disk = memoryDisk()
  const first = await open(disk, { segmentBytes_max: 200 })
  for (const text of ['one', 'two', 'three']) await first.append([frameOf(text.padEnd(100))])
  await first.close()
  const [name] = await segments(disk)
  disk.rot(name!, 14)
  expect((await waitingFor(await open(disk), 'a')).map(textOf)[0]).toMatch('one')
  disk.rot(name!, 32 + 14)
  const log = rememberingLog()
  expect((await waitingFor(await open(disk, {}, log), 'a')).map(textOf)[0]).toMatch('two')
  expect(log.lines.map(([what]) => what)).toContain('inbox segment has no readable header, passed over')
})

test('a payload larger than what is read at once still comes', async () => {
  const inbox = await open(memoryDisk(), { readBytes_max: 100 })
  await inbox.append([frameOf('x'.repeat(5_000)), frameOf('y')])
  expect((await drain(inbox)).map(textOf)).toEqual(['x'.repeat(5_000), 'y'])
})

test('closing lets what was accepted finish, also what waits for its turn behind a sync', async () => {
  const held = Promise.withResolvers<void>()
  let syncs = 0
  const disk = memoryDisk((step) => (step === 'before-sync' && ++syncs === 2 ? held.promise : undefined))
  let isClosed = false
  const closing: MemoryDisk = {
    ...disk,
    async write(name, offset, bytes) {
      if (isClosed) throw new Error('closed')
      return disk.write(name, offset, bytes)
    },
    async close() {
      isClosed = true
    },
  }
  const inbox = await open(closing)
  const appends = [inbox.append([frameOf('under way')])]
  await settle()
  appends.push(inbox.append([frameOf('waits')]))
  const closed = inbox.close()
  held.resolve()
  await closed
  expect((await Promise.allSettled(appends)).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
  expect((await drain(await open(disk))).map(textOf)).toEqual(['under way', 'waits'])
})
