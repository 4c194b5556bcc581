import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { manualClock, settle } from '../../std/manual-clock.ts'
import { eventStream } from './event-stream.ts'

function opened(options: { unreadBytes_max?: number; stillWanted?: () => Promise<boolean> } = {}) {
  const clock = manualClock()
  const stream = eventStream({
    clock,
    heartbeat_ms: 15_000,
    unreadBytes_max: 1_000,
    stillWanted: async () => true,
    ...options,
  })
  return { clock, stream }
}

test('an event is its id, its data and an empty line', async () => {
  const { stream } = opened()
  stream.send({ id: 7, data: '{"a":1}' })
  stream.send({ id: 8 })
  stream.end()
  expect(await text(stream.readable)).toBe('id: 7\ndata: {"a":1}\n\nid: 8\n\n')
})

test('a silent stream says every fifteen seconds that it lives', async () => {
  const { clock, stream } = opened()
  await clock.advance(30_000)
  stream.end()
  expect(await text(stream.readable)).toBe(':\n\n:\n\n')
})

test('a reader that takes nothing is cut off past the limit, and its memory is free', async () => {
  const { stream } = opened()
  const closed = once(stream.readable, 'close')
  for (let at = 0; at < 60 && !stream.signal.aborted; at++) stream.send({ data: 'x'.repeat(20) })
  await closed
  expect(stream.readable.destroyed).toBe(true)
  stream.send({ data: 'after the end' })
})

test('a reader that takes what it is given may have any amount', async () => {
  const { stream } = opened()
  let bytes = 0
  stream.readable.on('data', (chunk: Buffer) => {
    bytes += chunk.length
  })
  for (let at = 0; at < 200; at++) {
    stream.send({ data: 'x'.repeat(93) })
    await stream.drained()
  }
  await settle()
  expect(bytes).toBe(200 * 101)
  stream.end()
})

test('a stream ends at the heartbeat after its session has ended', async () => {
  let signedIn = true
  const { clock, stream } = opened({ stillWanted: async () => signedIn })
  await clock.advance(15_000)
  expect(stream.signal.aborted).toBe(false)
  signedIn = false
  await clock.advance(15_000)
  expect(stream.signal.aborted).toBe(true)
})

test('when the session cannot be asked for now, the stream goes on', async () => {
  const { clock, stream } = opened({ stillWanted: () => Promise.reject(new Error('ledger away')) })
  await clock.advance(45_000)
  expect(stream.signal.aborted).toBe(false)
  stream.end()
})

test('after its end a stream needs no clock', async () => {
  const { clock, stream } = opened()
  stream.end()
  stream.end()
  expect(clock.nextAt()).toBeNull()
  await stream.drained()
})
