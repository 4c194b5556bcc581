import { expect, test } from 'vitest'
import { levelsBeside, manages } from './levels.ts'

test('a level is offered what its own kind of account has, and nothing of staff’s to customers', () => {
  expect(levelsBeside('manager')).toEqual(['owner', 'manager', 'viewer'])
  expect(levelsBeside('support')).toEqual(['admin', 'support'])
  expect(levelsBeside('unheard of')).toEqual([])
})

test('the first of each kind manages', () => {
  expect(['owner', 'reseller', 'admin'].map(manages)).toEqual([true, true, true])
  expect(['manager', 'viewer', 'support', ''].map(manages)).toEqual([false, false, false, false])
})
