import { expect, test } from 'vitest'
import { as, openDoor } from './open-door.ts'

test('a code for a collar that has not told its SIM is put off, unused, with what to do', async () => {
  const door = await openDoor()
  const owner = await door.person('owner')
  const device = await door.collar(owner.accountId)
  await door.house.ledger.transact('no-sim', async (tx) => {
    await tx.updateTable('devices').set({ iccid: null }).where('id', '=', device).execute()
  })
  const [code = ''] = await door.codes(1)
  for (const query of ['', '?dryRun=true']) {
    const answer = await door.api.inject({
      method: 'POST',
      url: `/api/v1/devices/${device}/redemptions${query}`,
      payload: { code },
      ...as(owner, { 'idempotency-key': 'no-sim' }),
    })
    expect([answer.statusCode, answer.json().code]).toEqual([409, 'no-sim'])
  }
  const { state } = await door.house.ledger.reads.selectFrom('codes').select('state').executeTakeFirstOrThrow()
  expect(state).toBe('unused')
  await door.close()
})
