import { afterEach, expect, test } from 'vitest'
import { askVerification, confirmVerification } from '../../src/flows/verify-phone.ts'
import { PHONE } from './modem-setting.ts'
import { type ModemWorld, openModemWorld } from './modem-world.ts'

let story: ModemWorld
afterEach(() => story.close())

test('a phone shows the digits as its app reads them, and they bind its number once', async () => {
  story = await openModemWorld()
  const { world, sim, until } = story
  const { house } = world.running()
  const actor = world.owners[0]!.actor
  await until(() => story.transport().state().ready)
  const asked = await askVerification(house, { actor, phone: PHONE })
  if (asked.kind !== 'sent') throw new Error(asked.kind)
  const { shown } = sim.phone(PHONE)
  await until(() => shown.length > 0)
  // Seed 000, letter for letter, in one message.
  expect(shown).toEqual([
    expect.objectContaining({ parts: 1, text: expect.stringMatching(/^Tracker-säkerhetskod [0-9]{6} ABcDefGHI1R$/) }),
  ])
  const digits = /[0-9]{6}/.exec(shown[0]!.text)![0]
  expect(await confirmVerification(house, { actor, id: asked.id, digits })).toMatchObject({ kind: 'confirmed' })
  expect(await confirmVerification(house, { actor, id: asked.id, digits })).toMatchObject({ kind: 'verification-over' })
  await world.advance(60_000)
  expect(shown).toHaveLength(1)
  const rows = await house.ledger.reads.selectFrom('sms_messages').select(['purpose', 'state']).execute()
  expect(rows).toEqual([{ purpose: 'verification', state: 'delivered' }])
})

test('digits that no network took in their ten minutes are not sent any more', async () => {
  story = await openModemWorld()
  const { world, sim, until } = story
  const { house } = world.running()
  await until(() => story.transport().state().ready)
  sim.modem.hear(null)
  await until(() => !story.transport().state().ready)
  await askVerification(house, { actor: world.owners[0]!.actor, phone: PHONE })
  await world.advance(10 * 60_000)
  sim.modem.hear(-73)
  await world.advance(5 * 60_000)
  expect(sim.phone(PHONE).shown).toEqual([])
})
