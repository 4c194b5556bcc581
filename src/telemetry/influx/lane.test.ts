import { beforeEach, expect, test } from 'vitest'
import { type ManualClock, manualClock, settle } from '../../std/manual-clock.ts'
import { batchesOf, linesIn } from './batch.ts'
import { lane } from './lane.ts'
import { INFLUX_LIMITS } from './limits.ts'

const limits = { ...INFLUX_LIMITS, batchPoints_max: 4, batchBytes_max: 40, batch_wait_ms: 10 }
const lines = (...names: string[]) => batchesOf(names, limits)

let clock: ManualClock
let batches: string[][]
let ends: { resolve: () => void; reject: (error: Error) => void }[]
const open = () =>
  lane(clock, limits, (batch) => {
    batches.push(linesIn(batch))
    return new Promise((resolve, reject) => ends.push({ resolve, reject }))
  })
beforeEach(() => {
  clock = manualClock()
  batches = []
  ends = []
})

test('a lane at rest sends at once what came in one turn', async () => {
  const one = open()
  const put = Promise.all([one.put(lines('a')), one.put(lines('b', 'c'))])
  await settle()
  expect(batches).toEqual([['a', 'b', 'c']])
  ends[0]?.resolve()
  await put
})

test('a batch has no more points and no more bytes than it may, in order, one at a time', async () => {
  const one = open()
  const put = one.put(lines('a', 'b', 'c', 'd', 'e', 'x'.repeat(30), 'y'.repeat(30)))
  for (let batch = 0; batch < 3; batch++) {
    await settle()
    expect(batches.length).toBe(batch + 1)
    ends[batch]?.resolve()
    await settle()
    await clock.advance(10)
  }
  await put
  expect(batches).toEqual([['a', 'b', 'c', 'd'], ['e', 'x'.repeat(30)], ['y'.repeat(30)]])
})

test('what comes while a batch is under way waits for more, but no longer than it may', async () => {
  const one = open()
  void one.put(lines('a'))
  await settle()
  void one.put(lines('b'))
  ends[0]?.resolve()
  await settle()
  expect(batches.length).toBe(1)
  await clock.advance(5)
  void one.put(lines('c'))
  await clock.advance(5)
  expect(batches).toEqual([['a'], ['b', 'c']])
})

test('a full batch does not wait', async () => {
  const one = open()
  void one.put(lines('a'))
  await settle()
  void one.put(lines('b', 'c', 'd', 'e', 'f'))
  ends[0]?.resolve()
  await settle()
  expect(batches[1]).toEqual(['b', 'c', 'd', 'e'])
})

test('when a batch fails, what waits behind it fails too: nothing old overtakes what is written later', async () => {
  const one = open()
  const puts = [one.put(lines('a'))]
  await settle()
  puts.push(one.put(lines('b')))
  ends[0]?.reject(new Error('away'))
  expect((await Promise.allSettled(puts)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  await clock.advance(100)
  expect(batches).toEqual([['a']])
  void one.put(lines('b'))
  await settle()
  expect(batches).toEqual([['a'], ['b']])
})

test('closing sends what waits, and takes no more', async () => {
  const one = open()
  void one.put(lines('a'))
  await settle()
  const waiting = one.put(lines('b'))
  const closed = one.close()
  ends[0]?.resolve()
  await settle()
  ends[1]?.resolve()
  await Promise.all([waiting, closed])
  expect(batches).toEqual([['a'], ['b']])
  await expect(one.put(lines('c'))).rejects.toMatchObject({ code: 'try-again-later' })
})
