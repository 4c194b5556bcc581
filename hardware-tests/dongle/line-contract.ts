import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seededRandom } from '../../src/std/random.ts'
import { readDongleVectors } from '../dongle-vectors.ts'
import type { Board } from './board.ts'
import { HELLO, IDENTITY, LICENCES, type RawHost, rawHost, requestBytes, SELF_TEST, STATUS } from './raw-host.ts'

const CHALLENGE = '00'.repeat(16)
const OTHER_CHALLENGE = 'ff'.repeat(16)

/** What holds on the line itself, without changing anything but the number of sessions (docs/protocol/dongle.md §2 to §4). */
export function lineContract(board: () => Board): void {
  let opened: RawHost
  const host = (): RawHost => opened
  beforeAll(async () => {
    opened = await rawHost(board().open)
    await opened.hello()
  })
  afterAll(() => opened.close())

  describe('hello', () => greeting(host))
  describe('stop and wait', () => stopAndWait(host))
  describe('frames', () => frames(host))
  describe('requests', () => requests(host))
}

function greeting(host: () => RawHost): void {
  test('counts the sessions, and tells the same power-on as the status', async () => {
    const [first, second] = [await host().hello(), await host().hello()]
    expect(second).toEqual({ ...first, session: first.session + 1 })
    const status = Buffer.from((await host().ask(STATUS)) ?? '', 'hex')
    expect([status.readUInt32BE(12), status.readUInt32BE(16)]).toEqual([second.session, second.boot])
  })

  test('has a name of printable ASCII', async () => {
    expect((await host().hello()).firmware).toMatch(/^[ -~]*$/)
  })

  test('in a version that nobody speaks, or of another length, is refused and changes nothing', async () => {
    const { session } = await host().hello()
    expect(await host().ask(HELLO, `ff${CHALLENGE}`)).toMatch(/^06[0-9a-f]{2}$/)
    expect(await host().ask(HELLO, `00${CHALLENGE}`)).toMatch(/^06[0-9a-f]{2}$/)
    expect(await host().ask(HELLO, '01')).toBe('02')
    expect(Buffer.from((await host().ask(STATUS)) ?? '', 'hex').readUInt32BE(12)).toBe(session)
  })
}

function stopAndWait(host: () => RawHost): void {
  test('a request with the sequence and command of the last one is answered with its bytes', async () => {
    const first = await host().askAs(100, IDENTITY, CHALLENGE)
    expect(await host().askAs(100, IDENTITY, OTHER_CHALLENGE)).toBe(first)
  })

  test('a HELLO forgets the last answer', async () => {
    const first = await host().askAs(100, IDENTITY, CHALLENGE)
    await host().hello()
    const second = await host().askAs(100, IDENTITY, OTHER_CHALLENGE)
    expect(second?.slice(0, 20)).toBe(first?.slice(0, 20))
    expect(second).not.toBe(first)
  })

  test('another sequence, or another command, is a new request', async () => {
    const first = await host().askAs(102, IDENTITY, CHALLENGE)
    expect(await host().askAs(103, IDENTITY, OTHER_CHALLENGE)).not.toBe(first)
    expect(await host().askAs(103, LICENCES)).toMatch(/^00.{20}$/)
  })

  test('a hundred requests, one after the other, are answered at the first try', async () => {
    for (let round = 0; round < 100; round++) expect(await host().ask(STATUS)).toMatch(/^00.{46}$/)
  })
}

function frames(host: () => RawHost): void {
  const { badFrames } = readDongleVectors()
  test.each(badFrames)('dropped in silence: $name', async ({ hex }) => {
    expect(await host().answersTo(Buffer.from(hex, 'hex'))).toEqual([])
  })

  const marked = requestBytes(7, IDENTITY, CHALLENGE)
  test('a request with a turned bit is dropped, whichever bit it is', async () => {
    for (let bit = 0; bit < marked.length * 8; bit++) {
      const turned = Uint8Array.from(marked)
      turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      // Of the outer zeros the line may have had one already: then it is the request itself.
      const answers = await host().answersTo(turned)
      if (answers.length > 0) expect([bit < 8, answers[0]?.command]).toEqual([true, IDENTITY])
    }
  })

  test('a request in two pieces is answered, wherever it is cut', async () => {
    for (let at = 1; at < marked.length - 1; at++) {
      await host().send(marked.subarray(0, at))
      expect(await host().answersTo(marked.subarray(at))).toMatchObject([{ sequence: 7, command: IDENTITY }])
    }
  })

  test('one zero is enough between two requests, and many are nothing', async () => {
    const two = Buffer.concat([requestBytes(7, LICENCES), new Uint8Array(20), requestBytes(8, STATUS).subarray(1)])
    expect((await host().answersTo(two)).map(({ sequence }) => sequence)).toEqual([7, 8])
  })

  test('an answer is no request', async () => {
    const { frames } = readDongleVectors()
    for (const { hex, meaning } of frames)
      if (meaning.type === 'answer') expect(await host().answersTo(Buffer.from(hex, 'hex'))).toEqual([])
  })

  test('fifty kilobytes without a zero, and random ones, do not stop it', async () => {
    for (let round = 0; round < 25; round++) await host().send(new Uint8Array(2_000).fill(0x11))
    expect(await host().answersTo(new Uint8Array(1))).toEqual([])
    const random = seededRandom(4)
    for (let round = 0; round < 100; round++) expect(await host().answersTo(random.bytes(400))).toEqual([])
  })
}

function requests(host: () => RawHost): void {
  test('an unknown command is told so', async () => {
    for (const command of [0x00, 0x07, 0x77, 0xff]) expect(await host().ask(command)).toBe('01')
  })

  test.each([
    ['IDENTITY', IDENTITY],
    ['LICENCES', LICENCES],
    ['STATUS', STATUS],
    ['SELF-TEST', SELF_TEST],
  ])('%s of another length is malformed', async (_, command) => {
    expect(await host().ask(command, '00')).toBe('02')
    expect(await host().ask(command, 'a5'.repeat(507))).toBe('02')
  })

  test('UNLOCK and EXECUTE of another length are malformed, and no failure', async () => {
    const before = Buffer.from((await host().ask(STATUS)) ?? '', 'hex').readUInt8(9)
    for (const payload of ['', '05', '05'.repeat(7), '05'.repeat(9)]) expect(await host().ask(0x10, payload)).toBe('02')
    for (const payload of ['', '05'.repeat(39), '05'.repeat(41)]) expect(await host().ask(0x11, payload)).toBe('02')
    expect(Buffer.from((await host().ask(STATUS)) ?? '', 'hex').readUInt8(9)).toBe(before)
  })
}
