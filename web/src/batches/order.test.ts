import { expect, test } from 'vitest'
import { orderOf } from './order.ts'

const form = (fields: Record<string, string>): FormData => {
  const data = new FormData()
  for (const [name, value] of Object.entries({ soldTo: '', count: '10', amount: '12', ...fields }))
    data.set(name, value)
  return data
}

test.each([
  ['tele2', '12', 'sim-activation', { type: 'sim-extend', simKind: 'tele2', period: 'P1Y' }],
  ['telia-iot', '18', 'sim-activation', { type: 'sim-extend', simKind: 'telia-iot', period: 'P18M' }],
  ['registration', '24', 'registration', { type: 'licence-extend', period: 'P2Y' }],
  ['subscription', '3', 'subscription', { type: 'subscription', period: 'P3M' }],
  ['sms-credits', '50', 'sms-credits', { type: 'sms-credits', credits: 50 }],
])('%s for %s is ordered as %s', (ware, amount, family, product) => {
  expect(orderOf(form({ ware, amount }))).toMatchObject({ family, product, count: 10 })
})

test('money is ordered in the smallest unit of its currency', () => {
  const minor = (currency: string) => orderOf(form({ ware: 'travel-sim', amount: '100', currency })).product
  expect(minor('SEK')).toMatchObject({ amountMinor: 10_000, currency: 'SEK' })
  expect(minor('JPY')).toMatchObject({ amountMinor: 100, currency: 'JPY' })
})

test('what is ticked and written is told, and what is not, is not', () => {
  const order = orderOf(form({ ware: 'tele2', needsActivation: 'on', soldTo: ' Zoo AB ' }))
  expect(order).toMatchObject({ needsActivation: true, campaign: false, soldTo: 'Zoo AB' })
  expect(orderOf(form({ ware: 'tele2' }))).not.toHaveProperty('soldTo')
})
