import { afterEach, expect, test } from 'vitest'
import { encodeSubmit } from '../../src/sms/pdu/submit.ts'
import { type ModemStory, modemStory, OURS, PHONE } from './modem-setting.ts'

let story: ModemStory
afterEach(() => story.end())

const ready = () => story.until(() => story.transport.state().ready)
const begin = async (options: Parameters<typeof modemStory>[0] = {}): Promise<void> => {
  story = await modemStory(options)
  await ready()
}
const shown = () => story.sim.phone(PHONE).shown.map(({ text }) => text)
const LONG = 'Grüße kosten 5 €, '.repeat(20)

test('noise before an answer, unsolicited lines within it and a late OK change nothing', async () => {
  await begin({
    faults: [
      { kind: 'garbage', probability: 0.5, value: null },
      { kind: 'urc-between', probability: 0.5, value: null },
      { kind: 'late-ok', probability: 0.2, value: 7_000 },
    ],
  })
  for (let count = 0; count < 5; count++) {
    expect(await story.send(`out ${count}`)).toHaveLength(1)
    story.sim.phone(PHONE).send(OURS, `in ${count} ${LONG}`)
  }
  await story.until(() => shown().length === 5 && story.inbox.length === 5)
  expect(new Set(story.inbox.map(({ text }) => text)).size).toBe(5)
})

test('without the prompt nothing was sent, and the modem is started anew so that it swallows nothing', async () => {
  await begin()
  story.sim.faults.arm('no-prompt')
  expect(await story.send('x')).toBe('unavailable')
  await ready()
  expect(shown()).toEqual([])
  expect(await story.send('y')).toHaveLength(1)
  await story.until(() => shown().length === 1)
  expect(shown()).toEqual(['y'])
})

test('a modem that does not answer a command is started anew', async () => {
  await begin()
  story.sim.faults.arm('mute')
  expect(await story.send('x')).toBe('unavailable')
  await ready()
  expect(await story.send('y')).toHaveLength(1)
})

test('a modem that restarts in mid-send leaves a doubt, whether the network had the message or not', async () => {
  for (const [fault, count] of [
    ['reset-before-submit', 0],
    ['reset-after-submit', 1],
  ] as const) {
    await begin()
    story.sim.faults.arm(fault)
    expect(await story.send('x')).toBe('unclear')
    await ready()
    expect(await story.send('y')).toHaveLength(1)
    await story.clock.advance(5_000)
    expect(shown()).toHaveLength(count + 1)
    await story.end()
  }
  await begin()
})

test('a network that gives no answer leaves a doubt; a cause from it is certain', async () => {
  await begin()
  story.sim.faults.arm('lost-ack')
  expect(await story.send('x')).toBe('unclear')
  await story.until(() => shown().length === 1)
  const verdicts: [number, string][] = [
    [500, 'unclear'],
    [38, 'unavailable'],
    [331, 'unavailable'],
    [1, 'rejected'],
    [21, 'rejected'],
  ]
  for (const [cause, verdict] of verdicts) {
    story.sim.faults.arm('cms-error', cause)
    expect(await story.send('y'), `CMS ERROR ${cause}`).toBe(verdict)
  }
})

test('a part that is refused behind one that was taken is tried again, and the message arrives once', async () => {
  await begin()
  const { submit } = story.sim.carrier
  let parts = 0
  story.sim.carrier.submit = (from, tpdu) => {
    if (++parts === 2) return { taken: false, cms: 42 }
    return submit(from, tpdu)
  }
  expect(await story.send(LONG)).toHaveLength(3)
  await story.until(() => shown().length === 1)
  expect(shown()).toEqual([LONG])
  expect(parts).toBe(4)
})

test('a line that hangs up, and a modem that is pulled out and plugged in, are opened again', async () => {
  await begin()
  story.sim.faults.arm('hang-up')
  expect(await story.send('x')).toBe('unavailable')
  expect(story.transport.state().ready).toBe(false)
  await ready()
  await story.sim.unplug()
  await story.until(() => !story.transport.state().ready)
  await story.clock.advance(120_000)
  story.sim.phone(PHONE).send(OURS, 'while it was out')
  await story.sim.plug()
  await ready()
  await story.until(() => story.inbox.length === 1)
  expect(await story.send('y')).toHaveLength(1)
})

test('a modem that does not last is not opened without pause', async () => {
  story = await modemStory()
  let opened = 0
  const before = story.said()
  story.sim.faults.stand([{ kind: 'hang-up', probability: 1, value: null }])
  await story.clock.advance(600_000)
  opened = story.said().slice(before.length).split('\u001b').length - 1
  expect(opened).toBeGreaterThan(10)
  expect(opened).toBeLessThan(100)
  story.sim.faults.clear()
  await ready()
})

test('a message of which a part never comes is passed on with its gap, after an hour, and its places are free', async () => {
  await begin()
  bringTorn(PHONE, 1)
  await story.clock.advance(30 * 60_000)
  expect(story.inbox).toEqual([])
  expect(story.sim.modem.state().messages).toBe(2)
  await story.clock.advance(32 * 60_000)
  expect(story.inbox).toHaveLength(1)
  expect(story.inbox[0]?.text).toContain('[...]')
  await story.until(() => story.sim.modem.state().messages === 0)
})

test('halves of messages do not keep whole ones out when the SIM is nearly full', async () => {
  await begin({ messages_max: 4 })
  bringTorn(PHONE, 1)
  bringTorn('+436603333333', 1)
  story.sim.phone('+436604444444').send(OURS, 'short')
  await story.clock.advance(120_000)
  expect(story.inbox.map(({ text }) => text)).toContain('short')
})

test('a lost report is no harm', async () => {
  await begin()
  story.sim.faults.arm('lost-report')
  expect(await story.send('x')).toHaveLength(1)
  expect(await story.send('y')).toHaveLength(1)
  await story.until(() => story.reports.length === 1)
})

/** A message of three parts of which the second never comes. */
function bringTorn(from: string, reference: number): void {
  const [first, , third] = encodeSubmit({ to: OURS, text: LONG }, reference)
  for (const part of [first, third]) if (part) story.sim.carrier.submit(from, part)
}
