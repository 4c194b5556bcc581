import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SMPP_LIMITS } from '../../../src/sms/smpp/limits.ts'
import { settle } from '../../../src/std/manual-clock.ts'
import { ANSWER, type Bench, bench, ENQUIRE, pdu, SUBMIT, seen, UNBIND } from './memory-smsc.ts'

let far: Bench
beforeEach(() => {
  far = bench()
})
afterEach(() => far.close())

const send = (text?: string) => far.send(text)
const why = () => far.why()

describe('the window', () => {
  test('is never more than full, gives places back, and more than may wait are refused at once', async () => {
    const line = await far.bound()
    const room = SMPP_LIMITS.window_max + SMPP_LIMITS.waiting_max
    const under = Array.from({ length: room }, () => send())
    await settle()
    expect(await send()).toBe('unavailable')
    for (let answered = 0; answered < room; answered++) {
      const open = seen(line, SUBMIT)
      expect(open.length).toBeLessThanOrEqual(answered + SMPP_LIMITS.window_max)
      await line.say(pdu(ANSWER | SUBMIT, open[answered]?.sequence ?? 0, Buffer.from(`id${answered}\0`)))
    }
    const ids = (await Promise.all(under)).flat()
    expect(new Set(ids).size).toBe(room)
  })
})

describe('what an SMSC answers to a message', () => {
  const answer = async (status: number, body = Buffer.from('id\0')): Promise<unknown> => {
    const line = await far.bound()
    const sent = send()
    await settle()
    await line.say(pdu(ANSWER | SUBMIT, seen(line, SUBMIT).at(-1)?.sequence ?? 0, body, status))
    return sent
  }

  test.each([
    [0x0b, 'rejected'],
    [0x01, 'rejected'],
    [0x45, 'rejected'],
    [0x65, 'rejected'],
    [0x08, 'unavailable'],
    [0x0a, 'unavailable'],
    [0x04, 'unavailable'],
    [0x58, 'unavailable'],
    [0x14, 'unavailable'],
    [0x64, 'unavailable'],
    [0x400, 'unavailable'],
    [0xffff_ffff, 'unavailable'],
  ])('0x%s is %s', async (status, kind) => expect(await answer(status)).toBe(kind))

  test.each([
    ['no id', Buffer.alloc(0)],
    ['an empty id', Buffer.from('\0')],
    ['an id without an end', Buffer.alloc(200, 0x41)],
  ])('with %s the message is taken all the same, under an id of ours', async (_, body) => {
    expect(await answer(0, body)).toEqual([expect.stringMatching(/^m\d+-1$/)])
  })

  test('a throttling makes us slower, with growing pauses, and passes', async () => {
    const line = await far.bound()
    const throttled = async (): Promise<void> => {
      const sent = send()
      await settle()
      await line.say(pdu(ANSWER | SUBMIT, seen(line, SUBMIT).at(-1)?.sequence ?? 0, Buffer.alloc(0), 0x58))
      expect(await sent).toBe('unavailable')
    }
    await throttled()
    expect(why()).toBe('the SMSC asked for a slower pace')
    expect(await send()).toBe('unavailable')
    expect(seen(line, SUBMIT)).toHaveLength(1)
    await far.clock.advance(SMPP_LIMITS.throttle_first_ms)
    await throttled()
    await far.clock.advance(SMPP_LIMITS.throttle_first_ms / 2)
    expect(await send()).toBe('unavailable')
    await far.clock.advance(SMPP_LIMITS.throttle_first_ms * 2)
    const sent = send()
    await settle()
    await line.say(pdu(ANSWER | SUBMIT, seen(line, SUBMIT).at(-1)?.sequence ?? 0, Buffer.from('id\0')))
    expect(await sent).toEqual(['id'])
    expect(far.transport.state()).toEqual({ ready: true })
  })

  test('throttled in the middle of a message its other parts are tried again, not the whole', async () => {
    const line = await far.bound()
    const sent = send('a'.repeat(300))
    await settle()
    const last = () => seen(line, SUBMIT).at(-1)
    await line.say(pdu(ANSWER | SUBMIT, last()?.sequence ?? 0, Buffer.from('one\0')))
    const second = last()?.body
    await line.say(pdu(ANSWER | SUBMIT, last()?.sequence ?? 0, Buffer.alloc(0), 0x58))
    await far.clock.advance(SMPP_LIMITS.throttle_first_ms)
    expect(last()?.body).toEqual(second)
    expect(seen(line, SUBMIT)).toHaveLength(3)
    await line.say(pdu(ANSWER | SUBMIT, last()?.sequence ?? 0, Buffer.from('two\0')))
    expect(await sent).toEqual(['one', 'two'])
  })

  test('when it throttles for ever in the middle, the message is in doubt', async () => {
    const line = await far.bound()
    const sent = send('a'.repeat(300))
    await settle()
    await line.say(pdu(ANSWER | SUBMIT, seen(line, SUBMIT).at(-1)?.sequence ?? 0, Buffer.from('one\0')))
    for (let tries = 0; tries < SMPP_LIMITS.partTries_max; tries++) {
      await line.say(pdu(ANSWER | SUBMIT, seen(line, SUBMIT).at(-1)?.sequence ?? 0, Buffer.alloc(0), 0x58))
      await far.clock.advance(SMPP_LIMITS.throttle_most_ms - 1)
      await line.say(pdu(ENQUIRE, tries))
    }
    expect(await sent).toBe('unclear')
  })
})

describe('the end', () => {
  test('what is under way is waited for, then goodbye is said', async () => {
    const line = await far.bound()
    const sent = send()
    await settle()
    const closed = far.transport.close()
    await settle()
    expect(seen(line, UNBIND)).toHaveLength(0)
    await line.say(pdu(ANSWER | SUBMIT, seen(line, SUBMIT)[0]?.sequence ?? 0, Buffer.from('id\0')))
    expect(await sent).toEqual(['id'])
    const [goodbye] = seen(line, UNBIND)
    await line.say(pdu(ANSWER | UNBIND, goodbye?.sequence ?? 0))
    await closed
    expect(line.open).toBe(false)
    expect(far.clock.nextAt()).toBe(null)
  })

  test('an SMSC that answers nothing does not hold it up for long', async () => {
    await far.bound()
    const sent = send()
    const closed = far.transport.close()
    await far.clock.advance(SMPP_LIMITS.close_timeout_ms)
    await far.clock.advance(SMPP_LIMITS.close_timeout_ms)
    await closed
    expect(await sent).toBe('unclear')
    expect(far.clock.nextAt()).toBe(null)
  })

  test('while it is being bound, or waits to be, it ends at once', async () => {
    await far.lines[0]?.drop()
    await far.transport.close()
    expect(far.clock.nextAt()).toBe(null)
  })
})
