import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { WriteAnswer } from './answer.ts'
import { type Batch, batchOf, linesIn } from './batch.ts'
import { storeBatch } from './store-batch.ts'

/** An InfluxDB that stores all but the lines that begin with `!`; `words`: how it answers then. */
function server(words: (lines: readonly string[], bad: number[]) => WriteAnswer, partial = true) {
  const stored: string[] = []
  const aside: string[] = []
  const old: number[] = []
  return {
    stored,
    aside,
    old,
    posts: 0,
    async post(batch: Batch): Promise<WriteAnswer> {
      this.posts++
      const lines = linesIn(batch)
      const bad = lines.flatMap((line, at) => (line.startsWith('!') ? [at] : []))
      if (bad.length === 0 || partial) stored.push(...lines.filter((line) => !line.startsWith('!')))
      return bad.length === 0 ? { kind: 'stored' } : words(lines, bad)
    },
    async setAside(bad: readonly { line: string; reason: string }[]) {
      for (const { line, reason } of bad) {
        expect(reason).toBe('conflict')
        aside.push(line)
      }
    },
    tooOld: (points: number) => void old.push(points),
  }
}
const unnamed = (): WriteAnswer => ({ kind: 'bad', reason: 'conflict', lines: null })

describe('bad lines', () => {
  test.each([
    ['1.x stores the rest and names none', unnamed, true],
    ['2.x stores nothing of a batch with a malformed line', unnamed, false],
    [
      '3.x names them',
      (_: unknown, lines: number[]): WriteAnswer => ({ kind: 'bad', reason: 'conflict', lines }),
      true,
    ],
  ])('are set aside and the rest is stored: %s', async (_, words, partial) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 60 }), async (bad) => {
        const lines = bad.map((is, n) => `${is ? '!' : ''}line ${n}`)
        const influx = server(words, partial)
        await storeBatch(batchOf(lines), influx)
        expect(influx.aside).toEqual(lines.filter((line) => line.startsWith('!')))
        expect([...new Set(influx.stored)].sort()).toEqual(lines.filter((line) => !line.startsWith('!')).sort())
      }),
    )
  })

  test('one among 10,000 is found with few calls', async () => {
    const influx = server(unnamed)
    await storeBatch(batchOf(Array.from({ length: 10_000 }, (_, n) => (n === 7_777 ? '!' : `line ${n}`))), influx)
    expect(influx.aside).toEqual(['!'])
    expect(influx.posts).toBeLessThan(32)
  })
})

test('a batch that is too large is halved until it fits, and a line that never does is set aside', async () => {
  const sizes: number[] = []
  const influx = {
    ...server(unnamed),
    async post(batch: Batch): Promise<WriteAnswer> {
      const lines = linesIn(batch)
      sizes.push(lines.length)
      return lines.length > 2 || lines.includes('huge') ? { kind: 'too-large', reason: 'conflict' } : { kind: 'stored' }
    },
  }
  await storeBatch(batchOf(['a', 'b', 'huge', 'c', 'd']), influx)
  expect(sizes).toEqual([5, 3, 2, 1, 2])
  expect(influx.aside).toEqual(['huge'])
})

test('what is too old is counted and not sent again', async () => {
  const influx = server(() => ({ kind: 'too-old', points: 2 }))
  await storeBatch(batchOf(['!a', '!b', 'c']), influx)
  expect([influx.old, influx.posts, influx.aside]).toEqual([[2], 1, []])
})

test('trouble in the middle of halving is trouble with the batch: what was found bad is set aside, the rest may come again', async () => {
  const influx = server(unnamed)
  const post = influx.post.bind(influx)
  influx.post = async (batch) => (batch.text === 'c' ? { kind: 'away', why: 'gone', pause_ms: 7 } : post(batch))
  await expect(storeBatch(batchOf(['!a', 'b', 'c', '!d']), influx)).rejects.toMatchObject({
    code: 'try-again-later',
    pause_ms: 7,
  })
  expect(influx.aside).toEqual(['!a'])
})
