import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Entry, entriesOf, frameBytes, placesRecord, utf8Bytes, writeFrame } from './frame.ts'
import type { Frame, PlacedFrame } from './inbox.ts'

const SALT = 0x1234abcd

const frames = fc.array(
  fc.record({
    receivedAt: fc.integer({ min: 0, max: 2 ** 48 }),
    source: fc.string({ unit: 'binary', maxLength: 60 }),
    payload: fc.uint8Array({ maxLength: 300 }),
  }),
  { minLength: 1, maxLength: 12 },
)

function written(list: readonly Frame[], salt = SALT): { bytes: Buffer; ends: number[]; placed: PlacedFrame[] } {
  const bytes = Buffer.alloc(
    list.reduce((sum, { source, payload }) => sum + frameBytes(utf8Bytes(source), payload.length), 0),
  )
  const ends: number[] = []
  for (const frame of list) ends.push(writeFrame(bytes, ends.at(-1) ?? 0, frame, salt))
  return { bytes, ends, placed: list.map((frame, index) => ({ ...frame, place: ends[index]! })) }
}

const read = (bytes: Buffer, whole = true, salt = SALT): Entry[] => entriesOf(bytes, salt, whole)

test('frames come back as they were written', () => {
  fc.assert(
    fc.property(frames, (list) => {
      const { bytes, placed } = written(list)
      const back = read(bytes).map((entry) => entry.kind === 'frame' && entry.frame)
      expect(back).toEqual(placed)
    }),
  )
})

test('damage to one frame costs that frame alone, whatever bytes are hit', () => {
  fc.assert(
    fc.property(frames, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 20 }), (list, hit, noise) => {
      const { bytes, ends, placed } = written(list)
      const victim = hit % list.length
      const [start, end] = [ends[victim - 1] ?? 0, ends[victim]!]
      const at = start + (hit % (end - start))
      bytes.set(noise.subarray(0, end - at), at)
      const unhurt = placed.filter((_, index) => index !== victim)
      const back = read(bytes).flatMap((entry) => (entry.kind === 'frame' ? [entry.frame] : []))
      expect(back.length === list.length ? placed : unhurt).toEqual(back)
    }),
  )
})

test('every stretch of the bytes is told exactly once, in order, also of garbage', () => {
  fc.assert(
    fc.property(frames, fc.uint8Array({ maxLength: 200 }), fc.boolean(), (list, garbage, before) => {
      const { bytes } = written(list)
      const mixed = Buffer.concat(before ? [garbage, bytes] : [bytes, garbage])
      let at = 0
      for (const { start, end } of read(mixed)) {
        expect(start).toBe(at)
        at = end
      }
      expect(at).toBe(mixed.length)
    }),
  )
})

test('bytes cut anywhere give the frames before the cut, and reading on from there gives the rest', () => {
  const list = [1, 2, 3].map((n) => ({ receivedAt: n, source: 's', payload: Buffer.from(`payload ${n}`) }))
  const { bytes } = written(list)
  for (let cut = 0; cut <= bytes.length; cut++) {
    const first = read(bytes.subarray(0, cut), false)
    const rest = read(bytes.subarray(first.at(-1)?.end ?? 0))
    expect(
      [...first, ...rest].map((entry) => entry.kind === 'frame' && Buffer.from(entry.frame.payload).toString()),
    ).toEqual(list.map(({ payload }) => payload.toString()))
  }
})

test('a frame hidden in a payload does not come to life when the frame around it is damaged', () => {
  const forged = written([{ receivedAt: 0, source: 'somebody else', payload: Buffer.from('lies') }], 0).bytes
  const { bytes } = written([{ receivedAt: 1, source: 'me', payload: forged }])
  bytes[5]! ^= 0xff
  expect(read(bytes)).toEqual([{ kind: 'damaged', start: 0, end: bytes.length }])
})

test('the places of readers come back', () => {
  const [entry] = read(placesRecord({ telemetry: 2 ** 50 }, SALT))
  expect(entry).toMatchObject({ kind: 'places', places: { telemetry: 2 ** 50 } })
})
