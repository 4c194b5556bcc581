import { expect, test } from 'vitest'
import { manualClock, settle } from '../std/manual-clock.ts'
import type { Link } from '../std/mqtt/wire.ts'
import { UPLINKS_WAITING_MAX } from './limits.ts'
import { uplinksOf } from './uplinks.ts'

type Heard = { topic: string; message: Record<string, unknown> }

/** A link that hears and acknowledges when it is told to. */
function link() {
  const heard: Heard[] = []
  const closed = Promise.withResolvers<string>()
  const acknowledgements: (() => void)[] = []
  const made: Link = {
    closed: closed.promise,
    publish(topic, payload) {
      heard.push({ topic, message: JSON.parse(Buffer.from(payload).toString()) })
      return new Promise((resolve, reject) => {
        acknowledgements.push(resolve)
        void closed.promise.then(reject)
      })
    },
    subscribe: async () => {},
    close: async () => closed.resolve('closed'),
    cut: () => closed.resolve('cut'),
  }
  const acknowledge = async (): Promise<void> => {
    acknowledgements.shift()?.()
    await settle()
  }
  return { made, heard, acknowledge }
}
const event = (name: string) => ({ leaf: 'event' as const, members: { event: name } })

test('one after the other: each has its PUBACK before the next leaves, numbered within the session', async () => {
  const clock = manualClock()
  const uplinks = uplinksOf('12345678', clock)
  const { made, heard, acknowledge } = link()
  uplinks.sendOn(made).catch(() => {})
  uplinks.greeted(41)
  uplinks.say(event('boot'))
  uplinks.say({ leaf: 'result', members: { key: '1', body: 'AA', sig: 'AA' } })
  await settle()
  expect(heard).toHaveLength(1)
  await acknowledge()
  uplinks.greeted(42)
  uplinks.say(event('boot'))
  await acknowledge()
  expect(heard.map(({ topic }) => topic)).toEqual([
    'v1/dongles/12345678/event',
    'v1/dongles/12345678/result',
    'v1/dongles/12345678/event',
  ])
  expect(heard.map(({ message }) => [message.boot, message.seq])).toEqual([
    [41, 0],
    [41, 1],
    [42, 0],
  ])
})

test('what had no PUBACK is sent again on the next link as the same message, with the time of its sending', async () => {
  const clock = manualClock()
  const uplinks = uplinksOf('12345678', clock)
  uplinks.greeted(3)
  uplinks.say(event('boot'))
  const first = link()
  const sending = uplinks.sendOn(first.made).catch((reason: unknown) => reason)
  await settle()
  first.made.cut()
  expect(await sending).toBe('cut')
  await clock.advance(10_000)
  const second = link()
  uplinks.sendOn(second.made).catch(() => {})
  await settle()
  const [before, after] = [first.heard[0]!, second.heard[0]!]
  expect(after.message).toEqual({ ...before.message, now: Number(before.message.now) + 10 })
})

test('a link without a PUBACK for a minute is cut', async () => {
  const clock = manualClock()
  const uplinks = uplinksOf('12345678', clock)
  uplinks.greeted(1)
  uplinks.say(event('boot'))
  const { made } = link()
  const sending = uplinks.sendOn(made).catch((reason: unknown) => reason)
  await clock.advance(59_999)
  expect(await Promise.race([sending, settle()])).toBeUndefined()
  await clock.advance(1)
  expect(await sending).toBe('cut')
})

test('a link that ends while there is nothing to say ends the sending', async () => {
  const uplinks = uplinksOf('12345678', manualClock())
  const { made } = link()
  const sending = uplinks.sendOn(made).catch((error: Error) => error.message)
  made.cut()
  expect(await sending).toBe('cut')
})

test('nothing is said before the dongle was greeted, and no more is kept than has room', () => {
  const uplinks = uplinksOf('12345678', manualClock())
  expect(uplinks.say(event('boot'))).toBe(false)
  uplinks.greeted(1)
  for (let at = 0; at < UPLINKS_WAITING_MAX; at++) expect(uplinks.say(event('changed'))).toBe(true)
  expect(uplinks.say(event('changed'))).toBe(false)
})

test('is empty when all has its PUBACK', async () => {
  const uplinks = uplinksOf('12345678', manualClock())
  uplinks.greeted(1)
  uplinks.say(event('boot'))
  let empty = false
  void uplinks.empty().then(() => {
    empty = true
  })
  const { made, acknowledge } = link()
  uplinks.sendOn(made).catch(() => {})
  await settle()
  expect(empty).toBe(false)
  await acknowledge()
  expect(empty).toBe(true)
  await uplinks.empty()
})
