import { expect, test } from 'vitest'
import { payerIn } from './payer.ts'

function form(fields: Record<string, string>): FormData {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.set(name, value)
  return data
}

test('an account that there is pays, or a new one, and never both', () => {
  expect(payerIn(form({ payer: 'known', accountId: ' a1 ', accountName: 'left over' }))).toEqual({ accountId: 'a1' })
  expect(payerIn(form({ payer: 'new', accountName: ' Zahnlabor ', country: 'at', accountId: 'left over' }))).toEqual({
    account: { name: 'Zahnlabor', country: 'AT' },
  })
})
