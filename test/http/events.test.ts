import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import { afterEach, expect, test } from 'vitest'
import { cancel } from '../../src/flows/cancel.ts'
import { settle } from '../../src/std/manual-clock.ts'
import { tell } from '../../src/store/events.ts'
import { as, type OpenDoor, openDoor, type Person } from './open-door.ts'

const doors: OpenDoor[] = []
const readers: AbortController[] = []
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.abort()
  for (const door of doors.splice(0)) await door.close()
})

type Scene = { door: OpenDoor; owner: Person; device: string; base: string }
async function scene(): Promise<Scene> {
  const door = await openDoor()
  doors.push(door)
  const owner = await door.person('owner')
  const device = await door.collar(owner.accountId)
  await door.api.listen({ host: '127.0.0.1', port: 0 })
  return { door, owner, device, base: `http://127.0.0.1:${(door.api.server.address() as AddressInfo).port}` }
}

/** Follows a stream: `next` gives its events one by one, null at its end. */
async function follow(base: string, path: string, token: string, headers: Record<string, string> = {}) {
  const stop = new AbortController()
  readers.push(stop)
  const answer = await fetch(base + path, { ...as(token, headers), signal: stop.signal })
  const events: EventSourceMessage[] = []
  let ids = ''
  const parser = createParser({ onEvent: (event) => events.push(event) })
  const reader = answer.body?.getReader()
  const decoder = new TextDecoder()
  const read = async (): Promise<boolean> => {
    const chunk = await reader?.read()
    if (!chunk || chunk.done) return false
    const piece = decoder.decode(chunk.value)
    ids += piece
    parser.feed(piece)
    return true
  }
  return {
    answer,
    stop: () => stop.abort(),
    /** Everything received so far, as it came. */
    raw: () => ids,
    async next(): Promise<EventSourceMessage | null> {
      while (events.length === 0) if (!(await read())) return null
      return events.shift() ?? null
    },
    read,
  }
}

async function redeemed({ door, owner, device }: Scene, key = 'k'): Promise<string> {
  const [code] = await door.codes(1)
  const payload = { code }
  const headers = as(owner, { 'idempotency-key': key })
  return (
    await door.api.inject({ method: 'POST', url: `/api/v1/devices/${device}/redemptions`, payload, ...headers })
  ).json().id
}

const happen = ({ door, owner }: Scene, topic: string) =>
  door.house.ledger.transact('happen', (tx) =>
    tell(tx, door.house.world, { accountId: owner.accountId, topic, body: '{"n":1}' }),
  )
const cancelled = ({ door, owner }: Scene, id: string) =>
  cancel(door.house, { kind: 'user', userId: owner.userId, sessionId: '', source: '' }, id)

test('a redemption is told whole at once and at every change, and the stream ends with it', async () => {
  const here = await scene()
  const id = await redeemed(here)
  const stream = await follow(here.base, `/api/v1/redemptions/${id}/events`, here.owner.token)
  expect(stream.answer.headers.get('content-type')).toContain('text/event-stream')
  expect(JSON.parse((await stream.next())?.data ?? '')).toMatchObject({
    id,
    state: 'queued',
    effect: { simKind: 'tele2' },
  })
  await cancelled(here, id)
  const last = await stream.next()
  expect(JSON.parse(last?.data ?? '')).toMatchObject({
    id,
    state: 'cancelled',
    history: [{ state: 'queued' }, { state: 'cancelled' }],
  })
  expect(Number(last?.id)).toBeGreaterThan(0)
  expect(await stream.next()).toBeNull()
})

test('a redemption that is over is told once; a browser that comes back knowing so is sent away for good', async () => {
  const here = await scene()
  const id = await redeemed(here)
  await cancelled(here, id)
  while ((await here.door.live.after(0, 500, { topic: `redemption:${id}` })).length < 2) await settle()
  const path = `/api/v1/redemptions/${id}/events`
  const stream = await follow(here.base, path, here.owner.token)
  const only = await stream.next()
  expect(JSON.parse(only?.data ?? '').state).toBe('cancelled')
  expect(await stream.next()).toBeNull()
  const back = await follow(here.base, path, here.owner.token, { 'last-event-id': only?.id ?? '' })
  expect(back.answer.status).toBe(204)
  const early = await follow(here.base, path, here.owner.token, { 'last-event-id': '0' })
  expect(JSON.parse((await early.next())?.data ?? '').state).toBe('cancelled')
})

test('what happens on my accounts is told as it happens, and nobody else hears it', async () => {
  const here = await scene()
  const stranger = await here.door.person('owner')
  const mine = await follow(here.base, '/api/v1/events', here.owner.token)
  const theirs = await follow(here.base, '/api/v1/events', stranger.token)
  await theirs.read()
  const id = await redeemed(here)
  const event = await mine.next()
  expect(JSON.parse(event?.data ?? '')).toEqual({
    topic: `redemption:${id}`,
    at: '2026-11-22T12:00:00.000Z',
    body: { state: 'queued', deviceId: here.device },
  })
  await settle(20)
  expect(theirs.raw()).not.toContain('data')
})

test('a reader resumes behind the last event it saw, and gets each one once', async () => {
  const here = await scene()
  const first = await follow(here.base, '/api/v1/events', here.owner.token)
  await first.read()
  for (const topic of ['a', 'b', 'c']) await happen(here, topic)
  const seen = await first.next()
  first.stop()
  const second = await follow(here.base, '/api/v1/events', here.owner.token, { 'last-event-id': seen?.id ?? '' })
  const topics = [await second.next(), await second.next()].map((event) => JSON.parse(event?.data ?? '').topic)
  expect(topics).toEqual(['b', 'c'])
})

test('a reader that was cut off before its first event has a place to resume from', async () => {
  const here = await scene()
  await happen(here, 'before')
  while ((await here.door.live.latest()) < 1) await settle()
  const first = await follow(here.base, '/api/v1/events', here.owner.token)
  await first.read()
  expect(first.raw()).toBe('id: 1\n\n')
})

test('a long history is caught up with, whole and in order', async () => {
  const here = await scene()
  for (let at = 1; at <= 250; at++) await happen(here, `t${at}`)
  while ((await here.door.live.latest()) < 250) await settle()
  const stream = await follow(here.base, '/api/v1/events', here.owner.token, { 'last-event-id': '0' })
  for (let at = 1; at <= 250; at++) expect((await stream.next())?.id).toBe(String(at))
})

test('a number that was never given is no reason to wait for it', async () => {
  const here = await scene()
  const stream = await follow(here.base, '/api/v1/events', here.owner.token, { 'last-event-id': '999999' })
  await stream.read()
  await happen(here, 'a')
  expect((await stream.next())?.id).toBe('1')
  const odd = await follow(here.base, '/api/v1/events', here.owner.token, { 'last-event-id': 'x' })
  expect(odd.answer.status).toBe(400)
})

test('signing out ends the streams of that session, and of no other', async () => {
  const here = await scene()
  const { email } = here.owner
  const again = await here.door.api.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: { email, password: 'correct horse' },
  })
  const stays = await follow(here.base, '/api/v1/events', again.json().token)
  const ends = await follow(here.base, '/api/v1/events', here.owner.token)
  await here.door.api.inject({ method: 'DELETE', url: '/api/v1/session', ...as(here.owner) })
  expect(await ends.next()).toBeNull()
  await happen(here, 'a')
  expect(await stays.next()).not.toBeNull()
})

test('a stream ends at the first heartbeat after its session has run out', async () => {
  const here = await scene()
  const stream = await follow(here.base, '/api/v1/events', here.owner.token)
  here.door.clock.set(here.door.clock.now() + 31 * 86_400_000)
  await here.door.clock.advance(15_000)
  expect(await stream.next()).toBeNull()
})

test('ten streams of a user are enough; a closed one makes room', async () => {
  const here = await scene()
  const streams = []
  for (let at = 0; at < 10; at++) streams.push(await follow(here.base, '/api/v1/events', here.owner.token))
  const refused = await follow(here.base, '/api/v1/events', here.owner.token)
  await refused.read()
  expect([refused.answer.status, JSON.parse(refused.raw()).code]).toEqual([429, 'too-many-requests'])
  streams[0]?.stop()
  for (let answer = 429; answer !== 200; await settle()) {
    answer = (await follow(here.base, '/api/v1/events', here.owner.token)).answer.status
  }
})

test('closing the door ends every stream and then the door', async () => {
  const here = await scene()
  const stream = await follow(here.base, '/api/v1/events', here.owner.token)
  const closed = here.door.api.close()
  expect(await stream.next()).toBeNull()
  await closed
})

test('closing waits for nobody who has asked nothing', async () => {
  const here = await scene()
  const socket = connect(Number(new URL(here.base).port), '127.0.0.1')
  const arrived = once(here.door.api.server, 'connection')
  await Promise.all([once(socket, 'connect'), arrived])
  const gone = once(socket, 'close')
  await here.door.api.close()
  await gone
})
