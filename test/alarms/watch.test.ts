import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { chooseSettings } from '../../src/flows/alarms/change-settings.ts'
import { acknowledgeAlarm, seeAlarms } from '../../src/flows/alarms/see-alarms.ts'
import { sweepSilence, sweepValidity } from '../../src/flows/alarms/sweep.ts'
import { addZone, changeZone, removeZone } from '../../src/flows/alarms/zones.ts'
import { actorOf } from '../accounts/setting.ts'
import { PLACES } from '../setup/ledgers.ts'
import { type AlarmStory, alarmStory, DAY_MS, HOUR_MS, MINUTE_MS, travel } from './setting.ts'

const LAT = 59.3
const LON = 15.2
const north = (metres: number) => ({ lat: LAT + metres / 111_195, lon: LON })

describe.each(PLACES.filter(({ name }) => name !== 'SQLite in a file'))('on $name', (kind) => {
  let story: AlarmStory
  let a = 0
  const now = (): number => Math.floor((story.clock.now() - story.start) / 1000)
  const device = (): string => story.collars[a]?.id ?? ''
  const told = async (): Promise<string[]> => (await story.told(a)).filter((one) => !one.startsWith('sim-swapped'))
  const garden = (more = {}) => {
    const shape = { type: 'circle', lat: LAT, lon: LON, radiusM: 100 } as const
    const zone = { name: 'garden', shape, onLeft: true, onEntered: false, ...more }
    return addZone(story.house, { actor: story.owner, deviceId: device(), zone })
  }
  const sweep = async (): Promise<void> => {
    for (let more = true; more; ) more = (await sweepSilence(story.house, 0)).more
    await sweepValidity(story.house)
  }
  beforeAll(async () => {
    story = await alarmStory(kind)
    await story.clock.advance(HOUR_MS)
  })
  beforeEach(async () => {
    a = await story.another()
    await story.clock.advance(2 * HOUR_MS)
  })
  afterAll(() => story.end())

  test('a zone that is left opens one alarm, and the way back closes it', async () => {
    expect(await garden()).toMatchObject({ name: 'garden' })
    await story.report(a, { samples: [{ t: now() - 120, ...north(0) }] })
    await story.report(a, {
      samples: [
        { t: now() - 60, ...north(300) },
        { t: now() - 30, ...north(400) },
      ],
    })
    await story.report(a, { samples: [{ t: now(), ...north(500) }] })
    expect(await told()).toEqual(['zone-left opened'])
    await story.report(a, { samples: [{ t: now() + 60, ...north(0) }] })
    expect(await told()).toEqual(['zone-left opened', 'zone-left closed'])
    const [seen] = await seeAlarms(story.house, story.owner, { limit: 1, deviceId: device() })
    expect(seen).toMatchObject({ zone: 'garden', class: 'security', late: false })
    expect(seen?.closedAt).not.toBeNull()
  })

  test('what happened long ago says that it is late, and a sample older than the last says nothing', async () => {
    await garden()
    await story.report(a, {
      samples: [
        { t: now() - 3_600, ...north(0) },
        { t: now() - 3_000, ...north(500) },
      ],
    })
    await story.report(a, { samples: [{ t: now() - 3_500, ...north(0) }] })
    expect(await story.alarms(a)).toMatchObject([{ rule: 'zone-left', open: true, late: 1 }])
  })

  test('a report stored again opens nothing again', async () => {
    const report = { samples: [{ t: now(), bat: 5 }] }
    await story.report(a, report)
    await story.report(a, report)
    expect(await told()).toEqual(['battery opened'])
  })

  test('a stored week of changing sides is no storm of its own', async () => {
    await garden()
    const samples = Array.from({ length: 200 }, (_, at) => ({ t: now() - 400 + at, ...north(at % 2 === 0 ? 0 : 500) }))
    await story.report(a, { samples })
    expect(await told()).toEqual(['zone-left opened'])
  })

  test('an alarm is taken on by who may, once; that a SIM was swapped is over by that', async () => {
    await story.report(a, { samples: [{ t: now(), sim: travel(500 + a, 10_000) }] })
    const [seen] = await seeAlarms(story.house, story.owner, { limit: 1, deviceId: device(), open: true })
    const id = seen?.id ?? ''
    expect(await acknowledgeAlarm(story.house, { actor: actorOf(story.people[1]), id })).toBe('not-found')
    expect(await acknowledgeAlarm(story.house, { actor: story.owner, id })).toBe('acknowledged')
    expect(await acknowledgeAlarm(story.house, { actor: story.owner, id })).toBe('acknowledged')
    const { reads } = story.house.ledger
    const steps = await reads
      .selectFrom('alarm_entries')
      .select('step')
      .where('alarm_id', '=', id)
      .orderBy('id')
      .execute()
    expect(steps.map(({ step }) => step)).toEqual(['opened', 'acknowledged', 'closed'])
  })

  test('what a collar chose to be watched for is what it is watched for', async () => {
    const chosen = { battery: { on: false }, simSwapped: { on: false } }
    expect(await chooseSettings(story.house, { actor: story.owner, of: { deviceId: device() }, chosen })).toMatchObject(
      {
        inForce: { battery: { on: false, percent: 20 } },
      },
    )
    await story.report(a, { samples: [{ t: now(), bat: 1, sim: travel(500 + a, 10_000) }] })
    expect(await story.alarms(a)).toEqual([])
  })

  test('a zone that is drawn anew ends its alarm, and first only learns where the collar is', async () => {
    const zone = await garden()
    const id = typeof zone === 'object' && 'id' in zone ? zone.id : ''
    await story.report(a, { samples: [{ t: now() - 120, ...north(0) }] })
    await story.report(a, { samples: [{ t: now() - 60, ...north(300) }] })
    expect(await told()).toEqual(['zone-left opened'])
    const shape = { type: 'circle', lat: LAT, lon: LON, radiusM: 200 } as const
    const anew = { name: 'garden', shape, onLeft: true, onEntered: false }
    expect(await changeZone(story.house, { actor: story.owner, id, zone: anew })).toMatchObject(anew)
    await story.report(a, { samples: [{ t: now(), ...north(400) }] })
    await story.report(a, { samples: [{ t: now() + 10, ...north(500) }] })
    expect(await told()).toEqual(['zone-left opened', 'zone-left closed'])
    await story.report(a, { samples: [{ t: now() + 20, ...north(0) }] })
    await story.report(a, { samples: [{ t: now() + 30, ...north(500) }] })
    expect(await told()).toEqual(['zone-left opened', 'zone-left closed', 'zone-left opened'])
  })

  test('a zone that is taken away ends its alarm with the next report, and its place is gone', async () => {
    const zone = await garden()
    const id = typeof zone === 'object' && 'id' in zone ? zone.id : ''
    await story.report(a, {
      samples: [
        { t: now() - 9, ...north(0) },
        { t: now() - 8, ...north(500) },
      ],
    })
    expect(await removeZone(story.house, { actor: story.owner, id })).toBe('removed')
    await story.report(a, { samples: [{ t: now(), bat: 50 }] })
    expect(await told()).toEqual(['zone-left opened', 'zone-left closed'])
    const row = await story.house.ledger.reads
      .selectFrom('alarm_zones')
      .select('shape')
      .where('id', '=', id)
      .executeTakeFirst()
    expect(row?.shape).toBe('{}')
  })

  test('who owns the collar now is told, and who did before of nothing', async () => {
    await story.report(a, { samples: [{ t: now(), bat: 5 }] })
    const other = story.people[1]?.accountId ?? ''
    await story.house.ledger.transact('hand over', async (tx) => {
      const at = story.clock.now()
      await tx.updateTable('ownerships').set({ until_at: at }).where('device_id', '=', device()).execute()
      const next = { device_id: device(), account_id: other, from_at: at, until_at: null }
      await tx
        .insertInto('ownerships')
        .values({ id: `o${a}`, series_id: `s${a}`, ...next })
        .execute()
    })
    await story.clock.advance(MINUTE_MS)
    await story.report(a, { samples: [{ t: now(), bat: 4 }] })
    const rows = await story.house.ledger.reads
      .selectFrom('alarms')
      .select(['account_id', 'closed_at'])
      .where('device_id', '=', device())
      .orderBy('id')
      .execute()
    expect(rows.map(({ account_id, closed_at }) => [account_id, closed_at === null])).toEqual([
      [story.accountId, false],
      [other, true],
    ])
  })

  test('a collar that falls silent is one alarm, over when it reports; one that is connected is not silent', async () => {
    const chosen = { noContact: { hours: 2 } }
    await chooseSettings(story.house, { actor: story.owner, of: { deviceId: device() }, chosen })
    await story.report(a, { samples: [{ t: now(), bat: 50 }] })
    await story.house.ledger.transact('online', async (tx) => {
      await tx.updateTable('devices').set({ online: 1 }).where('id', '=', device()).execute()
    })
    await story.clock.advance(3 * HOUR_MS)
    await sweep()
    expect(await told()).toEqual([])
    await story.house.ledger.transact('offline', async (tx) => {
      await tx.updateTable('devices').set({ online: 0 }).where('id', '=', device()).execute()
    })
    await story.clock.advance(3 * HOUR_MS)
    await sweep()
    await sweep()
    expect(await told()).toEqual(['no-contact opened'])
    await story.report(a, { samples: [{ t: now(), bat: 50 }] })
    expect(await told()).toEqual(['no-contact opened', 'no-contact closed'])
  })

  test('a validity whose end comes near is told without a report', async () => {
    const until = new Date(story.clock.now() + 31 * DAY_MS).toISOString()
    const own = (await story.iccidOf(a)) ?? ''
    await chooseSettings(story.house, {
      actor: story.owner,
      of: { deviceId: device() },
      chosen: { disagreement: { on: false }, noContact: { on: false } },
    })
    await story.report(a, { samples: [{ t: now(), sim: { iccid: own, kind: 'telia-iot', until } }] })
    expect(await told()).toEqual([])
    await story.clock.advance(2 * DAY_MS)
    await sweep()
    await sweep()
    expect(await told()).toEqual(['validity opened'])
  })

  test('a thousand that fall silent together are one storm, over when they are back, and who stays silent is told of alone', {
    timeout: 30_000,
  }, async () => {
    const chosen = { noContact: { hours: 1 } }
    await chooseSettings(story.house, { actor: story.owner, of: { accountId: story.accountId }, chosen })
    const { ledger } = story.house
    const at = story.clock.now()
    const many = Array.from({ length: kind.engine === 'sqlite' ? 1_000 : 100 }, (_, one) => `storm-${one}`)
    await ledger.transact('many', async (tx) => {
      const row = await tx.selectFrom('devices').selectAll().where('id', '=', device()).executeTakeFirstOrThrow()
      for (const id of many) {
        await tx
          .insertInto('devices')
          .values({ ...row, id, serial: id, iccid: null, online: 0, last_seen_at: null })
          .execute()
        const own = { id, device_id: id, account_id: story.accountId, series_id: id, from_at: 0, until_at: null }
        await tx.insertInto('ownerships').values(own).execute()
        const standing = { device_id: id, account_id: story.accountId, boot: 1, at, seq: 1, heard_at: at }
        const due = {
          contact_due_at: at + HOUR_MS,
          validity_due_at: null,
          silent: 0,
          storm_id: null,
          state: '{"zones":{}}',
        }
        await tx
          .insertInto('alarm_standings')
          .values({ ...standing, ...due })
          .execute()
      }
    })
    const opened = async () =>
      (await ledger.reads.selectFrom('alarms').select(['rule', 'open_key']).where('opened_at', '>', at).execute()).map(
        ({ rule, open_key }) => `${rule} ${open_key === null ? 'over' : 'open'}`,
      )
    await story.clock.advance(2 * HOUR_MS)
    await sweep()
    expect(await opened()).toEqual(['contact-storm open'])
    const [left, ...back] = many
    await ledger.transact('back', async (tx) => {
      await tx
        .updateTable('alarm_standings')
        .set({ silent: 0, contact_due_at: at * 2 })
        .where('device_id', 'in', back)
        .execute()
    })
    await sweep()
    await sweep()
    expect((await opened()).toSorted()).toEqual(['contact-storm over', 'no-contact open'])
    const alone = await ledger.reads
      .selectFrom('alarms')
      .select('device_id')
      .where('rule', '=', 'no-contact')
      .where('opened_at', '>', at)
      .execute()
    expect(alone).toEqual([{ device_id: left }])
  })
})
