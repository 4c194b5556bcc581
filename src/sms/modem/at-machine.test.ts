import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type AtCommand, type AtInput, type AtOutput, type AtState, opened, step } from './at-machine.ts'
import { finalResult, verdictOf } from './final-result.ts'
import { type Heard, lineReader } from './line-reader.ts'

const CSQ: AtCommand = { text: 'AT+CSQ', info: '+CSQ', timeout_ms: 10 }
const SEND: AtCommand = { text: 'AT+CMGS=20', info: '+CMGS', body: '0011AA', timeout_ms: 10, body_timeout_ms: 60 }

/** What comes out of a conversation, without its timers. */
function converse(...inputs: AtInput[]): { outputs: AtOutput[]; state: AtState } {
  const outputs: AtOutput[] = []
  let state = opened
  for (const input of inputs) {
    const { next, outputs: some } = step(state, input)
    state = next
    outputs.push(...some.filter(({ kind }) => kind !== 'timer'))
  }
  return { outputs, state }
}
const ask = (command: AtCommand): AtInput => ({ kind: 'ask', command })
const line = (text: string): AtInput => ({ kind: 'line', text })
const ended = (outputs: readonly AtOutput[]) => outputs.flatMap((one) => (one.kind === 'ended' ? [one.result] : []))

test('an answer is what its command asked for; echo, noise and unsolicited lines are not', () => {
  const { outputs } = converse(
    ask(CSQ),
    line('AT+CSQ'),
    line('+CMTI: "SM",3'),
    line('+C~~M'),
    line('+CSQ: 17,99'),
    line('RING'),
    line('OK'),
  )
  expect(ended(outputs)).toEqual([{ kind: 'ok', lines: ['+CSQ: 17,99'], reached: 'command' }])
  expect(outputs.filter(({ kind }) => kind === 'unsolicited')).toEqual([
    { kind: 'unsolicited', text: '+CMTI: "SM",3', pdu: null },
    { kind: 'unsolicited', text: 'RING', pdu: null },
  ])
})

test('the body leaves at the prompt and never before', () => {
  const { outputs } = converse(ask(SEND), line('AT+CMGS=20'), { kind: 'prompt' }, line('+CMGS: 7'), line('OK'))
  expect(outputs).toEqual([
    { kind: 'write', text: 'AT+CMGS=20\r' },
    { kind: 'write', text: '0011AA\u001a' },
    { kind: 'ended', result: { kind: 'ok', lines: ['+CMGS: 7'], reached: 'body' } },
  ])
})

test('without a prompt the command is taken back, and what then comes is not taken for an answer', () => {
  const silent = { kind: 'silent', lines: [], reached: 'command' }
  for (const last of [line('OK'), { kind: 'timeout' }, { kind: 'gone' }] as AtInput[]) {
    const { outputs, state } = converse(ask(SEND), { kind: 'timeout' }, { kind: 'prompt' }, last)
    expect(outputs).toEqual([
      { kind: 'write', text: 'AT+CMGS=20\r' },
      { kind: 'write', text: '\u001b' },
      { kind: 'ended', result: silent },
    ])
    expect(state.phase).toBe('idle')
  }
})

test('a report that comes between is whole, though its PDU looks like the echo of ours', () => {
  const { outputs } = converse(
    ask(SEND),
    { kind: 'prompt' },
    line('+CDS: 25'),
    line('0011AA'),
    line('+CMGS: 8'),
    line('OK'),
  )
  expect(outputs).toContainEqual({ kind: 'unsolicited', text: '+CDS: 25', pdu: '0011AA' })
  expect(ended(outputs)).toEqual([{ kind: 'ok', lines: ['+CMGS: 8'], reached: 'body' }])
})

test('the PDUs of a list belong to their lines, whatever comes between; an echoed body belongs to nothing', () => {
  const LIST = { text: 'AT+CMGL=4', info: '+CMGL', timeout_ms: 10 }
  const listed = converse(ask(LIST), line('+CMGL: 1,0,,20'), line('+CREG: 1'), line('07AB'), line('OK'))
  expect(ended(listed.outputs)).toMatchObject([{ lines: ['+CMGL: 1,0,,20', '07AB'] }])
  const echoed = converse(ask(SEND), { kind: 'prompt' }, line('0011AA'), line('+CMS ERROR: 38'))
  expect(ended(echoed.outputs)).toMatchObject([{ kind: 'error', lines: [], reached: 'body' }])
})

test('a modem that starts anew has forgotten what it was asked', () => {
  const { outputs } = converse(ask(SEND), { kind: 'prompt' }, line('RDY'))
  expect(outputs.slice(2)).toEqual([
    { kind: 'ended', result: { kind: 'reset', lines: [], reached: 'body' } },
    { kind: 'unsolicited', text: 'RDY', pdu: null },
  ])
})

test('whatever comes in whatever order, each command ends once and the body leaves only after its prompt', () => {
  const input = fc.oneof(
    fc.constantFrom<AtInput[]>({ kind: 'prompt' }, { kind: 'timeout' }, { kind: 'gone' }),
    fc
      .constantFrom('OK', 'ERROR', '+CMS ERROR: 38', '+CMGS: 1', '+CMT: ,20', '+CDS: 9', '00AA', 'RDY', '> ', 'x')
      .map(line),
  )
  const check = (inputs: AtInput[]): void => {
    let state = opened
    let asked = 0
    let prompted = false
    const all: AtOutput[] = []
    for (const one of inputs) {
      if (state.phase === 'idle') {
        const begun = step(state, ask(SEND))
        state = begun.next
        all.push(...begun.outputs)
        asked++
        prompted = false
      }
      prompted ||= one.kind === 'prompt' && state.phase === 'asked'
      const { next, outputs } = step(state, one)
      state = next
      all.push(...outputs)
      if (outputs.some((out) => out.kind === 'write' && out.text.endsWith('\u001a'))) expect(prompted).toBe(true)
    }
    expect(ended(all)).toHaveLength(asked - (state.phase === 'idle' ? 0 : 1))
  }
  fc.assert(fc.property(fc.array(input, { maxLength: 60 }), check))
})

test('lines and prompts are the same however the bytes are cut, and none grows without end', () => {
  const said = `AT+CMGS=20\r\r\n> 0011\u001a\r\n\u0000\u00fe+CM\u00ff\r\n+CMGS: 1\r\n\r\nOK\r\n${'x'.repeat(5_000)}\r\nOK\r\n`
  const whole = [...['AT+CMGS=20', 'PROMPT', '0011', '+CM', '+CMGS: 1', 'OK', 'OK']]
  const read = (cuts: readonly number[]): string[] => {
    const heard: string[] = []
    const take = lineReader((one: Heard) => heard.push(one.kind === 'line' ? one.text : 'PROMPT'))
    const bytes = Buffer.from(said, 'latin1')
    let from = 0
    for (const cut of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
      take(bytes.subarray(from, cut))
      from = Math.max(from, cut)
    }
    return heard
  }
  const check = (cuts: number[]): void => {
    expect(read(cuts)).toEqual(whole)
  }
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: said.length })), check))
})

test('a refusal before the body left is certain; behind it only a cause tells', () => {
  const verdict = (text: string, reached: 'command' | 'body') => {
    const final = finalResult(text)
    return final?.kind === 'error' ? verdictOf(final.error, reached) : 'no error'
  }
  for (const text of ['ERROR', '+CMS ERROR: 500', '+CMS ERROR: 332', '+CME ERROR: 14'])
    expect(verdict(text, 'command')).toBe('unavailable')
  for (const text of [
    'ERROR',
    '+CMS ERROR: 500',
    '+CMS ERROR: 332',
    '+CMS ERROR: 300',
    '+CMS ERROR: 600',
    '+CMS ERROR: ?',
  ])
    expect(verdict(text, 'body')).toBe('unclear')
  for (const text of ['+CMS ERROR: 38', '+CMS ERROR: 42', '+CMS ERROR: 331', '+CMS ERROR: 194', '+CME ERROR: 14'])
    expect(verdict(text, 'body')).toBe('unavailable')
  for (const text of ['+CMS ERROR: 1', '+CMS ERROR: 21', '+CMS ERROR: 195', '+CMS ERROR: 304'])
    expect(verdict(text, 'body')).toBe('rejected')
  expect(finalResult('+CSQ: 1,2')).toBeNull()
})
