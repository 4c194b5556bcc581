import { describe, expect, test } from 'vitest'
import { manualClock } from '../../std/manual-clock.ts'
import { seededRandom } from '../../std/random.ts'
import type { Frame } from '../frame/frame.ts'
import { HELLO } from '../link/hello.ts'
import { STATUS } from '../link/status.ts'
import { helloAnswer, scriptedLine } from '../testing/scripted-line.ts'
import type { Answer } from './answer.ts'
import { fingerprintOf } from './encode.ts'
import { type Dongle, dongleOn } from './session.ts'

type Stage = { dongle: Dongle; asked: Frame[]; unplug: () => void }

/** A dongle that greets, and answers everything else with these bytes. */
function answering(payload: string | null): Stage {
  const { line, asked, unplug } = scriptedLine((request) =>
    request.command === HELLO ? helloAnswer(request) : payload,
  )
  return { dongle: dongleOn(line, { clock: manualClock(), random: seededRandom(4) }), asked, unplug }
}

const CHALLENGE = new Uint8Array(16).fill(7)
const ORDER = {
  id: '0192f0a0-1111-7222-8333-444455556666',
  counter: 258,
  licenceNumber: '1234567890ABCDEF',
  code: '0100020304050607',
}
const RECORD = '01'.repeat(52)
const TAG = 'ab'.repeat(32)
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))

/** Each command, what goes out for it, and a good answer with what it means. */
const COMMANDS: {
  name: string
  ask: (dongle: Dongle) => Promise<Answer<unknown>>
  sent: string
  ok: string
  value: unknown
}[] = [
  {
    name: 'identity',
    ask: (dongle) => dongle.identity(CHALLENGE),
    sent: `02 ${'07'.repeat(16)}`,
    ok: `1234567890abcdef02${'5a'.repeat(32)}`,
    value: {
      caratId: '12345678',
      fingerprint: '90ABCDEF',
      licenceNumber: '1234567890ABCDEF',
      keyVersion: 2,
      proof: new Uint8Array(32).fill(0x5a),
    },
  },
  {
    name: 'licences',
    ask: (dongle) => dongle.licences(),
    sent: '04 ',
    ok: '90abcdef1f0101020003',
    value: { fingerprint: '90ABCDEF', points: 31, e: true, counters: { points: 258, e: 3 } },
  },
  {
    name: 'status',
    ask: (dongle) => dongle.status(),
    sent: '05 ',
    ok: `000000010000000003003c${'00000004'}${'00000005'}${'00000006'}`,
    value: { commandCounter: 4_294_967_296, failures: 3, lockOutLeft_s: 60, session: 4, boot: 5, up_s: 6 },
  },
  { name: 'self-test', ask: (dongle) => dongle.selfTest(), sent: '06 ', ok: '0a', value: ['key', 'clock'] },
  {
    name: 'user-information',
    ask: (dongle) => dongle.userInformation('Grüß Gott'),
    sent: `03 ${Buffer.from('Grüß Gott').toString('hex')}`,
    ok: fingerprintOf(Buffer.from('Grüß Gott')),
    value: fingerprintOf(Buffer.from('Grüß Gott')),
  },
  {
    name: 'unlock',
    ask: (dongle) => dongle.unlock('35467f7edb743b66'),
    sent: '10 35467f7edb743b66',
    ok: '023501',
    value: { outcome: 'held-already', points: 53, e: true },
  },
  {
    name: 'execute',
    ask: (dongle) => dongle.execute(ORDER),
    sent: '11 0192f0a0111172228333444455556666 0000000000000102 1234567890abcdef 0100020304050607'.replace(
      /(?<=.{3}.*) /g,
      '',
    ),
    ok: `0034${RECORD}${TAG}`,
    value: { record: bytes(RECORD), tag: bytes(TAG) },
  },
]

describe('hello', () => {
  test('is said by itself, and told', async () => {
    const { dongle, asked } = answering(null)
    expect(await dongle.hello()).toEqual({
      kind: 'ok',
      value: { version: 1, session: 258, boot: 7, firmware: 'sim 1' },
    })
    expect(asked).toHaveLength(1)
  })
})

describe('a dongle that has found itself broken', () => {
  test('says so at HELLO, and what is broken', async () => {
    const { line } = scriptedLine(({ command }) => (command === 0x06 ? '0001' : '05'))
    const dongle = dongleOn(line, { clock: manualClock(), random: seededRandom(4) })
    expect(await dongle.hello()).toEqual({ kind: 'memory-fault' })
    expect(await dongle.licences()).toEqual({ kind: 'memory-fault' })
    expect(await dongle.selfTest()).toEqual({ kind: 'ok', value: ['memory'] })
  })
})

describe.each(COMMANDS)('$name', ({ ask, sent, ok, value }) => {
  test('is sent as the protocol says, and its answer understood', async () => {
    const { dongle, asked } = answering(`00${ok}`)
    expect(await ask(dongle)).toEqual({ kind: 'ok', value })
    const { command, payload } = asked.at(-1) as Frame
    expect(`${command.toString(16).padStart(2, '0')} ${Buffer.from(payload).toString('hex')}`).toBe(sent)
  })

  test('with an answer cut anywhere, or a byte too long, is unreadable', async () => {
    const answers = Array.from({ length: ok.length / 2 }, (_, at) => ok.slice(0, 2 * at))
    for (const answer of [...answers, `${ok}00`])
      expect(await ask(answering(`00${answer}`).dongle), answer).toEqual({ kind: 'unreadable' })
  })

  const REFUSALS: Record<Exclude<keyof typeof STATUS, 'ok'>, { body: string; meaning?: object }> = {
    'unknown-command': { body: '' },
    malformed: { body: '' },
    'not-greeted': { body: '' },
    'locked-out': { body: '012c', meaning: { left_s: 300 } },
    'memory-fault': { body: '' },
    version: { body: '07', meaning: { highest: 7 } },
    'wrong-code': { body: '03003c', meaning: { failures: 3, lockOut_s: 60 } },
    'no-user-information': { body: '' },
    'old-counter': { body: '' },
  }
  test.each(Object.entries(REFUSALS))(
    'refused with %s, and with no other length of it',
    async (kind, { body, meaning }) => {
      const status = STATUS[kind as keyof typeof STATUS].toString(16).padStart(2, '0')
      expect(await ask(answering(status + body).dongle)).toEqual({ kind, ...meaning })
      for (const other of [`${body}00`, ...(body === '' ? [] : [body.slice(2), ''])])
        expect(await ask(answering(status + other).dongle)).toEqual({ kind: 'unreadable' })
    },
  )

  test.each(['07', '0f', '13', 'ff'])(
    'with the status %s, which the protocol does not have, is unreadable',
    async (status) => {
      expect(await ask(answering(status).dongle)).toEqual({ kind: 'unreadable' })
    },
  )

  test('ends as gone when the dongle is pulled', async () => {
    const { dongle, unplug } = answering(null)
    const asking = ask(dongle)
    await dongle.hello()
    unplug()
    expect(await asking).toEqual({ kind: 'gone', why: 'unplugged' })
  })
})

describe('values that the protocol does not have are unreadable', () => {
  test.each<[string, (dongle: Dongle) => Promise<Answer<unknown>>, string]>([
    ['a fingerprint of other user information', (dongle) => dongle.userInformation('A'), '00000001'],
    ['E that is neither held nor not', (dongle) => dongle.licences(), '90abcdef1f0201020003'],
    ['a command counter past 2^53 - 1', (dongle) => dongle.status(), `0020000000000000${'00'.repeat(15)}`],
    ['a fault of the self-test without a name', (dongle) => dongle.selfTest(), '10'],
    ['outcome 0 of an unlock', (dongle) => dongle.unlock(ORDER.code), '003501'],
    ['outcome 3 of an unlock', (dongle) => dongle.unlock(ORDER.code), '033501'],
    ['E 2 of an unlock', (dongle) => dongle.unlock(ORDER.code), '013502'],
    ['a record between two lengths', (dongle) => dongle.execute(ORDER), `0035${RECORD}00${TAG}`],
    ['a record of nine outcomes', (dongle) => dongle.execute(ORDER), `0085${'01'.repeat(133)}${TAG}`],
  ])('%s', async (_, ask, body) => {
    expect(await ask(answering(`00${body}`).dongle)).toEqual({ kind: 'unreadable' })
  })

  test('while a record of eight outcomes is read', async () => {
    const record = '01'.repeat(52 + 8 * 9)
    expect(await answering(`00007c${record}${TAG}`).dongle.execute(ORDER)).toEqual({
      kind: 'ok',
      value: { record: bytes(record), tag: bytes(TAG) },
    })
  })
})

describe('what is given', () => {
  test.each([
    ['more than 200 bytes of UTF-8', 'ü'.repeat(101)],
    ['half a character', 'a\ud800'],
  ])('user information with %s is malformed and not sent', async (_, text) => {
    const { dongle, asked } = answering(null)
    expect(await dongle.userInformation(text)).toEqual({ kind: 'malformed' })
    expect(asked).toHaveLength(1)
  })

  test('an empty text clears the user information: four zeros', async () => {
    const { dongle, asked } = answering('0000000000')
    expect(await dongle.userInformation('')).toEqual({ kind: 'ok', value: '00000000' })
    expect(asked.at(-1)?.payload).toHaveLength(0)
  })

  test.each<[string, (dongle: Dongle) => Promise<unknown>]>([
    ['a challenge of 15 bytes', (dongle) => dongle.identity(new Uint8Array(15))],
    ['a code with a dash', (dongle) => dongle.unlock('3546-7F7E-DB74-3B')],
    ['a code of 17 characters', (dongle) => dongle.unlock('35467F7EDB743B660')],
    ['a counter past 2^53 - 1', (dongle) => dongle.execute({ ...ORDER, counter: 2 ** 53 })],
    ['the counter 0', (dongle) => dongle.execute({ ...ORDER, counter: 0 })],
    ['an id that is no UUID', (dongle) => dongle.execute({ ...ORDER, id: 'x' })],
    ['a licence number of 8 characters', (dongle) => dongle.execute({ ...ORDER, licenceNumber: '12345678' })],
  ])('%s is a fault of the program', async (_, ask) => {
    await expect(ask(answering(null).dongle)).rejects.toThrow(RangeError)
  })
})
