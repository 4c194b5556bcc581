import { expect, test } from 'vitest'
import { type Act, rightOf } from '../../src/accounts/can.ts'
import { type Deed, mayAnywhere } from '../../web/src/session/may.ts'
import { menuOf, rowOf } from '../../web/src/session/menu.ts'

const LEVELS = ['owner', 'manager', 'viewer', 'admin', 'support', 'reseller'] as const

/** What the server asks behind each page and button. */
const ACTS: Partial<Record<Deed, Act>> = {
  support: 'support',
  mint: 'mint',
  'see-devices': 'see-device',
  'see-recipients': 'see-recipients',
  'see-alarms': 'see-alarms',
  'see-invoices': 'see-invoice',
  redeem: 'redeem',
}

const of = (level: string) => ({ memberships: [{ accountId: 'a', accountName: 'A', level }] })

test.each(LEVELS)('the console offers a %s what the table of rights allows, and all of it', (level) => {
  for (const [deed, act] of Object.entries(ACTS) as [Deed, Act][])
    expect([deed, mayAnywhere(of(level), deed)]).toEqual([deed, rightOf(level, act) !== 'no'])
})

test('a reseller’s menu has no way to alarms, recipients or devices, and everybody’s has account and users', () => {
  const ways = menuOf(of('reseller')).map(({ href }) => href)
  expect(ways).toEqual(['/codes', '/customers', '/account', '/invoices', '/users'])
  for (const level of LEVELS)
    expect(menuOf(of(level)).map(({ href }) => href)).toEqual(expect.arrayContaining(['/account', '/users']))
})

test.each(LEVELS)(
  'the menu of a %s has at most six names beside each other, and what is folded is nobody’s work',
  (level) => {
    const pages = menuOf(of(level))
    const { open, folded } = rowOf(pages)
    expect(open.length + Math.min(folded.length, 1)).toBeLessThanOrEqual(6)
    expect(new Set([...open, ...folded])).toEqual(new Set(pages))
    const staff = level === 'admin' || level === 'support'
    expect(folded.map(({ href }) => href)).toEqual(staff ? ['/recipients', '/account', '/invoices', '/users'] : [])
  },
)
