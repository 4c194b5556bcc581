import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { minuteOfDay } from '../std/zone.ts'
import { obstacleOf, SILENCES, silenceOf, silencesNow } from './judge.ts'
import {
  ALARM_CLASSES,
  isQuiet,
  minuteText,
  type PushStanding,
  type Quiet,
  quietAt,
  type Reach,
  readMinute,
  type Wishes,
} from './recipient.ts'

const DEVICES = ['rex', 'bella', 'max']
const STANDINGS: PushStanding[] = ['ready', 'no-user', 'no-session', 'signed-in-elsewhere', 'no-subscription']
const minute = fc.integer({ min: 0, max: 1_439 })
const quiet = fc.record({ from: minute, until: minute }).filter(isQuiet)
const wishes: fc.Arbitrary<Wishes> = fc.record({
  devices: fc.option(fc.subarray(DEVICES).map((some) => new Set(some))),
  classes: fc.record({ security: fc.boolean(), function: fc.boolean() }),
  quiet: fc.option(quiet),
})
const reach: fc.Arbitrary<Reach> = fc.oneof(
  fc.record({ way: fc.constant('email' as const), confirmed: fc.boolean() }),
  fc.record({ way: fc.constant('sms' as const), confirmed: fc.boolean(), credits: fc.nat(3) }),
  fc.record({ way: fc.constant('push' as const), standing: fc.constantFrom(...STANDINGS) }),
)
const happening = fc.record({ deviceId: fc.constantFrom(...DEVICES), class: fc.constantFrom(...ALARM_CLASSES) })
const EVERYTHING: Wishes = { devices: null, classes: { security: true, function: true }, quiet: null }
const READY: Reach = { way: 'push', standing: 'ready' }

describe('who is told of an alarm', () => {
  test('is told exactly who chose the device and the class, is not at rest, and can be reached', () => {
    fc.assert(
      fc.property(wishes, reach, happening, minute, (wished, reached, happened, now) => {
        const chosen = wished.devices === null || wished.devices.has(happened.deviceId)
        const resting = happened.class === 'function' && wished.quiet !== null && naively(wished.quiet).includes(now)
        const told = chosen && wished.classes[happened.class] && !resting && obstacleOf(reached) === null
        expect(silenceOf(wished, reached, happened, now) === null).toBe(told)
      }),
    )
  })

  test('quiet hours never hold back what concerns security', () => {
    fc.assert(
      fc.property(wishes, reach, fc.constantFrom(...DEVICES), minute, (wished, reached, deviceId, now) => {
        expect(silenceOf(wished, reached, { deviceId, class: 'security' }, now)).not.toBe('quiet-hours')
      }),
    )
  })

  test('the reason that is told is the first that fits, and each is a name of the list', () => {
    const none: Wishes = {
      devices: new Set(),
      classes: { security: false, function: false },
      quiet: { from: 0, until: 9 },
    }
    const cut: Reach = { way: 'sms', confirmed: false, credits: 0 }
    const say = (wished: Wishes, reached: Reach) =>
      silenceOf(wished, reached, { deviceId: 'rex', class: 'function' }, 5)
    expect(say(none, cut)).toBe('device-not-chosen')
    expect(say({ ...none, devices: null }, cut)).toBe('class-not-chosen')
    expect(say({ ...EVERYTHING, quiet: none.quiet }, cut)).toBe('quiet-hours')
    expect(say(EVERYTHING, cut)).toBe('not-confirmed')
    expect(say(EVERYTHING, { ...cut, confirmed: true })).toBe('no-credits')
    expect(say(EVERYTHING, { ...cut, confirmed: true, credits: 1 })).toBeNull()
    for (const standing of STANDINGS)
      expect(say(EVERYTHING, { way: 'push', standing })).toBe(standing === 'ready' ? null : standing)
    fc.assert(
      fc.property(wishes, reach, happening, minute, (wished, reached, happened, now) => {
        const silence = silenceOf(wished, reached, happened, now)
        expect(silence === null || SILENCES.includes(silence)).toBe(true)
      }),
    )
  })

  test('whoever gets nothing whatever happens is told why', () => {
    fc.assert(
      fc.property(wishes, reach, minute, (wished, reached, now) => {
        const all = DEVICES.flatMap((deviceId) => ALARM_CLASSES.map((one) => ({ deviceId, class: one })))
        const silent = all.every((happened) => silenceOf(wished, reached, happened, now) !== null)
        if (silent) expect(silencesNow(wished, reached, now, [])).not.toEqual([])
      }),
    )
    expect(silencesNow(EVERYTHING, READY, 0, [])).toEqual([])
    expect(silencesNow(EVERYTHING, READY, 0, ['function'])).toEqual(['suspended'])
  })
})

describe('quiet hours', () => {
  test('begin with their first minute, end before their last, and go over midnight', () => {
    const night: Quiet = { from: 22 * 60, until: 7 * 60 }
    expect([1_319, 1_320, 1_439, 0, 419, 420].map((at) => quietAt(night, at))).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
    ])
    fc.assert(fc.property(quiet, minute, (rest, at) => quietAt(rest, at) === naively(rest).includes(at)))
  })

  test('are those of the clocks on the wall, in summer and in winter', () => {
    const [winter, summer] = [Date.UTC(2027, 0, 15, 21, 30), Date.UTC(2027, 6, 15, 20, 30)]
    expect([winter, summer].map((at) => minuteText(minuteOfDay(at, 'Europe/Stockholm')))).toEqual(['22:30', '22:30'])
  })

  test('are read from a time of day and nothing else', () => {
    fc.assert(fc.property(minute, (at) => readMinute(minuteText(at)) === at))
    for (const text of ['24:00', '7:00', '07:60', '', '07:00 ', '٠٧:٠٠', '-1:00'])
      expect(readMinute(text), text).toBeNull()
    expect(isQuiet({ from: 60, until: 60 })).toBe(false)
    expect(isQuiet({ from: 0.5, until: 60 })).toBe(false)
    expect(isQuiet({ from: 0, until: 1_440 })).toBe(false)
  })
})

/** The minutes one by one. */
function naively({ from, until }: Quiet): number[] {
  const minutes: number[] = []
  for (let at = from; at !== until; at = (at + 1) % 1_440) minutes.push(at)
  return minutes
}
