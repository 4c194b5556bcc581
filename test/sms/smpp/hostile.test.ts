import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SMPP_LIMITS } from '../../../src/sms/smpp/limits.ts'
import { settle } from '../../../src/std/manual-clock.ts'
import {
  ANSWER,
  type Bench,
  BIND,
  bench,
  DELIVER,
  delivery,
  ENQUIRE,
  type Line,
  NACK,
  pdu,
  SUBMIT,
  seen,
  UNBIND,
} from './memory-smsc.ts'

let far: Bench
beforeEach(() => {
  far = bench()
})
afterEach(() => far.close())

const send = (text?: string) => far.send(text)
const why = () => far.why()

describe('binding', () => {
  test('says who we are, and nothing is sent before it is granted', async () => {
    await settle()
    const [line] = far.lines
    expect(line?.seen.map(({ command }) => command)).toEqual([BIND])
    expect(line?.seen[0]?.body.toString('latin1')).toBe('koppel\0secret\0VMA\0\x34\0\0\0')
    expect(await send()).toBe('unavailable')
    await far.bound()
    expect(far.transport.state()).toEqual({ ready: true })
  })

  test.each([
    [
      'refused',
      async (line: Line) => line.say(pdu(ANSWER | BIND, line.seen[0]?.sequence ?? 0, Buffer.alloc(0), 0x0e)),
      'the SMSC refused the bind, status 0xe',
    ],
    [
      'refused as such',
      async (line: Line) => line.say(pdu(NACK, line.seen[0]?.sequence ?? 0, Buffer.alloc(0), 3)),
      'the SMSC refused the bind, status 0x3',
    ],
    [
      'answered with something else',
      async (line: Line) => line.say(pdu(ANSWER | SUBMIT, line.seen[0]?.sequence ?? 0)),
      'the SMSC answered what was not asked',
    ],
    ['cut off', async (line: Line) => line.drop(), 'reset'],
    ['never answered', async () => far.clock.advance(SMPP_LIMITS.bind_timeout_ms), 'the SMSC does not answer'],
  ])('that is %s ends the connection, and another is tried', async (_, act, reason) => {
    await settle()
    await act(far.lines[0] as Line)
    expect(why()).toBe(reason)
    expect(far.lines[0]?.open).toBe(false)
    await far.clock.advance(SMPP_LIMITS.reconnect_first_ms)
    expect(far.lines).toHaveLength(2)
  })

  /** Ends the newest connection. @returns how long it took until the next one was opened */
  const gap = async (): Promise<number> => {
    await settle()
    await far.lines.at(-1)?.drop()
    return far.reopened()
  }

  test('is tried with growing waits, and anew soon after a session that has lasted', async () => {
    const gaps: number[] = []
    for (let each = 0; each < 9; each++) gaps.push(await gap())
    expect(gaps[0]).toBeLessThanOrEqual(SMPP_LIMITS.reconnect_first_ms)
    expect(gaps.at(-1)).toBeGreaterThanOrEqual(SMPP_LIMITS.reconnect_most_ms / 2)
    expect(Math.max(...gaps)).toBeLessThanOrEqual(SMPP_LIMITS.reconnect_most_ms)
    const line = await far.bound()
    for (let each = 0; each < 4; each++) {
      await far.clock.advance(SMPP_LIMITS.idle_ms / 2)
      await line.say(pdu(ENQUIRE, each))
    }
    expect(await gap()).toBeLessThanOrEqual(SMPP_LIMITS.reconnect_first_ms)
  })

  test('a session that ends as soon as it is bound does not make us hammer', async () => {
    for (let each = 0; each < 8; each++) {
      await far.bound()
      await gap()
    }
    await far.bound()
    expect(await gap()).toBeGreaterThanOrEqual(SMPP_LIMITS.reconnect_most_ms / 2)
  })

  test('while nobody can be reached nothing is taken', async () => {
    far.unplug()
    await far.lines[0]?.drop()
    await far.clock.advance(60_000)
    expect(await send()).toBe('unavailable')
    expect(why()).toBe('nobody there')
  })
})

describe('an SMSC that has gone quiet', () => {
  test('is asked whether it is there, and left when it does not answer', async () => {
    const line = await far.bound()
    await far.clock.advance(SMPP_LIMITS.idle_ms)
    expect(seen(line, ENQUIRE)).toHaveLength(1)
    expect(line.open).toBe(true)
    await far.clock.advance(SMPP_LIMITS.enquire_timeout_ms)
    expect(line.open).toBe(false)
    expect(why()).toBe('the SMSC does not answer')
  })

  test('is kept when it answers, for as long as it does', async () => {
    const line = await far.bound()
    for (let each = 1; each <= 10; each++) {
      await far.clock.advance(SMPP_LIMITS.idle_ms)
      const asked = seen(line, ENQUIRE)
      expect(asked).toHaveLength(each)
      await line.say(pdu(ANSWER | ENQUIRE, asked.at(-1)?.sequence ?? 0))
    }
    expect(far.transport.state()).toEqual({ ready: true })
  })

  test('in the middle of a message leaves that in doubt, and what was not sent yet untouched', async () => {
    const line = await far.bound()
    const under = Array.from({ length: SMPP_LIMITS.window_max + 2 }, () => send())
    await settle()
    expect(seen(line, SUBMIT)).toHaveLength(SMPP_LIMITS.window_max)
    await far.clock.advance(SMPP_LIMITS.response_timeout_ms)
    expect(await Promise.all(under)).toEqual([
      ...Array<string>(SMPP_LIMITS.window_max).fill('unclear'),
      'unavailable',
      'unavailable',
    ])
  })
})

describe('octets that are no PDU', () => {
  test.each([0, 1, 15, SMPP_LIMITS.pduBytes_max + 1, 0x7fff_ffff, 0xffff_ffff])(
    'a length of %i ends the connection at once, and nothing is kept of it',
    async (length) => {
      const line = await far.bound()
      await line.say(pdu(DELIVER, 1, delivery('hello'), 0, length))
      expect(line.open).toBe(false)
      expect(why()).toBe('the SMSC sent a PDU of a length that cannot be')
      expect(far.sink.brought).toEqual([])
    },
  )

  test('a PDU that trickles in is taken while it grows, and left when it does not end', async () => {
    const line = await far.bound()
    const slow = pdu(DELIVER, 7, delivery('slowly'))
    for (const octet of slow) await line.say(Uint8Array.of(octet))
    expect(far.sink.kept).toHaveLength(1)
    await line.say(slow.subarray(0, 20))
    await far.clock.advance(SMPP_LIMITS.pdu_timeout_ms - 1)
    await line.say(slow.subarray(20, 21))
    expect(line.open).toBe(true)
    await far.clock.advance(1)
    expect(line.open).toBe(false)
    expect(why()).toBe('the SMSC did not finish a PDU')
  })

  test('a message cut anywhere is refused, and the next one is read', async () => {
    const line = await far.bound()
    const whole = delivery('hello')
    for (let length = 0; length < whole.length; length++) {
      await line.say(pdu(DELIVER, 1_000 + length, whole.subarray(0, length)))
      await line.say(pdu(DELIVER, 2_000 + length, delivery(`after ${length}`)))
      const answers = seen(line, ANSWER | DELIVER).slice(-2)
      expect(
        answers.map(({ sequence, status }) => [sequence, status]),
        `at ${length}`,
      ).toEqual([
        [1_000 + length, 0x01],
        [2_000 + length, 0x00],
      ])
    }
    expect(far.sink.kept).toHaveLength(whole.length)
  })

  test('an SMSC that sends nothing but such is left', async () => {
    const line = await far.bound()
    for (let each = 0; each < SMPP_LIMITS.malformed_max; each++) {
      expect(line.open).toBe(true)
      await line.say(pdu(DELIVER, each, Buffer.from([1, 2, 3])))
    }
    expect(line.open).toBe(false)
    expect(why()).toBe('the SMSC sends what cannot be read')
  })

  test('whatever comes, in whatever pieces, the transport comes back and hears what is said next', async () => {
    const noise = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 60 }),
        fc
          .tuple(
            fc.constantFrom(DELIVER, UNBIND, ENQUIRE, NACK, ANSWER | SUBMIT, 0x103, 0x102, 0x21, 0xffff_ffff),
            fc.nat(9),
            fc.uint8Array({ maxLength: 60 }),
          )
          .map(([command, sequence, body]) => pdu(command, sequence, body)),
      ),
      { maxLength: 12 },
    )
    await fc.assert(
      fc.asyncProperty(noise, async (pieces) => {
        const line = await far.bound()
        for (const piece of pieces) await line.say(piece)
        await line.drop()
        await far.reopened()
        const next = await far.bound()
        await next.say(pdu(DELIVER, 1, delivery('is anybody there?')))
        expect(far.sink.kept.at(-1)?.text).toBe('is anybody there?')
        await next.drop()
        await far.reopened()
      }),
      { numRuns: 60 },
    )
  })
})

describe('requests of an SMSC', () => {
  test('it may ask whether we are there, and gets a generic_nack for what we do not know', async () => {
    const line = await far.bound()
    await line.say(pdu(ENQUIRE, 5))
    expect(seen(line, ANSWER | ENQUIRE)).toEqual([expect.objectContaining({ sequence: 5, status: 0 })])
    await line.say(pdu(0x103, 6))
    await line.say(pdu(0x102, 7))
    expect(seen(line, NACK)).toEqual([expect.objectContaining({ sequence: 6, status: 3 })])
    expect(line.open).toBe(true)
  })

  test('it may say goodbye, and is answered first', async () => {
    const line = await far.bound()
    await line.say(pdu(UNBIND, 5))
    expect(seen(line, ANSWER | UNBIND)).toEqual([expect.objectContaining({ sequence: 5, status: 0 })])
    expect(line.open).toBe(false)
    expect(why()).toBe('the SMSC said goodbye')
  })

  test('one that asks and asks and reads no answer is left', async () => {
    const line = await far.bound()
    line.stall()
    const many = Buffer.concat(Array.from({ length: 500 }, (_, at) => pdu(ENQUIRE, at)))
    for (let each = 0; each < 20 && line.open; each++) await line.say(many)
    expect(line.open).toBe(false)
    expect(why()).toBe('the SMSC does not read')
  })

  test('more messages at once than are stored at once are asked for again later', async () => {
    const line = await far.bound()
    far.sink.hold()
    for (let each = 0; each <= SMPP_LIMITS.deliveries_max; each++)
      await line.say(pdu(DELIVER, each, delivery(`message ${each}`)))
    expect(far.sink.brought).toHaveLength(SMPP_LIMITS.deliveries_max)
    expect(seen(line, ANSWER | DELIVER)).toEqual([
      expect.objectContaining({ sequence: SMPP_LIMITS.deliveries_max, status: 0x64 }),
    ])
    far.sink.release()
    await settle()
    expect(seen(line, ANSWER | DELIVER)).toHaveLength(SMPP_LIMITS.deliveries_max + 1)
  })

  test.each([
    ['a header longer than the message', delivery('', 0x40, Buffer.from([200, 0, 3]))],
    ['an element longer than its header', delivery('', 0x40, Buffer.from([3, 0, 9, 1, 65]))],
  ])('a message with %s is refused for good', async (_, body) => {
    const line = await far.bound()
    await line.say(pdu(DELIVER, 1, body))
    expect(seen(line, ANSWER | DELIVER)).toEqual([expect.objectContaining({ status: 0x65 })])
    expect(far.sink.brought).toEqual([])
  })

  test('a message that is no text is refused for good', async () => {
    const line = await far.bound()
    const binary = delivery('abc')
    binary[binary.length - 6] = 0x04
    await line.say(pdu(DELIVER, 1, binary))
    expect(seen(line, ANSWER | DELIVER)).toEqual([expect.objectContaining({ status: 0x65 })])
  })

  test('a receipt that names nothing is acknowledged and let go', async () => {
    const line = await far.bound()
    await line.say(pdu(DELIVER, 1, delivery('what is this', 0x04)))
    expect(seen(line, ANSWER | DELIVER)).toEqual([expect.objectContaining({ status: 0 })])
    expect(far.sink.brought).toEqual([])
    expect(far.sink.reports).toEqual([])
  })
})
