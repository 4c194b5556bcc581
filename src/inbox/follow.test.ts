import { expect, test } from 'vitest'
import { silent } from '../std/log.ts'
import { manualClock } from '../std/manual-clock.ts'
import { below, seededRandom } from '../std/random.ts'
import type { Frames, Inbox, PlacedFrame } from './inbox.ts'
import { INBOX_LIMITS } from './limits.ts'
import { type MemoryDisk, memoryDisk } from './memory-disk.ts'
import { openInbox } from './open.ts'
import { frameOf, textOf } from './testing/frames.ts'

/** Small, so that a handful of frames is several readings and several segments, the last of them in memory. */
const SMALL = { ...INBOX_LIMITS, segmentBytes_max: 400, readBytes_max: 150, recentBytes_max: 200, followBytes_max: 400 }
/** Every other seed has everything from disk. */
const open = (disk: MemoryDisk, seed = 1): Promise<Inbox> =>
  openInbox({
    disk,
    world: { clock: manualClock(), random: seededRandom(seed), log: silent },
    limits: { ...SMALL, recentBytes_max: seed % 2 === 0 ? 0 : SMALL.recentBytes_max },
  })

type Following = AsyncIterator<Frames>
const follow = (inbox: Inbox): Following => inbox.reader('test').follow()[Symbol.asyncIterator]()

/** Everything up to the first sign that there is nothing more. */
async function untilCaughtUp(following: Following): Promise<PlacedFrame[]> {
  const all: PlacedFrame[] = []
  for (;;) {
    const { value, done } = await following.next()
    if (done || value.length === 0) return all
    all.push(...value)
  }
}

test('whoever follows gets each frame once, also those far beyond what is done, and is told when there are no more', async () => {
  const inbox = await open(memoryDisk())
  const texts = Array.from({ length: 40 }, (_, at) => `frame ${at}`)
  for (const text of texts.slice(0, 30)) await inbox.append([frameOf(text)])
  const following = follow(inbox)
  expect((await untilCaughtUp(following)).map(textOf)).toEqual(texts.slice(0, 30))
  const later = untilCaughtUp(following)
  await inbox.append(texts.slice(30).map((text) => frameOf(text)))
  expect((await later).map(textOf)).toEqual(texts.slice(30))
  await inbox.close()
  expect((await following.next()).done).toBe(true)
})

test('done may name any frame that was given, and after a restart following begins behind it', async () => {
  const disk = memoryDisk()
  const inbox = await open(disk)
  for (let at = 0; at < 20; at++) await inbox.append([frameOf(`${at}`)])
  const frames = await untilCaughtUp(follow(inbox))
  await inbox.reader('test').done(frames[11]!.place)
  await expect(inbox.reader('test').done(frames[15]!.place + 1)).rejects.toThrow(RangeError)
  await inbox.reader('test').done(frames[4]!.place)
  await inbox.close()
  const left = await untilCaughtUp(follow(await open(disk)))
  expect(left.map(textOf)).toEqual(['12', '13', '14', '15', '16', '17', '18', '19'])
})

test('when all is done nothing waits, and the segments that were passed are deleted', async () => {
  const disk = memoryDisk()
  const inbox = await open(disk)
  const following = follow(inbox)
  for (let round = 0; round < 20; round++) {
    await inbox.append([frameOf(`round ${round}`.padEnd(100))])
    const [frame] = await untilCaughtUp(following)
    await inbox.reader('test').done(frame!.place)
  }
  expect(inbox.backlog()).toEqual({ bytes: 0, oldestReceivedAt: null })
  expect((await disk.list()).length).toBeLessThanOrEqual(2)
})

test('two cannot follow one reader at once', async () => {
  const inbox = await open(memoryDisk())
  await untilCaughtUp(follow(inbox))
  await expect(follow(inbox).next()).rejects.toThrow('followed twice')
})

test('whatever is lost with the power, what was appended and not done is given again', async () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = seededRandom(seed)
    let stepsLeft = Number.POSITIVE_INFINITY
    let disk = memoryDisk(() => {
      if (stepsLeft-- <= 0) throw new Error('power lost')
    })
    const there = new Set<string>()
    const said = new Set<string>()
    for (let life = 0; life < 4; life++) {
      stepsLeft = 3 + below(random, 40)
      await liveOnce(disk, life).catch((error) => expect(String(error)).toMatch(/power lost|try-again-later/))
      disk = disk.crash(random)
    }
    stepsLeft = Number.POSITIVE_INFINITY
    const left = (await untilCaughtUp(follow(await open(disk)))).map(textOf)
    expect(
      [...there].filter((text) => !said.has(text) && !left.includes(text)),
      `seed ${seed}`,
    ).toEqual([])

    async function liveOnce(on: MemoryDisk, life: number): Promise<void> {
      const inbox = await open(on, seed)
      const following = follow(inbox)
      const open_ = await untilCaughtUp(following)
      for (let round = 0; round < 8; round++) {
        const text = `${life}.${round}`.padEnd(below(random, 90))
        await inbox.append([frameOf(text)])
        there.add(text)
        open_.push(...(await untilCaughtUp(following)))
        const done = open_.splice(0, below(random, 3))
        for (const frame of done) said.add(textOf(frame))
        if (done.length > 0) await inbox.reader('test').done(done.at(-1)!.place)
      }
    }
  }
})

test('a batch is what some readings bring, and its frames are found by number, from the end too', async () => {
  const inbox = await open(memoryDisk())
  const texts = Array.from({ length: 30 }, (_, at) => `frame ${at}`)
  for (const text of texts) await inbox.append([frameOf(text)])
  const { value } = await follow(inbox).next()
  const batch = value as Frames
  const all = [...batch].map(textOf)
  expect(all).toEqual(texts.slice(0, batch.length))
  expect(batch.length, 'more than one reading brings').toBeGreaterThan(3)
  expect(batch.length).toBeLessThan(texts.length)
  expect(all.map((_, at) => textOf(batch.at(at)!))).toEqual(all)
  expect(all.map((_, at) => textOf(batch.at(-1 - at)!))).toEqual(all.toReversed())
  expect([batch.at(batch.length), batch.at(-1 - batch.length)]).toEqual([undefined, undefined])
})
