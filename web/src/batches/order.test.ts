import { expect, test } from 'vitest'
import { orderOf, regionsIn, wrongFields } from './order.ts'

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

test('whose the batch is to be is told only where it was chosen', () => {
  expect(orderOf(form({ ware: 'tele2', accountId: ' account-1 ' }))).toMatchObject({ accountId: 'account-1' })
  expect(orderOf(form({ ware: 'tele2', accountId: '' }))).not.toHaveProperty('accountId')
})

test('cards are counted, and whole packs of codes are ordered', () => {
  expect(orderOf(form({ ware: 'registration', count: '40', packSize: '3', length: '8' }))).toMatchObject({
    count: 120,
    packSize: 3,
    length: 8,
  })
  expect(orderOf(form({ ware: 'registration', packSize: '1' }))).not.toHaveProperty('packSize')
})

test('days become the moments of the calendar that codes are counted in', () => {
  const order = orderOf(
    form({ ware: 'subscription', anchor: 'purchase', purchased: '2026-11-25', lastDay: '2026-12-31' }),
  )
  expect(order).toMatchObject({
    anchor: 'purchase',
    purchasedAt: '2026-11-25T00:00:00Z',
    endOfSaleAt: '2027-01-01T00:00:00.000Z',
  })
  expect(orderOf(form({ ware: 'subscription', anchor: 'redemption', lastDay: '' }))).not.toHaveProperty('endOfSaleAt')
})

test('countries are listed as people list them', () => {
  expect(regionsIn(' se, no;DE\nse ')).toEqual(['SE', 'NO', 'DE'])
  expect(orderOf(form({ ware: 'tele2', regions: 'se no' }))).toMatchObject({ regions: ['SE', 'NO'] })
  expect(orderOf(form({ ware: 'tele2', regions: ' ' }))).not.toHaveProperty('regions')
})

test('what the API refuses is found at its field', () => {
  const paths = [
    '/body/regions/1',
    '/body/product/period',
    '/body/product/currency',
    '/body/purchasedAt',
    '/body/count',
  ]
  const wrong = wrongFields(paths.map((path) => ({ path })))
  expect([...wrong]).toEqual(['regions', 'amount', 'currency', 'purchased', 'count'])
})
