import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../../src/accounts/actor.ts'
import type { Sender } from '../../src/flows/outbox/sender.ts'
import { forgetSubscriptions } from '../../src/flows/push/forget-pushes.ts'
import { startPushSender } from '../../src/flows/push/sender.ts'
import { notePushReceipt } from '../../src/flows/push/settle-push.ts'
import { ownStanding, subscribe, unsubscribe } from '../../src/flows/push/subscribe.ts'
import { type OutgoingPush, PushTransportError } from '../../src/flows/push/transport.ts'
import { signIn, signOut, whoIs } from '../../src/flows/sign-in.ts'
import { type RecipientStory, recipientStory, TEXTS } from '../recipients/setting.ts'
import { PLACES } from '../setup/ledgers.ts'
import { pushBrowser } from './browser.ts'

const SERVICES = ['https://push.example']

describe.each(PLACES.filter(({ name }) => name !== 'SQLite in a file'))('pushes on $name', (kind) => {
  let story: RecipientStory
  let sender: Sender
  let sent: OutgoingPush[]
  let answer: (push: OutgoingPush) => Promise<void>
  let browsers = 0
  beforeEach(async () => {
    story = await recipientStory(kind)
    sent = []
    answer = async () => {}
    const transport = {
      async send(push: OutgoingPush) {
        sent.push(push)
        await answer(push)
      },
    }
    sender = startPushSender(story.house, TEXTS, transport)
  })
  afterEach(async () => {
    await sender.stop()
    await story.end()
  })

  /** A device on which the owner signs in. */
  const device = async (): Promise<Actor> => {
    await story.clock.advance(1_000)
    const signed = await signIn(story.house, 'p0@example.org', 'p')
    const actor = signed?.kind === 'signed-in' && (await whoIs(story.house, signed.token, '192.0.2.1'))
    if (!actor) throw new Error('not signed in')
    return actor
  }
  const join = (actor: Actor, endpoint = `https://push.example/${browsers++}`) =>
    subscribe(story.house, { actor, target: pushBrowser(endpoint).target, services: SERVICES })
  const told = async (): Promise<[string, string][]> => {
    await sender.idle()
    return sent.map(({ target, words }) => [target.endpoint, JSON.parse(Buffer.from(words).toString()).title])
  }
  const lately = async (id: string) => (await story.see(id)).lately.map(({ silence, state }) => silence ?? state)
  const receiptOf = (push: OutgoingPush | undefined): string =>
    JSON.parse(Buffer.from(push?.words ?? []).toString()).receipt

  test('an alarm goes to the session that signed in last, and the earlier device is told that it gets no more', async () => {
    const phone = await device()
    expect(await join(phone, 'https://push.example/phone')).toBe('subscribed')
    const id = await story.add({ way: 'push' })
    await story.happens()
    expect(await told()).toEqual([['https://push.example/phone', 'Security alarm']])
    const tablet = await device()
    expect(await told()).toContainEqual(['https://push.example/phone', 'Alarms no longer come here'])
    await story.happens()
    expect(await lately(id)).toEqual(['signed-in-elsewhere', 'sent'])
    expect([await ownStanding(story.house, phone), await join(phone)]).toEqual(Array(2).fill('signed-in-elsewhere'))
    await sender.idle()
    expect(await join(tablet, 'https://push.example/tablet')).toBe('subscribed')
    await story.happens()
    expect((await told()).slice(2)).toEqual([['https://push.example/tablet', 'Security alarm']])
    const rows = await story.house.ledger.reads.selectFrom('push_subscriptions').select(['state', 'sealed']).execute()
    expect(rows.map(({ state, sealed }) => [state, sealed !== null]).sort()).toEqual([
      ['active', true],
      ['ended', false],
    ])
  })

  test('a push that waits through a sign-in elsewhere goes to nobody', async () => {
    const phone = await device()
    await join(phone)
    const id = await story.add({ way: 'push' })
    answer = async () => {
      throw new PushTransportError('unavailable', 'answered 503')
    }
    await story.happens()
    await sender.idle()
    expect(await lately(id)).toEqual(['waiting'])
    answer = async () => {}
    await device()
    await story.clock.advance(60_000)
    expect((await told()).slice(1).map(([, title]) => title)).toEqual(['Alarms no longer come here'])
    expect((await story.see(id)).lately).toMatchObject([{ state: 'failed', reason: 'signed-in-elsewhere' }])
  })

  test('that it was shown and opened is recorded, by the word that only the browser can read', async () => {
    await join(await device())
    const id = await story.add({ way: 'push' })
    await story.happens()
    await sender.idle()
    expect(await lately(id)).toEqual(['sent'])
    const receipt = receiptOf(sent[0])
    expect(await notePushReceipt(story.house, 'guessed', 'opened')).toBe(false)
    expect(await notePushReceipt(story.house, receipt, 'delivered')).toBe(true)
    expect(await lately(id)).toEqual(['delivered'])
    for (const said of ['opened', 'delivered'] as const) await notePushReceipt(story.house, receipt, said)
    expect(await lately(id)).toEqual(['opened'])
    const [row] = await story.house.ledger.reads.selectFrom('push_messages').selectAll().execute()
    expect([row?.delivered_at, row?.opened_at]).toEqual([story.clock.now(), story.clock.now()])
  })

  test('a dead subscription is dropped, and its recipient says so', async () => {
    await join(await device())
    const id = await story.add({ way: 'push' })
    answer = async () => {
      throw new PushTransportError('gone', 'answered 410')
    }
    await story.happens()
    await sender.idle()
    await story.happens()
    expect(await lately(id)).toEqual(['no-subscription', 'failed'])
    expect((await story.see(id)).silences).toEqual(['no-subscription'])
    expect(sent).toHaveLength(1)
    const [row] = await story.house.ledger.reads.selectFrom('push_subscriptions').selectAll().execute()
    expect(row).toMatchObject({ state: 'dead', sealed: null })
  })

  // What follows asks nothing of an engine that the stories above have not asked.
  if (kind.engine === 'postgres') return

  test('a service that is away gets it again, after as long as it asks for', async () => {
    await join(await device())
    await story.add({ way: 'push' })
    answer = async () => {
      throw new PushTransportError('unavailable', 'answered 429', 600_000)
    }
    await story.happens()
    await sender.idle()
    await story.clock.advance(590_000)
    await sender.idle()
    expect(sent).toHaveLength(1)
    answer = async () => {}
    await story.clock.advance(20_000)
    await sender.idle()
    expect(sent).toHaveLength(2)
  })

  test('one browser is one subscription, whoever signs in there; and a session that is over gets nothing', async () => {
    const phone = await device()
    await join(phone, 'https://push.example/phone')
    await join(phone, 'https://push.example/phone')
    const id = await story.add({ way: 'push' })
    const active = story.house.ledger.reads.selectFrom('push_subscriptions').select('id').where('state', '=', 'active')
    expect(await active.execute()).toHaveLength(1)
    await signOut(story.house, phone)
    expect((await story.see(id)).silences).toEqual(['no-session'])
    const tablet = await device()
    await join(tablet)
    expect((await story.see(id)).silences).toEqual([])
    await unsubscribe(story.house, tablet)
    expect((await story.see(id)).silences).toEqual(['no-subscription'])
    await join(tablet)
    await story.clock.advance(31 * 86_400_000)
    await story.house.ledger.transact('forget', (tx) => forgetSubscriptions(tx, story.clock.now()))
    expect(await active.execute()).toEqual([])
    await story.happens()
    expect(sent).toEqual([])
  })

  test('nobody can have the house write to an address or with keys of their own making', async () => {
    const actor = await device()
    const { target } = pushBrowser('https://push.example/1')
    const ask = (more: object) => subscribe(story.house, { actor, target: { ...target, ...more }, services: SERVICES })
    expect(await ask({ endpoint: 'https://192.168.0.1/admin' })).toBe('no-push-service')
    expect(await ask({ p256dh: 'A'.repeat(87) })).toBe('no-keys')
    expect(await ask({ p256dh: Buffer.alloc(65, 4).toString('base64url') })).toBe('no-keys')
    expect(await ask({ auth: 'AAAA' })).toBe('no-keys')
  })

  test('an owner hears by push as well that there are no credits left', async () => {
    await join(await device())
    await story.add({ way: 'sms', address: '+46701234567' })
    await story.happens()
    expect((await told()).map(([, title]) => title)).toEqual(['No SMS credits left'])
  })

  test('a push goes to a member of the account alone', async () => {
    await join(await device())
    const id = await story.add({ way: 'push' })
    await story.house.ledger.transact('leave', async (tx) => {
      await tx
        .deleteFrom('memberships')
        .where('account_id', '=', story.accountId)
        .where('level', '=', 'owner')
        .execute()
      const [, neighbour] = story.people
      const membership = { account_id: story.accountId, user_id: neighbour?.userId ?? '', level: 'owner' }
      await tx.insertInto('memberships').values(membership).execute()
    })
    await story.happens()
    expect(await told()).toEqual([])
    const rows = await story.house.ledger.reads
      .selectFrom('recipient_tellings')
      .select(['recipient_id', 'silence'])
      .execute()
    expect(rows).toEqual([{ recipient_id: id, silence: 'no-user' }])
  })
})
