import { expect, test } from 'vitest'
import { type Extension, reconcileValidity } from '../../src/alarms/reconcile-validity.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const START = Date.UTC(2026, 0, 1)
const END = START + 90 * DAY_MS
const EXTENDED = END + 365 * DAY_MS
const standing = { boot: 3, at: START, until: END }
const code: Extension = { grantedAt: START + HOUR_MS, until: EXTENDED, ended: null }
const applied: Extension = { ...code, ended: { at: START + 2 * HOUR_MS, as: 'applied' } }
const read = (until: number, at = START + 5 * HOUR_MS, boot = 3) => ({ boot, at, until })

test('an end that stays what it was agrees', () => {
  expect(reconcileValidity(standing, read(END), [])?.disagrees).toBeNull()
})

test('an end that no code explains is told, later or earlier, exact to the millisecond', () => {
  expect(reconcileValidity(standing, read(END + 1), [])?.disagrees).toBe('later-than-the-ledger')
  expect(reconcileValidity(standing, read(END - 1), [])?.disagrees).toBe('earlier-than-the-ledger')
})

test('while a code is under way the device may have either end, and no third', () => {
  expect(reconcileValidity(standing, read(END), [code])?.disagrees).toBeNull()
  expect(reconcileValidity(standing, read(EXTENDED), [code])?.disagrees).toBeNull()
  expect(reconcileValidity(standing, read(END + 1), [code])?.disagrees).toBe('earlier-than-the-ledger')
})

test('once a code is applied the device must have its end', () => {
  expect(reconcileValidity(standing, read(EXTENDED), [applied])?.disagrees).toBeNull()
  expect(reconcileValidity(standing, read(END), [applied])?.disagrees).toBe('earlier-than-the-ledger')
})

test('a code that is not sent yet, or was given back, explains no end', () => {
  const refused: Extension = { ...code, ended: { at: START + 2 * HOUR_MS, as: 'given-back' } }
  expect(reconcileValidity(standing, read(EXTENDED), [refused])?.disagrees).toBe('later-than-the-ledger')
  expect(reconcileValidity(standing, read(EXTENDED), [{ ...code, until: null }])?.disagrees).toBe(
    'later-than-the-ledger',
  )
})

test('a reading from before the last one says nothing, whatever its clock', () => {
  expect(reconcileValidity(standing, read(END + 1, START), [])).toBeNull()
  expect(reconcileValidity(standing, read(END + 1, START + DAY_MS, 2), [])).toBeNull()
})

test('while they disagree the standing stays, and they agree again at the end that the ledger knows', () => {
  const lied = reconcileValidity(standing, read(END + DAY_MS), [])
  expect(lied?.standing).toEqual(standing)
  expect(reconcileValidity(lied?.standing ?? standing, read(END, START + DAY_MS), [])?.disagrees).toBeNull()
})
