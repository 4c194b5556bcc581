import { expect, test } from 'vitest'
import { may } from './may.ts'

const user = (level: string) => ({ memberships: [{ accountId: 'a', accountName: 'A', level }] })

test('owners order and unlock on their own account, and nowhere else', () => {
  expect(may(user('owner'), 'order', 'a')).toBe(true)
  expect(may(user('owner'), 'order', 'b')).toBe(false)
  expect(may(user('owner'), 'order')).toBe(false)
  expect(may(user('viewer'), 'unlock', 'a')).toBe(false)
})

test('support unlocks everywhere and orders nowhere; only admins release', () => {
  expect([may(user('support'), 'unlock', 'b'), may(user('support'), 'order', 'a')]).toEqual([true, false])
  expect([may(user('admin'), 'release'), may(user('support'), 'release'), may(user('owner'), 'release', 'a')]).toEqual([
    true,
    false,
    false,
  ])
})
