import { expect, test } from 'vitest'
import { bootOffsets } from './boot-offsets.ts'
import type { BootMessage } from './embedded-core.ts'

const seen = { receivedAt: 5_000, now: 5 }

/** Fixes boot n to n milliseconds, and keeps what it was asked, call by call. */
function recorder(): { asked: string[]; fix: (messages: readonly BootMessage[]) => Promise<number[]> } {
  const asked: string[] = []
  const fix = async (messages: readonly BootMessage[]): Promise<number[]> => {
    asked.push(messages.map(({ deviceKey, boot }) => `${deviceKey}${boot}`).join(' '))
    return messages.map(({ boot }) => boot)
  }
  return { asked, fix }
}

test('boots asked for in one turn are fixed in one call, each with its own answer', async () => {
  const { asked, fix } = recorder()
  const offsetFor = bootOffsets(fix, 10)
  const answers = await Promise.all([offsetFor('a', 1, seen), offsetFor('b', 0, seen), offsetFor('a', 2, seen)])
  expect(answers.map(({ offset_ms }) => offset_ms)).toEqual([1, 0, 2])
  expect(answers.map(({ clockWrong }) => clockWrong)).toEqual([true, false, true])
  expect(asked).toEqual(['a1 b0 a2'])
})

test('what is known is not asked again until it was forgotten for want of room, the longest unused first', async () => {
  const { asked, fix } = recorder()
  const offsetFor = bootOffsets(fix, 2)
  for (const boot of [1, 2, 1, 3, 1, 2]) await offsetFor('a', boot, seen)
  expect(asked).toEqual(['a1', 'a2', 'a3', 'a2'])
})

test('a failure reaches everyone who asked, and is not remembered', async () => {
  const { fix } = recorder()
  let away = true
  const offsetFor = bootOffsets((messages) => (away ? Promise.reject(new Error('away')) : fix(messages)), 10)
  const answers = await Promise.allSettled([offsetFor('a', 1, seen), offsetFor('a', 2, seen)])
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  away = false
  expect((await offsetFor('a', 1, seen)).offset_ms).toBe(1)
})

test('device and boot cannot be mistaken for another pair', async () => {
  const { fix } = recorder()
  const offsetFor = bootOffsets(fix, 10)
  await offsetFor('1a', 2, seen)
  expect((await offsetFor('a', 21, seen)).offset_ms).toBe(21)
  await offsetFor('1:a', 2, seen)
  expect((await offsetFor('a', 21, seen)).offset_ms).toBe(21)
})
