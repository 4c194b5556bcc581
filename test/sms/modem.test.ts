import { afterEach, expect, test } from 'vitest'
import { TEXTS } from '../modem/texts.ts'
import { type ModemStory, modemStory, OURS, PHONE } from './modem-setting.ts'

let story: ModemStory
afterEach(() => story.end())

const ready = () => story.until(() => story.transport.state().ready)
const begin = async (options: Parameters<typeof modemStory>[0] = {}): Promise<void> => {
  story = await modemStory(options)
  await ready()
}
const shown = (number = PHONE) => story.sim.phone(number).shown.map(({ text }) => text)
const stored = () => story.sim.modem.state().messages

test('the driver starts the modem and knows its network and signal', async () => {
  story = await modemStory()
  expect(story.transport.state()).toEqual({ ready: false, why: 'the modem is being started' })
  await ready()
  expect(story.transport.state()).toEqual({ ready: true, signal_dBm: -73, network: 'Simulated' })
})

test.each(Object.entries(TEXTS))('%s arrives as it was given, and is reported', async (_, text) => {
  await begin()
  const ids = await story.send(text)
  await story.until(() => shown().length === 1)
  expect(shown()).toEqual([text])
  await story.until(() => story.reports.length === ids.length)
  expect(story.reports.map(({ providerId }) => providerId)).toEqual(ids)
  expect(story.reports.every(({ state, transport }) => state === 'delivered' && transport === 'modem')).toBe(true)
})

test.each(Object.entries(TEXTS))('%s comes in as it was written, once, and its place is free', async (_, text) => {
  await begin()
  story.sim.phone(PHONE).send(OURS, text)
  await story.until(() => story.inbox.length === 1)
  expect(story.inbox[0]).toMatchObject({ transport: 'modem', from: PHONE, to: OURS, text })
  await story.until(() => stored() === 0)
  await story.clock.advance(300_000)
  expect(story.inbox).toHaveLength(1)
})

test('a sender with a name comes in by its name', async () => {
  await begin()
  story.sim.inject('Tracker Oy', 'Tracker-säkerhetskod 123456 ABcDefGHI1R')
  await story.until(() => story.inbox.length === 1)
  expect(story.inbox[0]?.from).toBe('Tracker Oy')
})

test('what came while nobody was there is read at the start, and what no announcement told of soon after', async () => {
  await begin()
  await story.transport.close()
  story.sim.phone(PHONE).send(OURS, 'while away')
  await story.clock.advance(5_000)
  expect(stored()).toBe(1)
  await story.restart()
  await story.until(() => story.inbox.length === 1)
  expect(story.inbox[0]?.text).toBe('while away')
})

test('nothing is deleted before the sink has it, and a process that dies between passes the same id again', async () => {
  await begin()
  const promise = Promise.withResolvers<void>()
  const passed: string[] = []
  story.sink.inbound = (sms) => {
    passed.push(sms.providerId)
    return promise.promise
  }
  story.sim.phone(PHONE).send(OURS, 'cl.5P.1234567890ABCDEF')
  await story.until(() => passed.length === 1)
  await story.clock.advance(20_000)
  expect(stored()).toBe(1)
  await story.restart()
  await story.until(() => passed.length === 2)
  expect(stored()).toBe(1)
  promise.resolve()
  await story.until(() => stored() === 0)
  expect(new Set(passed).size).toBe(1)
})

test('a sink that refuses is asked again, and the message waits in the modem', async () => {
  await begin()
  let refusals = 3
  const { inbound } = story.sink
  story.sink.inbound = async (sms) => {
    if (refusals-- > 0) throw new Error('full')
    return inbound(sms)
  }
  story.sim.phone(PHONE).send(OURS, 'patience')
  await story.until(() => story.inbox.length === 1)
  expect(refusals).toBe(-1)
  await story.until(() => stored() === 0)
})

test('two messages that differ have two ids; the same one, brought twice by the network, has one', async () => {
  await begin()
  story.sim.faults.arm('duplicate')
  story.sim.phone(PHONE).send(OURS, 'one')
  await story.clock.advance(60_000)
  story.sim.phone(PHONE).send(OURS, 'one')
  story.sim.phone(PHONE).send(OURS, 'two')
  await story.clock.advance(120_000)
  expect(story.inbox.map(({ text }) => text).sort()).toEqual(['one', 'one', 'two'])
  expect(new Set(story.inbox.map(({ providerId }) => providerId)).size).toBe(3)
})

test('parts come in any order, with either reference, and while another message is half there', async () => {
  await begin()
  const long = 'Ich bestelle verbindlich '.repeat(20)
  story.sim.faults.arm('reorder', undefined, 1)
  story.sim.phone(PHONE).send(OURS, long, { bits: 8 })
  story.sim.phone('+436609999999').send(OURS, long, { bits: 16 })
  await story.until(() => story.inbox.length === 2)
  expect(story.inbox.map(({ text }) => text)).toEqual([long, long])
  await story.until(() => stored() === 0)
})

test('a full SIM is emptied, and what waited in the network then comes', async () => {
  await begin({ messages_max: 5 })
  await story.transport.close()
  for (let count = 0; count < 12; count++) story.sim.phone(PHONE).send(OURS, `message ${count}`)
  await story.clock.advance(20_000)
  expect(stored()).toBe(5)
  await story.restart()
  await story.until(() => story.inbox.length === 12)
  expect(story.inbox.map(({ text }) => text).sort()).toEqual(
    Array.from({ length: 12 }, (_, at) => `message ${at}`).sort(),
  )
})

test('a PIN is entered once; a wrong one is never tried again, not even by the next process', async () => {
  await begin({ pin: '1234', driverPin: '1234' })
  expect(story.book.record).toBeNull()
  await story.end()
  story = await modemStory({ pin: '1234', driverPin: '9999' })
  await story.until(() => story.transport.state().why?.includes('refused') ?? false)
  expect(story.sim.sim.tries().pin).toBe(2)
  for (let time = 0; time < 3; time++) {
    await story.restart()
    await story.clock.advance(600_000)
  }
  expect(story.sim.sim.tries().pin).toBe(2)
  expect(story.transport.state()).toMatchObject({ ready: false, why: expect.stringContaining('not tried again') })
  expect(await story.send('x')).toBe('unavailable')
})

test('without a PIN, without a SIM, or with a PUK asked for, the state says so', async () => {
  story = await modemStory({ pin: '1234' })
  await story.until(() => story.transport.state().why?.includes('none is configured') ?? false)
  story.sim.sim.insert(false)
  await story.until(() => story.transport.state().why === 'there is no SIM in the modem')
  story.sim.sim.insert(true)
  for (let tries = 0; tries < 3; tries++) story.sim.sim.enterPin('0000')
  await story.until(() => story.transport.state().why?.includes('PUK') ?? false)
})

test('out of coverage it is not ready, and nothing is tried; back again it is, by itself', async () => {
  await begin()
  story.sim.modem.hear(null)
  await story.until(() => !story.transport.state().ready)
  expect(await story.send('x')).toBe('unavailable')
  story.sim.modem.hear(-80)
  await ready()
  expect(await story.send('x')).toHaveLength(1)
})

test('a number that nobody has is rejected or reported as failed', async () => {
  await begin()
  story.sim.carrier.unassign('+436605555555')
  const ids = await story.send('x', { to: '+436605555555' })
  await story.until(() => story.reports.length === 1)
  expect(story.reports[0]).toMatchObject({ providerId: ids[0], state: 'failed' })
  expect(await story.send('x', { to: 'Tracker' })).toBe('rejected')
})

test('ids of two messages at the same time are two, and a phone that is off is reported once it is on', async () => {
  await begin()
  story.sim.phone(PHONE).power(false)
  const ids = [await story.send('a'), await story.send('b', { to: '+436601111111' })].flat()
  expect(new Set(ids).size).toBe(2)
  await story.clock.advance(60_000)
  expect(story.reports.filter(({ state }) => state === 'delivered')).toHaveLength(1)
  story.sim.phone(PHONE).power(true)
  await story.until(() => story.reports.filter(({ state }) => state === 'delivered').length === 2)
})
