import { expect, test } from 'vitest'
import { type Answer, judgeResult } from './judge-result.ts'

const command = { id: 'c-1', serial: '490154203237518', counter: 12 }
const body = (changes: Partial<Answer>): Answer => ({
  id: 'c-1',
  device: '490154203237518',
  counter: 12,
  outcome: 'refused',
  reason: 'old-counter',
  outcomes: [],
  ...changes,
})
const listed = (...entries: [number, 'applied' | 'refused'][]): Partial<Answer> => ({ outcomes: entries })
const eight = (from: number): [number, 'applied'][] => Array.from({ length: 8 }, (_, at) => [from + at, 'applied'])

test('an applied result applies, and what it says besides is of that moment', () => {
  expect(judgeResult(command, body({ outcome: 'applied' }))).toEqual({ input: 'apply', listed: false })
})

test.each(['other-iccid', 'wrong-sim', 'other-user-information', 'wrong-code', 'old-unlock-counter'])(
  'a refusal for %s is for good',
  (reason) => {
    expect(judgeResult(command, body({ reason }))).toEqual({ input: 'refuse', reason })
  },
)

test.each([{ id: 'c-2' }, { device: '356938035643809' }, { counter: 13 }])(
  'a result for another command says nothing: %o',
  (other) => {
    expect(judgeResult(command, body({ outcome: 'applied', ...other }))).toEqual({
      input: 'none',
      why: 'other-command',
    })
  },
)

test('old-counter with this counter listed as applied means applied: its first answer was lost', () => {
  expect(judgeResult(command, body(listed([12, 'applied'], [13, 'applied'])))).toEqual({
    input: 'apply',
    listed: true,
  })
})

test('old-counter with this counter listed as refused gives the code back', () => {
  expect(judgeResult(command, body(listed([12, 'refused'], [13, 'applied'])))).toEqual({
    input: 'refuse',
    reason: 'passed-over',
  })
})

test('old-counter with a later counter handled and this one missing from a short list proves that it was passed over', () => {
  expect(judgeResult(command, body(listed([11, 'applied'], [13, 'applied'])))).toEqual({
    input: 'refuse',
    reason: 'passed-over',
  })
  expect(judgeResult(command, body(listed([13, 'applied'])))).toEqual({ input: 'refuse', reason: 'passed-over' })
})

test('old-counter that is older than a full list proves nothing, and the command stays open', () => {
  expect(judgeResult(command, body(listed(...eight(20))))).toEqual({ input: 'none', why: 'unclear' })
})

test('old-counter from a device that has handled nothing later proves nothing', () => {
  expect(judgeResult(command, body(listed()))).toEqual({ input: 'none', why: 'unclear' })
  expect(judgeResult(command, body(listed([10, 'applied'], [11, 'applied'])))).toEqual({
    input: 'none',
    why: 'unclear',
  })
})
