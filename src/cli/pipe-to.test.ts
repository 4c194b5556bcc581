import { PassThrough, Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { nextTurn } from '../std/turn.ts'
import { pipeTo } from './pipe-to.ts'

/** Chunks of a kilobyte without end; `given` counts them, `ended` tells that no more is fetched. */
function endless() {
  const seen = { given: 0, ended: false }
  const bytes = (async function* () {
    try {
      for (;;) {
        seen.given++
        yield new Uint8Array(1_024)
      }
    } finally {
      seen.ended = true
    }
  })()
  return { bytes, seen }
}

async function* of(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

test('bytes arrive whole, and the stream stays open for what comes next', async () => {
  const stream = new PassThrough()
  await pipeTo(stream, of('lat;', 'lon\n'))
  expect(stream.writable).toBe(true)
  expect(stream.read().toString()).toBe('lat;lon\n')
})

test('a reader that stands still is waited for: no more is fetched than fits', async () => {
  const stream = new PassThrough({ highWaterMark: 4 * 1_024 })
  const { bytes, seen } = endless()
  const piping = pipeTo(stream, bytes)
  await new Promise<void>((resolve) => void nextTurn(resolve))
  const before = seen.given
  for (let turn = 0; turn < 20; turn++) await new Promise<void>((resolve) => void nextTurn(resolve))
  expect(seen.given).toBe(before)
  expect(before).toBeLessThan(100)
  stream.destroy()
  await piping
  expect(seen.ended).toBe(true)
})

test('a reader that leaves is no error, and ends the fetching', async () => {
  const left = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })
  const stream = new Writable({ write: (_chunk, _encoding, done) => done(left) })
  const { bytes, seen } = endless()
  await pipeTo(stream, bytes)
  expect(seen.ended).toBe(true)
})

test('bytes that break off are an error, whatever it is called', async () => {
  const broken = Object.assign(new Error('terminated'), { code: 'EPIPE' })
  const bytes = (async function* () {
    yield Buffer.from('lat')
    throw broken
  })()
  await expect(pipeTo(new PassThrough(), bytes)).rejects.toBe(broken)
})

test('a disk that is full is an error', async () => {
  const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' })
  const stream = new Writable({ write: (_chunk, _encoding, done) => done(full) })
  await expect(pipeTo(stream, endless().bytes)).rejects.toBe(full)
})
