import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openAlarm } from '../../src/flows/alarms/steps.ts'
import { seeCredits } from '../../src/flows/credits/see-credits.ts'
import { actorOf } from '../accounts/setting.ts'
import { PLACES } from '../setup/ledgers.ts'
import { PHONE, type RecipientStory, recipientStory } from './setting.ts'

describe.each(PLACES.filter(({ name }) => name !== 'SQLite in a file'))('what a credit was for on $name', (kind) => {
  let story: RecipientStory
  beforeEach(async () => {
    story = await recipientStory(kind)
    await story.credit(2)
  })
  afterEach(() => story.end())

  test('an entry names the alarm and the recipient, so does the recipient’s list, and nobody else’s', async () => {
    const id = await story.add({ way: 'sms', address: PHONE, name: 'Grandma' })
    const { house, accountId, deviceId, owner } = story
    const at = house.world.clock.now()
    const of = { accountId, deviceId, rule: 'movement', subject: '' } as const
    await house.ledger.transact('alarm', (tx) => openAlarm(house, tx, of, { at, knownAt: at }, { value: 46 }))
    await story.teller.idle()
    const seen = await seeCredits(house, { actor: owner, limit: 10 })
    expect(seen).toMatchObject({
      credits: 1,
      items: [
        {
          entry: 'spent',
          credits: -1,
          spentFor: { kind: 'alarm', rule: 'movement', device: 'collar', recipient: 'Grandma' },
        },
        { entry: 'granted', credits: 2, spentFor: null },
      ],
    })
    expect((await story.see(id)).lately).toMatchObject([{ kind: 'alarm', rule: 'movement', device: 'collar' }])
    const [, stranger] = story.people
    if (!stranger) throw new Error('nobody else there')
    expect(await seeCredits(house, { actor: actorOf(stranger), accountId, limit: 10 })).toBe('forbidden')
  })
})
