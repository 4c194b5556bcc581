import { afterEach, describe, expect, test } from 'vitest'
import { prepareCommand } from '../../src/flows/prepare-command.ts'
import { registerDongle } from '../../src/flows/register-dongle.ts'
import { dongleKey, unlockCode } from '../../src/licences/unlock-code.ts'
import { openWorld, type TestWorld, type WorldOptions } from '../world.ts'
import {
  CARAT,
  type HandBridge,
  handBridge,
  known,
  NUMBER,
  OTHER_NUMBER,
  points,
  release,
  states,
  unlocks,
} from './setting.ts'

let world: TestWorld
afterEach(() => world.close())

async function begin(options: WorldOptions = {}) {
  world = await openWorld({ kinds: [], ...options })
  const dongle = await known(world)
  const bridge = await handBridge(world, dongle.told)
  return { ...dongle, bridge }
}

const last = ({ commands }: HandBridge) => {
  const command = commands.at(-1)
  if (!command) throw new Error('no command came')
  return command
}
const reads = () => world.running().house.ledger.reads
const deeds = async (act: string) =>
  (await reads().selectFrom('audit').select(['actor', 'subject', 'details']).where('act', '=', act).execute()).map(
    ({ details, ...deed }) => ({ ...deed, details: JSON.parse(details) as object }),
  )
const told = async (deviceId: string) =>
  (await reads().selectFrom('events').select('body').where('topic', '=', `device:${deviceId}`).orderBy('seq').execute())
    .map(({ body }) => JSON.parse(body) as { unlock?: string; state?: string; reason?: string })
    .filter(({ unlock }) => unlock !== undefined)

test('what is released for a dongle reaches its bridge, with the code that a person would fetch', async () => {
  const { bridge, told: secrets, deviceId } = await begin()
  const { release: made } = await release(world, NUMBER, points(5))
  await world.advance(100)
  expect(last(bridge)).toEqual({
    id: expect.any(String),
    device: CARAT,
    counter: 1,
    issued: expect.any(Number),
    type: 'unlock',
    number: NUMBER,
    code: unlockCode(secrets.key, NUMBER, points(5), made.counter),
  })
  await bridge.answer({ id: last(bridge).id, device: CARAT, counter: 1, after: [5, 0], outcomes: [[1, 1]] })
  expect(await states(world)).toEqual(['applied'])
  expect(await deeds('apply-unlock')).toMatchObject([
    { actor: `device:${deviceId}`, subject: `release:${made.id}`, details: { counter: 1 } },
  ])
  expect((await told(deviceId)).map(({ state }) => state)).toEqual(['queued', 'sent', 'applied'])
  expect(await reads().selectFrom('dongle_licences').selectAll().execute()).toMatchObject([
    { device_id: deviceId, licence_number: NUMBER, points: 5, e: 0 },
  ])
})

test('the same bytes are sent until the dongle answers, and no other command meanwhile', async () => {
  const { bridge } = await begin()
  await release(world, NUMBER, points(1))
  await release(world, NUMBER, points(5))
  await release(world, NUMBER, { kind: 'e' })
  await world.advance(3_600_000)
  expect(bridge.payloads.length).toBeGreaterThan(5)
  expect(new Set(bridge.payloads.map((payload) => Buffer.from(payload).toString())).size).toBe(1)
  await bridge.answer({ id: last(bridge).id, device: CARAT, counter: 1, after: [1, 0], outcomes: [[1, 1]] })
  await world.advance(100)
  expect(last(bridge).counter).toBe(2)
})

test('a dongle that nobody registered is not waited for: the code can be fetched', async () => {
  world = await openWorld({ kinds: [] })
  expect((await release(world, NUMBER, points(5))).wake).toBeNull()
  expect(await unlocks(world)).toEqual([])
})

test('registering a dongle queues what was released for it before: the most of each kind, under each licence number', async () => {
  world = await openWorld({ kinds: [] })
  await release(world, NUMBER, points(1))
  const five = await release(world, NUMBER, points(5))
  const e = await release(world, NUMBER, { kind: 'e' })
  const other = await release(world, OTHER_NUMBER, points(3))
  await release(world, 'ABCDEF0111111111', points(7))
  await known(world)
  const queued = (await unlocks(world)).map(({ release_id }) => release_id)
  expect(queued.sort()).toEqual([five, e, other].map((made) => made.release.id).sort())
})

describe('a result is believed only if it is the dongle’s own', () => {
  const answered = async (made: { key?: Uint8Array; version?: string }) => {
    const { bridge } = await begin()
    await release(world, NUMBER, points(5))
    await world.advance(100)
    await bridge.answer({ id: last(bridge).id, device: CARAT, counter: 1, outcomes: [[1, 1]] }, made)
    return states(world)
  }

  test('one made with another key changes nothing', async () => {
    expect(await answered({ key: new Uint8Array(32) })).toEqual(['sent'])
  })

  test('one that names another key version changes nothing', async () => {
    expect(await answered({ version: '2' })).toEqual(['sent'])
  })

  test('one of another dongle changes nothing, even with that dongle’s own tag', async () => {
    const { bridge, told: mine } = await begin()
    const other = await known(world, 'ABCDEF01')
    await release(world, NUMBER, points(5))
    await world.advance(100)
    const thief = await handBridge(world, other.told, 'ABCDEF01')
    await thief.answer({ id: last(bridge).id, device: CARAT, counter: 1, outcomes: [[1, 1]] }, { key: mine.key })
    await thief.answer({ id: last(bridge).id, device: 'ABCDEF01', counter: 1, outcomes: [[1, 1]] })
    expect(await states(world)).toEqual(['sent'])
  })
})

describe('a refusal', () => {
  const refused = async (reason: number, outcomes: [number, number][] = [[1, 2]]) => {
    const begun = await begin()
    const { release: made } = await release(world, NUMBER, points(5))
    await world.advance(100)
    const { id, counter } = last(begun.bridge)
    const licenceNumber = reason === 1 ? OTHER_NUMBER : NUMBER
    await begun.bridge.answer({
      id,
      device: CARAT,
      counter,
      outcome: 2,
      reason,
      licenceNumber,
      after: [0, 0],
      outcomes,
    })
    return { ...begun, made }
  }

  test('because the user information is another leaves the release, and is told and audited', async () => {
    const { made, deviceId } = await refused(1)
    expect(await unlocks(world)).toMatchObject([{ state: 'refused', reason: 'other-user-information' }])
    expect(await reads().selectFrom('releases').select('id').execute()).toEqual([{ id: made.id }])
    expect(await deeds('refuse-unlock')).toMatchObject([
      { subject: `release:${made.id}`, details: { reason: 'other-user-information' } },
    ])
    expect((await told(deviceId)).at(-1)).toMatchObject({ state: 'refused', reason: 'other-user-information' })
  })

  test('is made good when the dongle shows the licence number again, once', async () => {
    const { bridge, made } = await refused(1)
    await bridge.event({ number: OTHER_NUMBER })
    expect(await states(world)).toEqual(['refused'])
    await bridge.event()
    await bridge.event()
    await world.advance(100)
    expect(await unlocks(world)).toMatchObject([
      { state: 'refused', counter: 1 },
      { state: 'sent', counter: 2, release_id: made.id },
    ])
    await bridge.answer({
      id: last(bridge).id,
      device: CARAT,
      counter: 2,
      after: [5, 0],
      outcomes: [
        [1, 2],
        [2, 1],
      ],
    })
    await bridge.event({ points: 5 })
    expect(await states(world)).toEqual(['refused', 'applied'])
  })

  test('of a wrong code is not tried again by itself: each one counts towards the lock-out', async () => {
    const { bridge } = await refused(2)
    await bridge.event()
    await world.advance(3_600_000)
    expect(await unlocks(world)).toMatchObject([{ state: 'refused', reason: 'wrong-code' }])
  })

  test('for an old counter is judged by the list: applied there is applied', async () => {
    await refused(3, [
      [1, 1],
      [2, 2],
    ])
    expect(await states(world)).toEqual(['applied'])
  })

  test('for an old counter that was passed over is a refusal, and tried again when the number is shown', async () => {
    const { bridge } = await refused(3, [[2, 1]])
    expect(await unlocks(world)).toMatchObject([{ state: 'refused', reason: 'passed-over' }])
    await bridge.event()
    expect(await states(world)).toEqual(['refused', 'sent'])
  })

  test('for an old counter without proof leaves the command open', async () => {
    await refused(3, [])
    expect(await states(world)).toEqual(['sent'])
  })
})

describe('what a dongle says of itself', () => {
  test('is written down: licence number, what it holds, firmware', async () => {
    const { bridge, deviceId } = await begin()
    await bridge.event({ event: 'boot', points: 3, e: 1, firmware: 'carat 2.1' })
    await bridge.event({ number: OTHER_NUMBER, points: 7 })
    expect(await reads().selectFrom('dongles').selectAll().execute()).toMatchObject([
      { device_id: deviceId, licence_number: OTHER_NUMBER, key_version: 1, firmware: 'by hand' },
    ])
    const held = await reads().selectFrom('dongle_licences').selectAll().orderBy('licence_number').execute()
    expect(held).toMatchObject([
      { licence_number: NUMBER, points: 3, e: 1 },
      { licence_number: OTHER_NUMBER, points: 7, e: 0 },
    ])
  })

  test('in an event that was overtaken by a later one changes nothing', async () => {
    const { bridge } = await begin()
    await bridge.event({ boot: 2, seq: 5, points: 5 })
    await bridge.event({ boot: 2, seq: 4, points: 0, number: OTHER_NUMBER })
    await bridge.event({ boot: 1, seq: 900, points: 0 })
    expect(await reads().selectFrom('dongles').select('licence_number').execute()).toEqual([{ licence_number: NUMBER }])
    expect(await reads().selectFrom('dongle_licences').select('points').execute()).toEqual([{ points: 5 }])
  })

  test('is kept for the 16 licence numbers that a dongle keeps, however many it names', async () => {
    const { bridge } = await begin()
    for (let at = 0; at < 20; at++) {
      await world.advance(1_000)
      await bridge.event({ number: `12345678000000${(at + 16).toString(16).toUpperCase()}` })
    }
    const kept = await reads()
      .selectFrom('dongle_licences')
      .select('licence_number')
      .orderBy('licence_number')
      .execute()
    expect(kept).toHaveLength(16)
    expect(kept[0]).toEqual({ licence_number: '1234567800000014' })
  })

  test('grants nothing: a number for which nothing is released gets no command', async () => {
    const { bridge } = await begin()
    await release(world, NUMBER, points(5))
    await bridge.event({ number: OTHER_NUMBER })
    expect(await unlocks(world)).toHaveLength(1)
  })

  test('that it holds already is not sent again, as when a person typed the code', async () => {
    world = await openWorld({ kinds: [] })
    const { told: secrets } = await known(world)
    const bridge = await handBridge(world, secrets)
    await bridge.event({ points: 5, e: 1 })
    await release(world, OTHER_NUMBER, points(5))
    await bridge.event({ number: OTHER_NUMBER, points: 5 })
    expect(await unlocks(world)).toHaveLength(1)
  })
})

test('a release queued twice at once is one command', async () => {
  const { deviceId } = await begin()
  const { release: made } = await release(world, NUMBER, points(5))
  const { queueUnlock } = await import('../../src/flows/unlock/queue-unlock.ts')
  const { house } = world.running()
  const again = await house.ledger.transact('again', (tx) => queueUnlock(house, tx, { ...made, releaseId: made.id }))
  expect(again).toEqual({ kind: 'already-open', deviceId })
  expect(await unlocks(world)).toHaveLength(1)
})

test('counters are the dongle’s own: two dongles count apart, and no number is given twice', async () => {
  const { bridge, deviceId } = await begin()
  const second = await known(world, 'ABCDEF01')
  const other = await handBridge(world, second.told, 'ABCDEF01')
  for (const [type, counter] of [
    [points(1), 1],
    [points(5), 2],
  ] as const) {
    await release(world, NUMBER, type)
    await world.advance(100)
    expect(last(bridge).counter).toBe(counter)
    await bridge.answer({ id: last(bridge).id, device: CARAT, counter, outcomes: [[counter, 1]] })
  }
  await release(world, 'ABCDEF0111111111', points(1))
  await world.advance(100)
  expect(last(other).counter).toBe(1)
  expect(await prepareCommand(world.running().house, deviceId)).toBeNull()
})

describe('the master is rotated', () => {
  const rotate = async () => {
    await world.running().house.keys.rotate('dongle-master')
    await world.advance(61_000)
  }
  const master = (id: string) => world.running().house.keys.byId(id).bytes

  test('dongles in the field keep their version and their codes; a new one gets the new key', async () => {
    const { bridge, told: old } = await begin()
    await release(world, NUMBER, points(1))
    await world.advance(100)
    const before = last(bridge)
    await rotate()
    await bridge.answer({ id: before.id, device: CARAT, counter: 1, after: [1, 0], outcomes: [[1, 1]] })
    expect(await states(world)).toEqual(['applied'])
    await release(world, NUMBER, points(5))
    await world.advance(100)
    expect(last(bridge).code).toBe(unlockCode(old.key, NUMBER, points(5), 2))
    const fresh = await known(world, 'ABCDEF01')
    expect(fresh.told.keyVersion).toBe(2)
    expect(fresh.told.key).toEqual(dongleKey(master('dongle-master-2'), 'ABCDEF01'))
    const made = await release(world, 'ABCDEF0111111111', points(5))
    expect(made.release.keyId).toBe('dongle-master-2')
  })

  test('a dongle for which something was released before it was registered has the key of those codes', async () => {
    world = await openWorld({ kinds: [] })
    const { release: made } = await release(world, NUMBER, points(5))
    await rotate()
    const { told: secrets } = await known(world)
    expect(secrets.keyVersion).toBe(1)
    const bridge = await handBridge(world, secrets)
    await world.advance(100)
    expect(last(bridge).code).toBe(unlockCode(secrets.key, NUMBER, points(5), made.counter))
  })
})

describe('registering', () => {
  const register = (changes: object) =>
    registerDongle(world.running().house, 'operator', {
      caratId: CARAT,
      name: 'till',
      accountId: world.owners[0]!.accountId,
      ...changes,
    })

  test.each([
    ['caratId', { caratId: '00000000' }],
    ['caratId', { caratId: '1234567' }],
    ['caratId', { caratId: 'abcdef01' }],
    ['name', { name: '' }],
    ['secret', { secret: 'short' }],
    ['keyVersion', { keyVersion: 9 }],
  ])('names the %s at fault: %o', async (field, changes) => {
    world = await openWorld({ kinds: [] })
    expect(await register(changes)).toEqual({ kind: 'invalid', field })
  })

  test('an answer that was lost is told again within a day, with another secret; after the first plugging in no more', async () => {
    world = await openWorld({ kinds: [] })
    const first = await register({})
    const again = await register({})
    if (first.kind !== 'registered' || again.kind !== 'registered') throw new Error('not registered')
    expect(again.told).toEqual({ ...first.told, secret: expect.any(String) })
    expect(again.told.secret).not.toBe(first.told.secret)
    expect(again.deviceId).toBe(first.deviceId)
    await expect(handBridge(world, first.told)).rejects.toThrow()
    await handBridge(world, again.told)
    expect(await register({})).toEqual({ kind: 'already-registered' })
    expect(await deeds('tell-dongle-again')).toHaveLength(1)
  })

  test('is told no more a day later', async () => {
    world = await openWorld({ kinds: [] })
    await register({})
    await world.advance(86_400_000)
    expect(await register({})).toEqual({ kind: 'already-registered' })
  })

  test('keeps no key and no secret: both are in no file of the ledger', async () => {
    const { told: secrets } = await begin()
    const { readdirSync, readFileSync } = await import('node:fs')
    const bytes = Buffer.concat(readdirSync(world.directory).map((name) => readFileSync(`${world.directory}/${name}`)))
    expect(bytes.includes(CARAT)).toBe(true)
    for (const secret of [Buffer.from(secrets.key), secrets.secret, Buffer.from(secrets.key).toString('hex')])
      expect(bytes.includes(secret)).toBe(false)
  })
})
