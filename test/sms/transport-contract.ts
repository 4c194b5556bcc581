import { afterEach, beforeEach, describe, expect, test } from 'vitest'
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
  close(): Promise<void>
}

/** What one cannot do with a transport, and why. */
export type Lacks = Partial<Record<'fates' | 'inbound' | 'reports', string>>

const OURS = '+46700000000'
const PHONE = '+436641234567'
const LONG = 'Grüße aus Österreich, 31 € je Dongle. '.repeat(6).trim()

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
    sends(bench)
    if (lacks.fates === undefined) tellsFates(bench)
    if (lacks.inbound === undefined) bringsIn(bench)
    if (lacks.reports === undefined) reports(bench)
    ends(bench)
    test.each(Object.entries(lacks))('has no %s: %s', (_, why) => expect(why).not.toBe(''))
  })
}

const kindOf = (outcome: unknown): unknown => (outcome instanceof SmsTransportError ? outcome.kind : outcome)

function sends({ far, send }: Bench): void {
  test.each([
    ['plain', 'OK: 3546-7F7E-DB74-3B66'],
    ['the signs of GSM 03.38 that take two places', 'a[b]{c}~^\\|€'],
    ['all of Europe', 'Größe, smörgåsbord, café, Ελλάδα'],
    ['what only UCS-2 can', 'Привет, 犬 🐕 ok'],
    ['more than one SMS holds', LONG],
    ['more than one SMS holds in UCS-2, pairs of surrogates at the seams', '🐕'.repeat(100)],
  ])('shows the phone the text as it was given: %s', async (_, text) => {
    const { providerIds } = (await send(text)) as { providerIds: string[] }
    expect(providerIds.length).toBeGreaterThan(0)
    expect(await far().shown()).toEqual([{ from: OURS, to: PHONE, text }])
  })

  test('gives each message ids of its own', async () => {
    const ids = (await Promise.all(['one', 'two', 'three'].map((text) => send(text)))).flatMap(
      (outcome) => (outcome as { providerIds: string[] }).providerIds,
    )
    expect(ids.length).toBeGreaterThanOrEqual(3)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.every((id) => id.length > 0 && id.length <= 100)).toBe(true)
  })

  test.each(['', '12345', '+1', '+4670;rm', 'PHONE', `+${'4'.repeat(40)}`])('takes no message to "%s"', async (to) => {
    expect(kindOf(await send('hello', to))).toBe('rejected')
    expect(await far().shown()).toEqual([])
  })
}

function tellsFates({ far, send }: Bench): void {
  test.each(['rejected', 'unavailable', 'unclear'] as const)('tells when a message is %s', async (fate) => {
    await far().next(fate)
    expect(kindOf(await send('once'))).toBe(fate)
    expect(await far().shown()).toHaveLength(fate === 'unclear' ? 1 : 0)
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
}

function ends({ far, send }: Bench): void {
  test('says that it is ready, and after its end takes nothing more', async () => {
    const { transport, shown } = far()
    await send('hello')
    expect(transport.state()).toMatchObject({ ready: true })
    await transport.close()
    expect(kindOf(await send('too late'))).toBe('unavailable')
    expect(await shown()).toHaveLength(1)
    expect(transport.state()).toMatchObject({ ready: false, why: expect.any(String) })
  })
}

/** Lets the machine run until the condition holds; the test's own time limit ends what never does. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await settle(1)
}
