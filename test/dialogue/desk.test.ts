import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { setMaintenance } from '../../src/flows/sms/maintenance.ts'
import { settle } from '../../src/std/manual-clock.ts'
import { type DeskWorld, NUMBER, OUR_NUMBER, openDeskWorld, PHONE } from './desk-world.ts'

const UNAVAILABLE = 'Dieser Dienst ist momentan leider nicht erreichbar'
const ORDER = `Ich bestelle verbindlich 5P.${NUMBER}`
const FETCH = `cl.5P.${NUMBER}`

let world: DeskWorld
beforeEach(async () => {
  world = await openDeskWorld()
})
afterEach(() => world.close())

const texts = async (): Promise<string[]> => (await world.outbox()).map(({ text }) => text)
const count = async (table: 'orders' | 'releases' | 'billing_entries' | 'sms_dialogue'): Promise<number> =>
  (await world.house().ledger.reads.selectFrom(table).select('id').execute()).length
const log = () => world.house().ledger.reads.selectFrom('sms_dialogue').selectAll().orderBy('id').execute()
/** Says it, and waits until it is dealt with. */
const said = async (text: string, by = {}): Promise<void> => {
  await world.say(text, by)
  await world.desk().idle()
}

describe('a person orders and fetches', () => {
  test('what is not released is refused with the message that orders it; that message orders, and then it is fetched, the same each time', async () => {
    await world.register()
    await said(FETCH)
    const [refusal = ''] = await texts()
    expect(refusal).toMatch(/^Carat-ID wurde noch nicht freigegeben\. /)
    await said(refusal.split('\n')[1] ?? '')
    expect((await texts())[1]).toMatch(
      /^OK: Ihre Bestellnummer lautet "B-\d{8}" für 5P, Lizenz-Nummer 1234567890ABCDEF/,
    )
    await said(FETCH)
    await said(` CL.5p.${NUMBER.toLowerCase()} `)
    const [, , code, again] = await texts()
    expect(code).toMatch(/^OK: Ihr Freischalt-Code lautet "0500-01[0-9A-F]{2}-[0-9A-F]{4}-[0-9A-F]{4}"$/)
    expect(again).toBe(code)
    expect([await count('orders'), await count('billing_entries'), await count('releases')]).toEqual([1, 1, 1])
  })

  test('an upgrade costs the difference; fewer points are simply fetched; the same again is no order', async () => {
    const accountId = await world.register()
    await said(`Ich bestelle verbindlich 1P.${NUMBER}`)
    await said(ORDER)
    await said(`Ich bestelle verbindlich E.${NUMBER}`)
    await said(ORDER)
    await said(`cl.3P.${NUMBER}`)
    const entries = await world.house().ledger.reads.selectFrom('billing_entries').selectAll().orderBy('id').execute()
    expect(
      entries.map(({ account_id, pricing, amount_minor, currency }) => [account_id, pricing, amount_minor, currency]),
    ).toEqual([
      [accountId, 'new', 49_000, 'EUR'],
      [accountId, 'upgrade', 48_000, 'EUR'],
      [accountId, 'upgrade', 29_000, 'EUR'],
    ])
    const [, , , refused, code] = await texts()
    expect(refused).toBe('Bestellung nicht möglich, Menge bereits freigegeben')
    expect(code).toMatch(/"0300-02/)
  })

  test('a changed licence number is another one: nothing is fetched for it, and an order of it is a new one', async () => {
    await world.register()
    await said(ORDER)
    const typo = NUMBER.replace('CDEF', 'CDEE')
    await said(`cl.5P.${typo}`)
    expect((await texts())[1]).toMatch(/^Benutzer-Information wurde geändert/)
    await said(`Ich bestelle verbindlich 5P.${typo}`)
    const orders = await world.house().ledger.reads.selectFrom('orders').select(['licence_number', 'pricing']).execute()
    expect(orders.map(({ pricing }) => pricing)).toEqual(['new', 'new'])
    const codes = ['cl.5P.', 'cl.5P.'].map((cl, at) => `${cl}${at === 0 ? NUMBER : typo}`)
    for (const text of codes) await said(text)
    const [one, other] = (await texts()).slice(-2)
    expect(one).not.toBe(other)
  })

  test('an order is carried out before what it allows is fetched, though both came together', async () => {
    await world.register()
    await Promise.all([world.say(ORDER), world.say(FETCH)])
    await world.desk().idle()
    expect((await texts()).map((text) => text.slice(0, 20))).toEqual(['OK: Ihre Bestellnumm', 'OK: Ihr Freischalt-C'])
  })

  test('answers are in the language of the registered number, and go to whoever wrote', async () => {
    await world.register('+46701740635', 'sv')
    await said('hej', { from: '+46701740635' })
    expect(await world.outbox()).toEqual([{ to: '+46701740635', text: 'Kommandot är inte korrekt' }])
  })
})

describe('a message that comes twice is one message', () => {
  test('at once, later, and after a restart', async () => {
    await world.register()
    const by = { providerId: 'same' }
    await Promise.all([world.say(ORDER, by), world.say(ORDER, by)])
    await world.desk().idle()
    await said(ORDER, by)
    world.crash()
    await world.start()
    await said(ORDER, by)
    expect(await texts()).toHaveLength(1)
    expect([await count('orders'), await count('billing_entries'), await count('sms_dialogue')]).toEqual([1, 1, 1])
  })

  test('another transport’s message of the same id is another message', async () => {
    await world.register()
    await said('x', { providerId: 'same' })
    await said('x', { providerId: 'same', transport: 'other' })
    expect(await texts()).toHaveLength(2)
  })
})

describe('what cannot be judged within 30 s', () => {
  test.each(['away', 'hangs'] as const)(
    'is told so without the ledger, which %s, and never has an effect',
    async (mood) => {
      await world.register()
      world.mood = mood
      await world.say(ORDER, { providerId: 'same' })
      await world.advance(29_000)
      expect(world.sent).toEqual([])
      await world.advance(2_000)
      expect(world.sent.map(({ to, text, from }) => [to, text, from])).toEqual([[PHONE, UNAVAILABLE, OUR_NUMBER]])
      world.mood = 'well'
      if (mood === 'hangs') {
        world.crash()
        await world.start()
      }
      await world.advance(60_000)
      await said(ORDER, { providerId: 'same' })
      expect([await count('orders'), await texts(), world.sent.length]).toEqual([0, [], 1])
      expect(await log()).toMatchObject([{ answer: 'unavailable', direct: 'handed-over', sms_id: null }])
    },
  )

  test('is told so only when that is on disk; a message whose verdict is lost with the power is judged after all', async () => {
    await world.register()
    world.mood = 'away'
    await world.say(ORDER)
    const disk = Promise.withResolvers<void>()
    world.diskFaults = () => disk.promise
    await world.advance(40_000)
    const early = [...world.sent]
    world.crash()
    disk.resolve()
    expect(early).toEqual([])
    world.diskFaults = () => {}
    world.mood = 'well'
    await world.start()
    await world.desk().idle()
    expect([await count('orders'), (await texts()).length, world.sent]).toEqual([1, 1, []])
  })

  test('stays so over a crash, whenever that comes: the verdict is on disk before the answer leaves', async () => {
    await world.register()
    world.mood = 'away'
    await world.say(ORDER)
    await world.advance(31_000)
    expect(world.sent).toHaveLength(1)
    world.crash()
    world.mood = 'well'
    await world.start()
    await world.desk().idle()
    expect([await count('orders'), await texts(), world.sent.length]).toEqual([0, [], 1])
  })

  test('is answered once by the outbox, when no transport would take the answer before', async () => {
    await world.register('+46701740635', 'sv')
    world.mood = 'away'
    world.sendFails = Array.from({ length: 100 }, () => 'unavailable')
    await world.say('x', { from: '+46701740635' })
    await world.advance(90_000)
    world.mood = 'well'
    await world.advance(30_000)
    expect([world.sent, await texts()]).toEqual([[], ['Tjänsten kan tyvärr inte nås just nu']])
  })

  test('the transport takes it at a later try: then the outbox has none', async () => {
    world.mood = 'away'
    world.sendFails = ['unavailable', 'unavailable']
    await world.say('x')
    await world.advance(60_000)
    world.mood = 'well'
    await world.advance(30_000)
    expect([world.sent.length, await texts()]).toEqual([1, []])
  })

  test('whose answer may or may not have left is not sent again', async () => {
    world.mood = 'away'
    world.sendFails = ['unclear']
    await world.say('x')
    await world.advance(60_000)
    world.mood = 'well'
    await world.advance(30_000)
    expect([world.sent.length, await texts()]).toEqual([1, []])
    expect(await log()).toMatchObject([{ direct: 'unclear' }])
  })

  test('is undone when its time passes within the story itself', async () => {
    await world.register()
    world.storeFaults = (step, stories) => {
      if (step === 'before-story' && stories.includes('answer-sms')) world.late_ms = 31_000
    }
    await world.say(ORDER)
    await world.advance(1_000)
    expect([await count('orders'), await texts(), world.sent.length]).toEqual([0, [], 1])
  })

  test('while a story about it is under way its answer waits: what that comes to is the answer', async () => {
    await world.register()
    world.mood = 'held'
    await world.say(ORDER)
    await world.advance(120_000)
    expect(world.sent).toEqual([])
    world.release()
    await world.desk().idle()
    expect([await count('orders'), (await texts()).length, world.sent.length]).toEqual([1, 1, 0])
  })

  test('whose commit is in doubt is not told so before the ledger can say; what stands is the answer', async () => {
    await world.register()
    world.mood = 'doubtful-kept'
    await world.say(ORDER)
    await settle(20)
    world.mood = 'away'
    await world.advance(120_000)
    expect(world.sent).toEqual([])
    world.mood = 'well'
    await world.advance(10_000)
    expect(world.sent).toEqual([])
    expect((await texts()).map((text) => text.slice(0, 6))).toEqual(['OK: Ih'])
    expect(await count('orders')).toBe(1)
  })

  test('whose commit was in doubt and lost is told so late, and not judged', async () => {
    await world.register()
    world.mood = 'doubtful-lost'
    await world.say(ORDER)
    await settle(20)
    world.mood = 'away'
    await world.advance(120_000)
    world.mood = 'well'
    await world.advance(30_000)
    expect(world.sent.map(({ text }) => text)).toEqual([UNAVAILABLE])
    expect([await count('orders'), await texts()]).toEqual([0, []])
  })

  test('a number that writes on and on is told a few times an hour, and the rest is noted', async () => {
    world.mood = 'away'
    for (let at = 0; at < 8; at++) await world.say('x')
    await world.say('x', { from: 'WinCarat' })
    await world.say('x', { from: OUR_NUMBER })
    await world.advance(60_000)
    expect(world.sent).toHaveLength(3)
    world.mood = 'well'
    await world.advance(30_000)
    expect(
      (await log())
        .map(({ suppressed }) => suppressed)
        .filter(Boolean)
        .sort(),
    ).toEqual(['no-number', 'own-number', 'repeated', 'repeated', 'repeated', 'repeated', 'repeated'])
    expect(await texts()).toEqual([])
  })
})

describe('in maintenance', () => {
  const maintain = (on: boolean) => setMaintenance(world.house(), { kind: 'operator', source: '192.0.2.1' }, on)

  test('every message is told at once that the service cannot be reached, for good', async () => {
    await world.register()
    await maintain(true)
    await said(ORDER, { providerId: 'same' })
    await maintain(false)
    await said(ORDER, { providerId: 'same' })
    expect([world.sent.map(({ text }) => text), await count('orders'), await texts()]).toEqual([[UNAVAILABLE], 0, []])
    await said(ORDER)
    expect(await count('orders')).toBe(1)
  })

  test('so it stays over a restart, and where the ledger goes away nobody waits for 30 s', async () => {
    await maintain(true)
    world.crash()
    await world.start()
    await said('x')
    expect(world.sent.map(({ text }) => text)).toEqual([UNAVAILABLE])
    world.mood = 'away'
    await world.say('y', { from: '+436640000001' })
    await world.advance(2_500)
    expect(world.sent).toHaveLength(2)
  })

  test('a message that was answered before it began, and comes again, is not answered anew', async () => {
    await world.register()
    await said(ORDER, { providerId: 'same' })
    await maintain(true)
    world.crash()
    await world.start()
    await world.desk().idle()
    await said(ORDER, { providerId: 'same' })
    expect([world.sent, (await texts()).length, await count('sms_dialogue')]).toEqual([[], 1, 1])
  })
})

describe('after a crash', () => {
  test('what was received is answered, once', async () => {
    await world.register()
    world.storeFaults = (step, stories) => {
      if (step === 'before-commit' && stories.includes('answer-sms')) throw new Error('killed')
    }
    await world.say(ORDER)
    await settle(20)
    expect(world.up).toBe(false)
    world.storeFaults = () => {}
    await world.start()
    await world.desk().idle()
    expect([await count('orders'), (await texts()).length]).toEqual([1, 1])
  })

  test('what was answered and not yet marked in the inbox is not answered again', async () => {
    await world.register()
    await said(ORDER)
    world.crash()
    await world.start()
    await world.desk().idle()
    expect([await count('orders'), (await texts()).length]).toEqual([1, 1])
    await world.advance(2_000)
    world.crash()
    await world.start()
    expect(world.desk().waiting()).toEqual({ messages: 0, oldestReceivedAt: null })
  })

  test('a message that the disk did not take is left with the carrier', async () => {
    let broken = true
    world.diskFaults = () => {
      if (broken) throw new Error('no space left')
    }
    await expect(world.say('x')).rejects.toMatchObject({ code: 'try-again-later' })
    broken = false
    await world.start()
    await said('x')
    expect(await texts()).toHaveLength(1)
  })
})

test('with ten thousand messages in hand the next is left with its carrier', async () => {
  world.mood = 'away'
  const all = Array.from({ length: 10_000 }, (_, at) =>
    world.say('x', { from: `+4366400${String(at).padStart(5, '0')}` }),
  )
  await Promise.all(all)
  await settle(10)
  await expect(world.say('x')).rejects.toMatchObject({ code: 'try-again-later' })
})
