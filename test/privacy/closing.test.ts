import { createPublicKey, verify } from 'node:crypto'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../../src/accounts/actor.ts'
import { openWords } from '../../src/flows/mail/queue-mail.ts'
import { startCloser } from '../../src/flows/privacy/closer.ts'
import { askClosing, cancelClosing, GRACE_MS, seeClosing } from '../../src/flows/privacy/closing.ts'
import { eraseAccount } from '../../src/flows/privacy/erase-account.ts'
import { HOLDINGS } from '../../src/flows/privacy/holdings.ts'
import { subjectOf } from '../../src/flows/privacy/subject.ts'
import { putInOutbox } from '../../src/flows/sms/outbox.ts'
import { silent } from '../../src/std/log.ts'
import { loadTexts } from '../../src/std/texts.ts'
import { rowsOf } from '../../src/store/held-rows.ts'
import { openEmbeddedTelemetry } from '../../src/telemetry/embedded.ts'
import { packSamples } from '../../src/telemetry/packed.ts'
import type { TelemetryStore } from '../../src/telemetry/telemetry.ts'
import { type AccountStory, accountStory, actorOf, HUNDRED, SUBSCRIBED, YEAR } from '../accounts/setting.ts'
import { PLACES } from '../setup/ledgers.ts'

const TEXTS = loadTexts(join(import.meta.dirname, '../../texts'), { timeZone: 'UTC' })
const LETTERS = { texts: TEXTS, publicUrl: () => 'http://koppel.test' }
const OPERATOR: Actor = { kind: 'operator', source: '192.0.2.1' }

describe.each(PLACES.filter(({ name }) => name !== 'SQLite in a file'))('closing an account on $name', (kind) => {
  let story: AccountStory
  let anna: string
  let bo: string
  let telemetry: TelemetryStore
  beforeEach(async () => {
    const made = await accountStory(kind)
    telemetry = await openEmbeddedTelemetry({ memory: true, world: { log: silent } })
    story = { ...made, house: { ...made.house, telemetry } }
    const accounts = story.people.map(({ accountId }) => accountId)
    anna = accounts[0]!
    bo = accounts[1]!
    // What has been said, bought and used by both.
    for (const person of story.people)
      for (const product of [YEAR, SUBSCRIBED, HUNDRED])
        expect(await story.redeem(person, (await story.codes(product))[0])).toBe('accepted')
    await story.house.ledger.transact('sms', async (tx) => {
      for (const accountId of [anna, bo])
        await putInOutbox(story.house, tx, { accountId, to: '+46701234567', text: 'hej', purpose: 'notice' })
    })
  })
  afterEach(async () => {
    await telemetry.close()
    await story.end()
  })

  const ask = (accountId: string, actor: Actor = OPERATOR) =>
    askClosing(story.house, LETTERS, { actor, accountId, password: '' })
  const rows = async (accountId: string, userIds: string[]): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {}
    for (const holding of HOLDINGS) {
      const found = await rowsOf(
        story.house.ledger.reads as never,
        holding,
        { accountId, userIds },
        { columns: holding.key, limit: 500 },
      )
      if (found.length > 0) counts[holding.table] = found.length
    }
    return counts
  }
  /** Lets everything run that has become due. */
  const close = async (): Promise<void> => {
    const closer = startCloser(story.house, LETTERS)
    await closer.idle()
    await closer.stop()
  }

  test('only its owner may ask, and with the right password alone', async () => {
    expect(await ask(anna, actorOf(story.people[1]))).toBe('wrong-password')
    expect(await seeClosing(story.house, { actor: OPERATOR, accountId: anna })).toBeNull()
    expect(await seeClosing(story.house, { actor: actorOf(story.people[1]), accountId: anna })).toBe('forbidden')
  })

  test('for fourteen days nothing happens, asking again changes nothing, and it can be taken back', async () => {
    const asked = await ask(anna)
    const again = await story.clock.advance(86_400_000).then(() => ask(anna))
    expect(again).toEqual(asked)
    const before = await rows(anna, [])
    await story.clock.advance(GRACE_MS - 86_400_000 - 1)
    await close()
    expect(await rows(anna, [])).toEqual(before)
    expect(await cancelClosing(story.house, TEXTS, { actor: OPERATOR, accountId: anna })).toBe('cancelled')
    expect(await cancelClosing(story.house, TEXTS, { actor: OPERATOR, accountId: anna })).toBe('not-asked')
    await story.clock.advance(GRACE_MS)
    await close()
    const { audit: _asked, mails: _told, ...left } = await rows(anna, [])
    const { audit: _before, mails: _mails, ...were } = before
    expect(left).toEqual(were)
  })

  test('then nothing that leads to them is left in any table, and another’s is as it was', async () => {
    const { house } = story
    const users = await subjectOf(house.ledger.reads, anna)
    const others = await subjectOf(house.ledger.reads, bo)
    const untouched = await rows(bo, [...others.userIds])
    expect(users.userIds).toHaveLength(1)
    expect(Object.keys(await rows(anna, [...users.userIds])).length).toBeGreaterThan(8)
    await ask(anna)
    await story.clock.advance(GRACE_MS)
    await close()
    const { audit: _kept, ...left } = await rows(anna, [...users.userIds])
    expect(left).toEqual({})
    expect(await rows(bo, [...others.userIds])).toEqual(untouched)
    // What was used stays used, under a name that leads to nobody.
    const redemptions = await house.ledger.reads.selectFrom('redemptions').select(['account_id', 'actor']).execute()
    expect(redemptions.filter(({ account_id }) => account_id.startsWith('closed:'))).toHaveLength(3)
    expect(redemptions.filter(({ account_id }) => account_id === bo)).toHaveLength(3)
  })

  test('what their devices measured is erased, and the device is nobody’s, under its serial number', async () => {
    const { house } = story
    const owned = await house.ledger.reads.selectFrom('ownerships').selectAll().execute()
    const at = story.clock.now()
    for (const { series_id } of owned)
      await telemetry.write(packSamples([{ seriesId: series_id, samples: [{ at, lat: 59, lon: 18 }] }]))
    const [mine, theirs] = [anna, bo].map((id) => owned.find(({ account_id }) => account_id === id)!)
    await ask(anna)
    await story.clock.advance(GRACE_MS)
    await close()
    expect(await telemetry.last(mine!.series_id)).toBeNull()
    expect(await telemetry.last(theirs!.series_id)).toMatchObject({ lat: 59 })
    const device = await house.ledger.reads
      .selectFrom('devices')
      .selectAll()
      .where('id', '=', mine!.device_id)
      .executeTakeFirstOrThrow()
    expect(device.name).toBe(device.serial)
    const left = await house.ledger.reads
      .selectFrom('ownerships')
      .selectAll()
      .where('device_id', '=', mine!.device_id)
      .execute()
    expect(left).toEqual([])
  })

  test('the owner gets a signed certificate by a mail that is nobody’s, and only one', async () => {
    const { house } = story
    const { email } = await house.ledger.reads
      .selectFrom('users')
      .select('email')
      .where('id', '=', story.people[0]!.userId)
      .executeTakeFirstOrThrow()
    await ask(anna)
    await story.clock.advance(GRACE_MS)
    await close()
    await close()
    const mails = await house.ledger.reads.selectFrom('mails').selectAll().where('kind', '=', 'erased').execute()
    expect(mails.map((mail) => [mail.account_id, openWords(house, mail)?.to])).toEqual([[null, email]])
    const closing = await house.ledger.reads.selectFrom('closings').selectAll().executeTakeFirstOrThrow()
    expect([closing.state, closing.account_id]).toEqual(['erased', null])
    const { body, publicKey, sig } = JSON.parse(closing.certificate ?? '')
    const raw = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(publicKey, 'base64url')])
    const key = createPublicKey({ key: raw, format: 'der', type: 'spki' })
    const signed = Buffer.from(`koppel/v1/erasure\0${body}`)
    expect(verify(null, signed, key, Buffer.from(sig, 'base64url'))).toBe(true)
    expect(verify(null, Buffer.from(`koppel/v1/erasure\0${body} `), key, Buffer.from(sig, 'base64url'))).toBe(false)
    const said = JSON.parse(body)
    expect(said.deleted).toContainEqual({ table: 'users', holds: 'who you are', rows: 1 })
    expect(said.keptUnderAPseudonym.map(({ table }: { table: string }) => table)).toContain('redemptions')
    expect(body).not.toContain(email)
    expect(body).not.toContain(anna)
  })

  test('a user who belongs to another account too stays, and so does what is theirs', async () => {
    const { house } = story
    const [person] = story.people
    await house.ledger.transact('join', (tx) =>
      tx.insertInto('memberships').values({ account_id: bo, user_id: person!.userId, level: 'viewer' }).execute(),
    )
    await ask(anna)
    await story.clock.advance(GRACE_MS)
    await close()
    const user = await house.ledger.reads.selectFrom('users').selectAll().where('id', '=', person!.userId).execute()
    expect(user).toHaveLength(1)
    const licences = await house.ledger.reads.selectFrom('licences').select('user_id').execute()
    expect(licences.map(({ user_id }) => user_id)).toContain(person!.userId)
  })

  test('what a crash interrupted goes on', async () => {
    const { house } = story
    await ask(anna)
    await story.clock.advance(GRACE_MS)
    const { transact } = house.ledger
    let left = 6
    const failing = {
      ...house,
      ledger: {
        ...house.ledger,
        engine: house.ledger.engine,
        reads: house.ledger.reads,
        transact: ((name, act) => {
          if (left-- <= 0) throw new Error('the process dies')
          return transact.call(house.ledger, name, act)
        }) as typeof transact,
      },
    }
    const dying = startCloser(failing, LETTERS)
    await dying.idle()
    await dying.stop()
    expect(await house.ledger.reads.selectFrom('accounts').select('id').where('id', '=', anna).execute()).toHaveLength(
      1,
    )
    await close()
    const { audit: _kept, ...after } = await rows(anna, [story.people[0]!.userId])
    expect(after).toEqual({})
  })

  test('an erasure that is interrupted after every few steps certifies the same as one that is not', async () => {
    const { house } = story
    const certified = async (id: string): Promise<{ measurementSeries: number; rows: Record<string, number> }> => {
      const { certificate } = await house.ledger.reads
        .selectFrom('closings')
        .select('certificate')
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      const { measurementSeries, deleted, keptUnderAPseudonym } = JSON.parse(JSON.parse(certificate ?? '').body)
      const stated = [...deleted, ...keptUnderAPseudonym] as { table: string; rows: number }[]
      return { measurementSeries, rows: Object.fromEntries(stated.map(({ table, rows }) => [table, rows])) }
    }
    // More than one transaction may touch, so that one table is counted in parts.
    await house.ledger.transact('sms', async (tx) => {
      for (const accountId of [anna, bo])
        for (let nth = 0; nth < 250; nth++)
          await putInOutbox(house, tx, { accountId, to: '+46701234567', text: 'hej', purpose: 'notice' })
    })
    for (const id of [anna, bo]) await ask(id)
    const asked = await house.ledger.reads.selectFrom('closings').select(['id', 'account_id']).execute()
    const [one, other] = [anna, bo].map((id) => asked.find(({ account_id }) => account_id === id)!.id)
    await story.clock.advance(GRACE_MS)
    const { audit: _kept, ...were } = await rows(anna, [story.people[0]!.userId])
    const { transact } = house.ledger
    let deaths = 0
    for (let left = 3; ; left = 3) {
      const failing = {
        ...house,
        ledger: {
          ...house.ledger,
          engine: house.ledger.engine,
          reads: house.ledger.reads,
          transact: ((name, act) => {
            if (left-- <= 0) throw new Error('the process dies')
            return transact.call(house.ledger, name, act)
          }) as typeof transact,
        },
      }
      const due = { id: one!, account_id: anna, asked_at: story.clock.now(), due_at: story.clock.now() }
      const died = await eraseAccount(failing, LETTERS, due).then(
        () => false,
        () => true,
      )
      if (!died) break
      deaths++
    }
    expect(deaths).toBeGreaterThan(4)
    await close()
    const interrupted = await certified(one!)
    expect(interrupted).toEqual(await certified(other!))
    // What was there before: the page of a list that `rows` reads is full at 251 messages and more.
    expect(interrupted.rows).toEqual(were)
    expect(interrupted.measurementSeries).toBe(1)
    expect(await house.ledger.reads.selectFrom('closing_counts').selectAll().execute()).toEqual([])
  })

  test('what is written while it is erased is erased too', async () => {
    const { house } = story
    await ask(anna)
    await story.clock.advance(GRACE_MS)
    const { transact } = house.ledger
    const put = (): Promise<string> =>
      transact.call(house.ledger, 'sms', (tx) =>
        putInOutbox(house, tx, { accountId: anna, to: '+46701234567', text: 'late', purpose: 'notice' }),
      ) as Promise<string>
    let erased = 0
    const busy = {
      ...house,
      ledger: {
        ...house.ledger,
        engine: house.ledger.engine,
        reads: house.ledger.reads,
        transact: (async (name, act) => {
          // Its table has been dealt with long before.
          if (name === 'erase-rows' && ++erased === 8) await put()
          return transact.call(house.ledger, name, act)
        }) as typeof transact,
      },
    }
    const closer = startCloser(busy, LETTERS)
    await closer.idle()
    await closer.stop()
    expect(erased).toBeGreaterThan(8)
    const { audit: _kept, ...left } = await rows(anna, [story.people[0]!.userId])
    expect(left).toEqual({})
  })
})
