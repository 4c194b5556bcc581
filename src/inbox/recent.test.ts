import { expect, test } from 'vitest'
import { silent } from '../std/log.ts'
import { manualClock } from '../std/manual-clock.ts'
import { seededRandom } from '../std/random.ts'
import { INBOX_LIMITS } from './limits.ts'
import { type MemoryDisk, memoryDisk } from './memory-disk.ts'
import { openInbox } from './open.ts'
import { Recent } from './recent.ts'
import { drain, frameOf, textOf } from './testing/frames.ts'

/** An inbox, and from where its disk was asked for bytes. */
async function opened(recentBytes_max: number) {
  const disk = memoryDisk()
  const reads: number[] = []
  const counted: MemoryDisk = {
    ...disk,
    read(name, offset, length) {
      reads.push(offset)
      return disk.read(name, offset, length)
    },
  }
  const world = { clock: manualClock(), random: seededRandom(1), log: silent }
  return { reads, inbox: await openInbox({ disk: counted, world, limits: { ...INBOX_LIMITS, recentBytes_max } }) }
}

const texts = Array.from({ length: 12 }, (_, n) => `frame ${n}`.padEnd(60))

test('who keeps up has every frame without the disk being asked, record of places or none between them', async () => {
  const { inbox, reads } = await opened(INBOX_LIMITS.recentBytes_max)
  inbox.reader('test')
  const got: string[] = []
  for (const text of texts) {
    await inbox.append([frameOf(text), frameOf(`${text}, again`)])
    got.push(...(await drain(inbox)).map(textOf))
  }
  expect(got).toEqual(texts.flatMap((text) => [text, `${text}, again`]))
  expect(reads).toEqual([])
})

test('who falls behind what is kept has it from disk, and the last again from memory', async () => {
  const { inbox, reads } = await opened(500)
  inbox.reader('test')
  for (const text of texts) await inbox.append([frameOf(text)])
  expect((await drain(inbox)).map(textOf)).toEqual(texts)
  expect(reads.length).toBeGreaterThan(0)
  reads.length = 0
  await inbox.append([frameOf('the last')])
  expect((await drain(inbox)).map(textOf)).toEqual(['the last'])
  expect(reads).toEqual([])
})

/** Two frames of ten bytes and a record of five behind them. */
const PIECE = Buffer.from(`${'0123456789'.repeat(2)}place`)
const MARKS = [0, 10, 10, 20]

test('a piece is given from any place at which a frame begins or ends, and from no other', () => {
  const recent = new Recent(1_000)
  recent.add(100, PIECE, MARKS)
  const given = (place: number) => {
    const stretch = recent.from(place)
    return stretch && [[...stretch.frames.places()], stretch.next]
  }
  expect(given(100)).toEqual([[110, 120], 125])
  expect(given(110)).toEqual([[120], 125])
  expect(given(120)).toEqual([[], 125])
  expect([given(99), given(105), given(122), given(125)]).toEqual([null, null, null, null])
})

test('what every reader has passed is let go of, and the oldest beyond the limit', () => {
  const recent = new Recent(3 * PIECE.length)
  for (let nth = 0; nth < 4; nth++) recent.add(nth * PIECE.length, PIECE, [])
  expect([0, 25, 50, 75].map((place) => recent.from(place)?.next)).toEqual([undefined, 50, 75, 100])
  recent.dropBefore(74)
  expect([25, 50, 75].map((place) => recent.from(place)?.next)).toEqual([undefined, 75, 100])
  recent.dropBefore(100)
  expect(recent.from(75)).toBe(null)
  recent.add(100, PIECE, [])
  expect(recent.from(100)?.next).toBe(125)
})
