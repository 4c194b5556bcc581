import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { TEXT_CHARACTERS_MAX } from '../../src/flows/sms/outbox.ts'
import { type SmsTransport, SmsTransportError } from '../../src/flows/sms/transport.ts'
import { settle } from '../../src/std/manual-clock.ts'
import type { HeldSink } from './held-sink.ts'

/** A message at the far end, as a phone shows it. */
export type Shown = { from: string; to: string; text: string }

/** A transport with its other end in the hands of a test. */
export type FarEnd = {
  transport: SmsTransport
  sink: HeldSink
  /** What phones have been shown. */
  shown(): Promise<readonly Shown[]>
  /** What becomes of the next message: refused for good; not taken now; taken, and no word of it comes back. */
  next(fate: 'rejected' | 'unavailable' | 'unclear'): Promise<void>
  /** A phone sends; the same id again is the carrier's second try. Resolves when the carrier has its answer. */
  says(sms: Shown & { id: string }): Promise<'acknowledged' | 'refused'>
  /** The carrier tells what became of a message. */
  tells(providerId: string, state: 'delivered' | 'failed'): Promise<void>
  /** Lets more time pass than a transport waits before it tries anything again. */
  pass(): Promise<void>
  close(): Promise<void>
}

/** What one cannot do with a transport, and why. */
export type Lacks = Partial<Record<'phones' | 'fates' | 'inbound' | 'reports', string>>

const OURS = '+46700000000'
const PHONE = '+436641234567'
const LONG = 'Grüße aus Österreich, 31 € je Dongle. '.repeat(6).trim()
/** More than any transport has under way or in its queue. */
const MANY = 150

/** A transport under test, opened anew for each claim. */
type Bench = {
  far(): FarEnd
  /** What sending came to: what it resolves to, or the error. */
  send(text: string, to?: string): Promise<unknown>
}

/** What every SMS transport does, whatever it runs over. @param lacks what this one cannot be asked for: the reason stands in a test's name */
export function transportContract(name: string, open: () => Promise<FarEnd>, lacks: Lacks = {}): void {
  let far: FarEnd
  let count = 0
  const bench: Bench = {
    far: () => far,
    send: (text, to = PHONE) =>
      far.transport.send({ id: `message-${++count}`, to, from: null, text }).catch((error: unknown) => error),
  }
  describe(`the transport ${name}`, () => {
    beforeEach(async () => {
      far = await open()
    })
    afterEach(() => far.close())
    takes(bench)
    if (lacks.phones === undefined) shows(bench)
    if (lacks.fates === undefined) tellsFates(bench)
    if (lacks.inbound === undefined) bringsIn(bench)
    if (lacks.reports === undefined) reports(bench)
    ends(bench, lacks.phones === undefined)
    test.each(Object.entries(lacks))('has no %s: %s', (_, why) => expect(why).not.toBe(''))
  })
}

const kindOf = (outcome: unknown): unknown => (outcome instanceof SmsTransportError ? outcome.kind : outcome)

const idsOf = (outcome: unknown): string[] => (outcome as { providerIds: string[] }).providerIds

function takes({ far, send }: Bench): void {
  test('gives each message ids of its own', async () => {
    const ids = (await Promise.all(['one', 'two', 'three'].map((text) => send(text)))).flatMap(idsOf)
    expect(ids.length).toBeGreaterThanOrEqual(3)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.every((id) => id.length > 0 && id.length <= 100)).toBe(true)
  })

  test.each(['', '12345', '+1', '+4670;rm', 'PHONE', `+${'4'.repeat(40)}`])('takes no message to "%s"', async (to) => {
    expect(kindOf(await send('hello', to))).toBe('rejected')
  })

  test.each([
    ['nothing', ''],
    ['more than 255 parts', 'x'.repeat(40_000)],
    ['more than 255 parts in UCS-2', '犬'.repeat(20_000)],
  ])('takes no text of %s, and takes the next one', async (_, text) => {
    expect(kindOf(await send(text))).toBe('rejected')
    expect(idsOf(await send('hello'))).toHaveLength(1)
  })

  test('is ready, and says so in the same words as long as it is', async () => {
    const { transport } = far()
    expect(transport.state()).toMatchObject({ ready: true })
    expect(transport.state()).not.toHaveProperty('why')
    await send('hello')
    expect(transport.state()).toMatchObject({ ready: true })
    expect(transport.name).toMatch(/^[a-z0-9]{1,20}$/)
  })
}

function shows({ far, send }: Bench): void {
  test.each([
    ['plain', 'OK: 3546-7F7E-DB74-3B66'],
    ['the signs of GSM 03.38 that take two places', 'a[b]{c}~^\\|€'],
    ['all of Europe', 'Größe, smörgåsbord, café, Ελλάδα'],
    ['what only UCS-2 can', 'Привет, 犬 🐕 ok'],
    ['more than one SMS holds', LONG],
    ['more than one SMS holds in UCS-2, pairs of surrogates at the seams', '🐕'.repeat(100)],
    [
      'the longest that the outbox takes',
      'Zehn Teile zu 153 Zeichen. '
        .repeat(57)
        .slice(0, TEXT_CHARACTERS_MAX - 1)
        .concat('.'),
    ],
  ])('shows the phone the text as it was given, once: %s', async (_, text) => {
    const ids = idsOf(await send(text))
    expect(ids.length).toBeGreaterThan(0)
    expect(await far().shown()).toEqual([{ from: OURS, to: PHONE, text }])
    await far().pass()
    expect(await far().shown()).toHaveLength(1)
  })

  test('shows nobody what it refused', async () => {
    for (const [text, to] of [
      ['hello', '12345'],
      ['hello', '+4670;rm'],
      ['', PHONE],
    ] as const)
      await send(text, to)
    await far().pass()
    expect(await far().shown()).toEqual([])
  })

  test('takes as many at once as it says, each of them once, and has the others come again', async () => {
    const outcomes = await Promise.all(Array.from({ length: MANY }, (_, at) => send(`message ${at}`)))
    await far().pass()
    const taken = outcomes.flatMap((outcome, at) => (kindOf(outcome) === 'unavailable' ? [] : [`message ${at}`]))
    expect(taken.length).toBeGreaterThanOrEqual(10)
    expect(taken.length).toBeLessThan(MANY)
    expect((await far().shown()).map(({ text }) => text).sort()).toEqual(taken.sort())
    expect(new Set(outcomes.filter((outcome) => kindOf(outcome) !== 'unavailable').flatMap(idsOf)).size).toBe(
      taken.length,
    )
    expect(idsOf(await send('afterwards'))).toHaveLength(1)
  })
}

function tellsFates({ far, send }: Bench): void {
  test.each(['rejected', 'unavailable', 'unclear'] as const)('tells when a message is %s', async (fate) => {
    await far().next(fate)
    expect(kindOf(await send('once'))).toBe(fate)
    const arrived = fate === 'unclear' ? 1 : 0
    expect(await far().shown()).toHaveLength(arrived)
    // Whether it is worth another try is for the outbox to say.
    await far().pass()
    expect(await far().shown()).toHaveLength(arrived)
  })

  test('sends what was not taken when it is given again', async () => {
    await far().next('unavailable')
    expect(kindOf(await send('again'))).toBe('unavailable')
    await far().pass()
    expect(idsOf(await send('again'))).toHaveLength(1)
    expect((await far().shown()).map(({ text }) => text)).toEqual(['again'])
  })

  test('a message that is refused for good does not hold up the next', async () => {
    await far().next('rejected')
    await send('never')
    expect(idsOf(await send('next'))).toHaveLength(1)
    expect((await far().shown()).map(({ text }) => text)).toEqual(['next'])
  })

  test('says nothing of number or text in its errors', async () => {
    for (const fate of ['rejected', 'unavailable', 'unclear'] as const) {
      await far().next(fate)
      const outcome = (await send('the secret word')) as Error
      expect(`${outcome.message} ${JSON.stringify(outcome)}`).not.toMatch(/secret word|436641234567/)
    }
  })
}

function bringsIn({ far }: Bench): void {
  const says = (id: string, text: string) => far().says({ id, from: PHONE, to: OURS, text })

  test.each(['cl.31.1234567890ABCDEF', 'Ich bestelle verbindlich 5P.…  ü€', 'Привет 🐕', LONG])(
    'brings what a phone says: %s',
    async (text) => {
      expect(await says('a', text)).toBe('acknowledged')
      expect(far().sink.kept).toEqual([
        expect.objectContaining({ transport: far().transport.name, from: PHONE, to: OURS, text }),
      ])
    },
  )

  test('acknowledges to the carrier only what is on disk', async () => {
    const { sink } = far()
    sink.hold()
    let answered = false
    const answer = says('a', 'one').finally(() => {
      answered = true
    })
    await until(() => sink.brought.length > 0)
    await settle()
    expect(answered).toBe(false)
    sink.release()
    expect(await answer).toBe('acknowledged')
    expect(sink.kept).toHaveLength(1)
  })

  test('acknowledges nothing when the disk does not take it, and brings the second try under the same id', async () => {
    const { sink } = far()
    sink.fail()
    expect(await says('a', 'one')).toBe('refused')
    sink.release()
    expect(await says('a', 'one')).toBe('acknowledged')
    expect(new Set(sink.brought.map(({ providerId }) => providerId)).size).toBe(1)
    expect(sink.kept).toHaveLength(1)
  })

  test('knows two messages with the same words apart', async () => {
    await says('a', 'one')
    await says('b', 'one')
    expect(new Set(far().sink.kept.map(({ providerId }) => providerId)).size).toBe(2)
  })
}

function reports({ far, send }: Bench): void {
  test.each(['delivered', 'failed'] as const)('tells that a message was %s, by the id it gave', async (state) => {
    const { providerIds } = (await send('hello')) as { providerIds: string[] }
    await far().tells(String(providerIds[0]), state)
    expect(far().sink.reports).toEqual([
      expect.objectContaining({ transport: far().transport.name, providerId: providerIds[0], state }),
    ])
  })

  test('tells of every part of a long text by an id of its own', async () => {
    const ids = idsOf(await send(LONG))
    for (const id of ids) await far().tells(id, 'delivered')
    expect(far().sink.reports.map(({ providerId }) => providerId)).toEqual(ids)
    expect(new Set(ids).size).toBe(ids.length)
  })
}

function ends({ far, send }: Bench, phones: boolean): void {
  test('after its end it takes nothing more, and says that it is not ready', async () => {
    const { transport, shown } = far()
    await send('hello')
    await transport.close()
    expect(kindOf(await send('too late'))).toBe('unavailable')
    if (phones) expect(await shown()).toHaveLength(1)
    expect(transport.state()).toMatchObject({ ready: false, why: expect.any(String) })
  })

  test('is closed twice as well as once', async () => {
    const { transport } = far()
    await Promise.all([transport.close(), transport.close()])
    await transport.close()
    expect(kindOf(await send('too late'))).toBe('unavailable')
  })

  test.each([0, 1, 3])(
    'closed with messages under way it tells of each what is true (%i turns later)',
    async (turns) => {
      const { transport, shown, pass } = far()
      const texts = Array.from({ length: 8 }, (_, at) => `message ${at}`)
      const sending = Promise.all(texts.map((text) => send(text)))
      await settle(turns)
      await transport.close()
      const kinds = (await sending).map(kindOf)
      if (!phones) return
      await pass()
      const arrived = (await shown()).map(({ text }) => text)
      for (const [at, text] of texts.entries()) {
        const times = arrived.filter((one) => one === text).length
        if (kinds[at] === 'unavailable') expect(times).toBe(0)
        else if (kinds[at] === 'unclear') expect(times).toBeLessThanOrEqual(1)
        else {
          expect(kinds[at]).toMatchObject({ providerIds: [expect.any(String)] })
          expect(times).toBe(1)
        }
      }
    },
  )
}

/** Lets the machine run until the condition holds; the test's own time limit ends what never does. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await settle(1)
}
