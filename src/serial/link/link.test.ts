import { describe, expect, test } from 'vitest'
import { type ManualClock, manualClock, settle } from '../../std/manual-clock.ts'
import { seededRandom } from '../../std/random.ts'
import { encodeFrame, type Frame } from '../frame/frame.ts'
import { helloAnswer, scriptedLine } from '../testing/scripted-line.ts'
import { HELLO } from './hello.ts'
import { QUEUED_REQUESTS_MAX, REQUEST_MS_MAX } from './limits.ts'
import { type Link, openLink } from './link.ts'

const NOTHING = new Uint8Array(0)
const STATUS_COMMAND = 5
const SELF_TEST_COMMAND = 6
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

type Stage = ReturnType<typeof scriptedLine> & { link: Link; clock: ManualClock }

/** A link on a line whose far end greets, and leaves all else to the test or to `onRequest`. */
async function stage(onRequest: (request: Frame) => string | null = () => null): Promise<Stage> {
  const clock = manualClock()
  const scripted = scriptedLine((request) => (request.command === HELLO ? helloAnswer(request) : onRequest(request)))
  const link = openLink(scripted.line, { clock, random: seededRandom(3) })
  await settle()
  return { ...scripted, link, clock }
}

/** The same without a greeting. */
function silentStage(onRequest: (request: Frame) => string | null = () => null): Stage {
  const clock = manualClock()
  const scripted = scriptedLine(onRequest)
  return { ...scripted, clock, link: openLink(scripted.line, { clock, random: seededRandom(3) }) }
}

/** How a promise stands after the clock was moved. */
async function endOf<T>(promise: Promise<T>): Promise<T | 'pending'> {
  await settle()
  return Promise.race([promise, Promise.resolve('pending' as const)])
}

describe('a request', () => {
  test('is answered by the frame with its sequence and command', async () => {
    const { link, asked, answer } = await stage()
    const asking = link.request({ command: STATUS_COMMAND, payload: Uint8Array.of(1, 2) })
    expect(asked.at(-1)).toMatchObject({ type: 'request', command: STATUS_COMMAND, payload: Uint8Array.of(1, 2) })
    answer('00 aa bb')
    expect(await asking).toEqual({ kind: 'answer', status: 0, body: Uint8Array.of(0xaa, 0xbb) })
  })

  test('has the sequence of the one before + 1, modulo 256', async () => {
    const { link, asked } = await stage(() => '00')
    for (let count = 0; count < 300; count++) await link.request({ command: STATUS_COMMAND, payload: NOTHING })
    const sequences = asked.map(({ sequence }) => sequence)
    expect(sequences).toHaveLength(301)
    for (let at = 1; at < sequences.length; at++) expect(sequences[at]).toBe(((sequences[at - 1] ?? 0) + 1) % 256)
  })

  test('is sent three times, the same bytes 500 ms apart, and is then silent', async () => {
    const { link, asked, clock } = await stage()
    const asking = link.request({ command: STATUS_COMMAND, payload: NOTHING })
    const times: number[] = []
    const start = clock.monotonic()
    let seen = 1
    for (let at = 0; at <= 2_000; at += 100) {
      if (asked.length > seen) times.push(clock.monotonic() - start)
      seen = asked.length
      if (at === 1_500) expect(await endOf(asking)).toEqual({ kind: 'silent' })
      if (at === 1_400) expect(await endOf(asking)).toBe('pending')
      await clock.advance(100)
    }
    expect(times).toEqual([0, 500, 1_000])
    expect(new Set(asked.slice(1).map((frame) => hex(encodeFrame(frame)))).size).toBe(1)
  })

  test.each([1, 2])('is answered at try %i + 1 without having been sent otherwise', async (lost) => {
    let tries = 0
    const { link, clock } = await stage(() => (++tries > lost ? '00 01' : null))
    const asking = link.request({ command: STATUS_COMMAND, payload: NOTHING })
    await clock.advance(lost * 500)
    expect(await asking).toMatchObject({ kind: 'answer', status: 0 })
    expect(clock.nextAt()).toBeNull()
  })

  test.each([
    ['sequence', (asked: Frame) => ({ sequence: (asked.sequence + 255) % 256 })],
    ['command', () => ({ command: STATUS_COMMAND + 1 })],
    ['type', () => ({ type: 'request' as const })],
  ])('does not take an answer with another %s', async (_, change) => {
    const { link, asked, answer } = await stage()
    const asking = link.request({ command: STATUS_COMMAND, payload: NOTHING })
    answer('00 bad0', change(asked.at(-1) as Frame))
    expect(await endOf(asking)).toBe('pending')
    answer('00')
    expect(await asking).toEqual({ kind: 'answer', status: 0, body: NOTHING })
  })

  test('does not take the second answer to the one before', async () => {
    const { link, asked, answer, clock } = await stage()
    const first = link.request({ command: STATUS_COMMAND, payload: NOTHING })
    await clock.advance(500)
    const before = asked.at(-1) as Frame
    answer('00 01')
    expect(await first).toMatchObject({ body: Uint8Array.of(1) })
    const second = link.request({ command: STATUS_COMMAND, payload: NOTHING })
    answer('00 01', { sequence: before.sequence })
    expect(await endOf(second)).toBe('pending')
    answer('00 02')
    expect(await second).toMatchObject({ body: Uint8Array.of(2) })
  })

  test('is found in noise, and its answer cut into bytes', async () => {
    const { link, asked, arrive } = await stage()
    const asking = link.request({ command: STATUS_COMMAND, payload: NOTHING })
    arrive(seededRandom(5).bytes(3_000))
    const reply = encodeFrame({ ...(asked.at(-1) as Frame), type: 'answer', payload: Uint8Array.of(0, 9) })
    for (const byte of reply) arrive(Uint8Array.of(byte))
    expect(await asking).toEqual({ kind: 'answer', status: 0, body: Uint8Array.of(9) })
    expect(Object.keys(link.faults()).length).toBeGreaterThan(0)
  })

  test('answered by nothing at all is unreadable', async () => {
    const { link } = await stage(() => '')
    expect(await link.request({ command: STATUS_COMMAND, payload: NOTHING })).toEqual({ kind: 'unreadable' })
  })
})

describe('the queue', () => {
  test('has one request under way, the others in order', async () => {
    const { link, asked, answer } = await stage()
    const ends = [1, 2, 3].map((payload) => link.request({ command: STATUS_COMMAND, payload: Uint8Array.of(payload) }))
    expect(asked).toHaveLength(2)
    for (const end of ends) {
      answer(`00${hex(asked.at(-1)?.payload ?? NOTHING)}`)
      await end
    }
    expect(await Promise.all(ends)).toMatchObject([1, 2, 3].map((payload) => ({ body: Uint8Array.of(payload) })))
  })

  test('refuses the seventeenth that waits, at once', async () => {
    const { link, asked } = await stage()
    const ends = Array.from({ length: 1 + QUEUED_REQUESTS_MAX }, () =>
      link.request({ command: STATUS_COMMAND, payload: NOTHING }),
    )
    expect(await link.request({ command: STATUS_COMMAND, payload: NOTHING })).toEqual({ kind: 'busy' })
    expect(asked).toHaveLength(2)
    await link.close()
    expect(await Promise.all(ends)).toEqual(ends.map(() => ({ kind: 'gone', why: 'closed' })))
  })
})

describe('HELLO', () => {
  test('comes first at every open, before whatever was asked at once', async () => {
    const { link, asked, answer } = silentStage()
    const asking = link.request({ command: STATUS_COMMAND, payload: NOTHING })
    expect(asked.map(({ command }) => command)).toEqual([HELLO])
    answer(helloAnswer(asked[0] as Frame))
    expect(await link.opening).toEqual({
      kind: 'greeted',
      hello: { version: 1, session: 258, boot: 7, firmware: 'sim 1' },
    })
    answer('00')
    expect(await asking).toMatchObject({ kind: 'answer' })
    expect(asked.map(({ command }) => command)).toEqual([HELLO, STATUS_COMMAND])
  })

  test('comes again after three tries without an answer', async () => {
    const { link, asked, clock, answer } = await stage()
    const silent = link.request({ command: STATUS_COMMAND, payload: NOTHING })
    await clock.advance(1_500)
    expect(await silent).toEqual({ kind: 'silent' })
    const asking = link.request({ command: STATUS_COMMAND, payload: NOTHING })
    expect(asked.slice(-2).map(({ command }) => command)).toEqual([HELLO, STATUS_COMMAND])
    answer('00')
    expect(await asking).toMatchObject({ kind: 'answer' })
  })

  test('of somebody else, or of an earlier open, is not taken', async () => {
    const { link, asked, answer } = silentStage()
    const hello = asked[0] as Frame
    answer(helloAnswer({ ...hello, payload: Uint8Array.of(1, ...new Uint8Array(16)) }))
    expect(await endOf(link.opening)).toBe('pending')
    answer(helloAnswer(hello))
    expect(await link.opening).toMatchObject({ kind: 'greeted' })
  })

  test('without a common version ends every request with the highest that the dongle speaks', async () => {
    const { link } = silentStage(({ command }) => (command === HELLO ? '06 09' : '00'))
    expect(await link.opening).toEqual({ kind: 'version', highest: 9 })
    expect(await link.request({ command: STATUS_COMMAND, payload: NOTHING })).toEqual({ kind: 'version', highest: 9 })
  })

  test('of a dongle that has found itself broken ends all with memory-fault, but lets it be examined', async () => {
    const { link, asked } = silentStage(({ command }) => (command === SELF_TEST_COMMAND ? '00 01' : '05'))
    const fault = { kind: 'answer', status: 5, body: NOTHING }
    expect(await link.opening).toEqual(fault)
    expect(await link.request({ command: STATUS_COMMAND, payload: NOTHING })).toEqual(fault)
    expect(await link.request({ command: SELF_TEST_COMMAND, payload: NOTHING, diagnostic: true })).toMatchObject({
      status: 0,
      body: Uint8Array.of(1),
    })
    expect(asked.map(({ command }) => command)).toEqual([HELLO, HELLO, HELLO, SELF_TEST_COMMAND])
  })

  test.each(['00', '00 02', '04 0001', '05 00', '06', '06 0102', '77'])(
    'answered by %s is unreadable',
    async (payload) => {
      const { link } = silentStage(() => payload)
      expect(await link.opening).toEqual({ kind: 'unreadable' })
    },
  )

  test.each([
    ['a firmware name cut short', (good: string) => good.slice(0, -2)],
    ['a byte too many', (good: string) => `${good}20`],
    ['a name that would reach a terminal', (good: string) => good.replace('73696d2031', '1b5b324a31')],
    ['another version', (good: string) => good.replace(/^00 01/, '00 02')],
  ])('with %s is unreadable', async (_, spoil) => {
    const { link } = silentStage((request) => spoil(helloAnswer(request)))
    expect(await link.opening).toEqual({ kind: 'unreadable' })
  })

  test('is told to whoever listens, the latest also to whoever comes later', async () => {
    const { link } = await stage()
    const sessions: number[] = []
    link.onHello(({ session }) => sessions.push(session))
    expect(await link.greet()).toMatchObject({ kind: 'greeted' })
    expect(sessions).toEqual([258, 258])
  })
})

describe('a dongle that was restarted unnoticed', () => {
  test('is greeted, and the request that it did not carry out is sent anew', async () => {
    let greeted = false
    const { link, asked } = silentStage((request) => {
      if (request.command !== HELLO) return greeted ? '00 01' : '03'
      greeted = true
      return helloAnswer(request)
    })
    await link.opening
    greeted = false
    expect(await link.request({ command: STATUS_COMMAND, payload: NOTHING })).toMatchObject({
      kind: 'answer',
      status: 0,
    })
    expect(asked.map(({ command }) => command)).toEqual([HELLO, STATUS_COMMAND, HELLO, STATUS_COMMAND])
    expect(new Set(asked.map(({ sequence }) => sequence)).size).toBe(4)
  })

  test('in the middle of a request is not asked again by itself, because that may have been carried out', async () => {
    let tries = 0
    const { link, asked, clock } = await stage(() => (++tries === 2 ? '03' : null))
    const asking = link.request({ command: STATUS_COMMAND, payload: NOTHING })
    await clock.advance(500)
    expect(await asking).toEqual({ kind: 'answer', status: 3, body: NOTHING })
    void link.request({ command: STATUS_COMMAND, payload: NOTHING })
    expect(asked.slice(-2).map(({ command }) => command)).toEqual([HELLO, STATUS_COMMAND])
  })

  test('that is never greeted is asked twice and no more', async () => {
    const { link, asked } = await stage(() => '03')
    expect(await link.request({ command: STATUS_COMMAND, payload: NOTHING })).toMatchObject({
      kind: 'answer',
      status: 3,
    })
    expect(asked.map(({ command }) => command)).toEqual([HELLO, STATUS_COMMAND, HELLO, STATUS_COMMAND])
  })
})

describe('a line that goes', () => {
  test('ends what is under way and what waits, and everything after it', async () => {
    const { link, unplug, clock } = await stage()
    const ends = [
      link.request({ command: STATUS_COMMAND, payload: NOTHING }),
      link.request({ command: STATUS_COMMAND, payload: NOTHING }),
    ]
    const farewells: string[] = []
    link.onGone((why) => farewells.push(why))
    unplug('pulled')
    unplug('pulled')
    link.onGone((why) => farewells.push(why))
    const gone = { kind: 'gone', why: 'pulled' }
    expect(
      await Promise.all([...ends, link.request({ command: STATUS_COMMAND, payload: NOTHING }), link.greet()]),
    ).toEqual([gone, gone, gone, gone])
    expect(farewells).toEqual(['pulled', 'pulled'])
    expect(clock.nextAt()).toBeNull()
  })

  test('is closed by the link, and nothing that still arrives is taken', async () => {
    const stood = await stage()
    await stood.link.close()
    expect(stood.closed()).toBe(true)
    stood.answer('00')
    expect(await stood.link.opening).toMatchObject({ kind: 'greeted' })
  })
})

describe('never a hang', () => {
  test.each(Array.from({ length: 20 }, (_, at) => at + 1))(
    'past the stated time, whatever the far end does (seed %i)',
    async (seed) => {
      const random = seededRandom(seed)
      const [draw, clock] = [(): number => random.bytes(1)[0] ?? 0, manualClock()]
      const scripted = scriptedLine((request) => {
        const chance = draw()
        if (chance < 90) return null
        if (chance < 110) return '03'
        if (chance < 120) return ''
        if (chance < 130) scripted.arrive(random.bytes(chance))
        return request.command === HELLO ? helloAnswer(request) : '00'
      })
      const link = openLink(scripted.line, { clock, random: seededRandom(seed) })
      for (let round = 0; round < 10; round++) {
        const ends = [1, 2, 3].map(() => link.request({ command: STATUS_COMMAND, payload: NOTHING }))
        await clock.advance(REQUEST_MS_MAX * (round === 0 ? 4 : 3))
        for (const end of ends) expect(await endOf(end)).not.toBe('pending')
      }
    },
  )
})
