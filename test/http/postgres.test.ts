import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { settle } from '../../src/std/manual-clock.ts'
import { PLACES, type Place } from '../setup/ledgers.ts'
import { as, type OpenDoor, openDoor, type Person } from './open-door.ts'

let place: Place
let here: OpenDoor
let there: OpenDoor
let owner: Person
let device: string

/** Two processes of one house, on one PostgreSQL. */
beforeAll(async () => {
  const postgres = PLACES.find(({ engine }) => engine === 'postgres')
  if (!postgres) throw new Error('PostgreSQL is one of the places')
  place = await postgres.make()
  here = await openDoor({ place, seed: 1 })
  there = await openDoor({ place, seed: 2, clock: here.clock })
  owner = await here.person('owner')
  device = await here.collar(owner.accountId)
})
afterAll(async () => {
  await there.close()
  await here.close()
  await place.leave()
})

const redeem = (door: OpenDoor, code: string | undefined, key: string) =>
  door.api.inject({
    method: 'POST',
    url: `/api/v1/devices/${device}/redemptions`,
    payload: { code },
    ...as(owner, { 'idempotency-key': key }),
  })

test('a session of one process is good at the other, and so is the answer to a repeated request', async () => {
  const [code] = await here.codes(1)
  const first = await redeem(here, code, 'both')
  const second = await redeem(there, code, 'both')
  expect([first.statusCode, second.statusCode]).toEqual([202, 202])
  expect(second.body).toBe(first.body)
})

test('one code at both doors at once has one winner', async () => {
  const [code] = await here.codes(1)
  const answers = await Promise.all([here, there, here, there].map((door, at) => redeem(door, code, `race-${at}`)))
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([202, 409, 409, 409])
})

test('what happens at one door is told at the other', async () => {
  await there.api.listen({ host: '127.0.0.1', port: 0 })
  const { port } = there.api.server.address() as AddressInfo
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/events`, as(owner))
  const reader = answer.body?.getReader()
  await reader?.read()
  const [code] = await here.codes(1)
  const { id } = (await redeem(here, code, 'told')).json()
  let heard = ''
  while (!heard.includes(`redemption:${id}`)) heard += new TextDecoder().decode((await reader?.read())?.value)
  await reader?.cancel()
})

test('when the process that numbers events goes, the other goes on at once', async () => {
  const third = await openDoor({ place, seed: 3, clock: here.clock })
  const before = await third.live.latest()
  await here.live.stop()
  await there.live.stop()
  const [code] = await third.codes(1)
  await redeem(third, code, 'left')
  for (let turn = 0; (await third.live.latest()) === before; turn++) {
    await settle()
    expect(turn, 'still not numbered').toBeLessThan(2_000)
  }
  await third.close()
})

test('text that PostgreSQL cannot hold is refused at the door, not by the engine', async () => {
  for (const url of [
    '/api/v1/devices/%00',
    '/api/v1/redemptions/a%00b',
    '/api/v1/devices?cursor=%00',
    '/api/v1/devices/%F0%9F',
  ]) {
    const answer = await here.api.inject({ url, ...as(owner) })
    expect([400, 404], url).toContain(answer.statusCode)
  }
  const codes = ['AB\u0000CDEFGHIJKLM', '\ud800AAAAAAAAAAAAA', '\u0000']
  for (const [at, code] of codes.entries()) expect((await redeem(here, code, `odd-${at}`)).statusCode).toBe(422)
  for (const email of ['\u0000@x', 'a\ud800@example.org']) {
    const answer = await here.api.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: { email, password: '\u0000x' },
    })
    expect([400, 401]).toContain(answer.statusCode)
  }
})
