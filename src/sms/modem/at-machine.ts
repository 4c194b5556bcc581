import { finalResult, type ModemError } from './final-result.ts'
import { MODEM_LIMITS } from './limits.ts'

/** A command. */
export type AtCommand = {
  /** Without its carriage return: `AT+CSQ`. */
  text: string
  /** What the lines of its answer begin with, `+CSQ`; absent: any line that is not known to be unsolicited is its answer. */
  info?: string
  /** What is given at the prompt, without its Ctrl-Z. */
  body?: string
  /** For the answer, or for the prompt where there is a body. */
  timeout_ms: number
  /** For the answer behind a body. */
  body_timeout_ms?: number
}

/**
 * How a command ended. `silent`: no answer in time; `reset`: the modem has started anew; `gone`: the line is lost. `reached`: whether the body had left by then.
 * Lines with a body of their own are followed by it.
 */
export type AtResult = { lines: readonly string[]; reached: 'command' | 'body' } & (
  | { kind: 'ok' }
  | { kind: 'error'; error: ModemError }
  | { kind: 'silent' | 'reset' | 'gone' }
)

/** Where the conversation stands. `header`: an unsolicited line whose PDU is on the next. */
export type AtState = {
  header: string | null
  lines: readonly string[]
} & ({ phase: 'idle' } | { phase: 'asked' | 'told' | 'cancelled'; command: AtCommand })

/** What happens to it. */
export type AtInput =
  | { kind: 'ask'; command: AtCommand }
  | { kind: 'line'; text: string }
  | { kind: 'prompt' }
  | { kind: 'timeout' }
  | { kind: 'gone' }

/** What to do about it, in this order. A new timer takes the place of the one before; `ended` stops it. */
export type AtOutput =
  | { kind: 'write'; text: string }
  | { kind: 'timer'; wait_ms: number }
  | { kind: 'ended'; result: AtResult }
  | { kind: 'unsolicited'; text: string; pdu: string | null }

export type AtStep = { next: AtState; outputs: readonly AtOutput[] }

const IDLE: AtState = { phase: 'idle', header: null, lines: [] }
const CTRL_Z = '\u001a'
const ESC = '\u001b'
const HEX = /^[0-9A-F]{2,}$/i
/** Lines that may come at any time (3GPP TS 27.005 §3.4.1, 27.007); those that have a PDU on their next line. */
const UNSOLICITED = /^(\+CMTI|\+CMT|\+CDSI|\+CDS|\+CBM|\+CREG|\+CGREG|\+CIEV|\+CUSD|\+CTZV|\+CRING|RING\b|\^|%|\*)/
const WITH_PDU = /^(\+CMT|\+CDS|\+CBM):/
/** What modems say when they have power: whatever was asked before is forgotten. */
export const STARTED = /^(RDY|\^SYSSTART|\+CFUN: ?[0-9]|NORMAL POWER DOWN|Call Ready|SMS Ready|PB DONE)$/

/** A line that was just opened: nothing is asked. */
export const opened: AtState = IDLE

/** One command at a time, with unsolicited lines, noise and echo in between: without clock, line or chance (ITU-T V.250 §5.7, 3GPP TS 27.005 §3). */
export function step(state: AtState, input: AtInput): AtStep {
  switch (input.kind) {
    case 'ask':
      return ask(state, input.command)
    case 'line':
      return line(state, input.text)
    case 'prompt':
      return prompt(state)
    case 'timeout':
      return timeout(state)
    case 'gone':
      return state.phase === 'idle' ? { next: IDLE, outputs: [] } : end(state, { kind: 'gone' })
  }
}

type Busy = Exclude<AtState, { phase: 'idle' }>
type Ended = { kind: 'ok' } | { kind: 'error'; error: ModemError } | { kind: 'silent' | 'reset' | 'gone' }

function ask(state: AtState, command: AtCommand): AtStep {
  if (state.phase !== 'idle') throw new Error('one command at a time')
  return {
    next: { phase: 'asked', command, header: state.header, lines: [] },
    outputs: [
      { kind: 'write', text: `${command.text}\r` },
      { kind: 'timer', wait_ms: command.timeout_ms },
    ],
  }
}

function line(state: AtState, text: string): AtStep {
  if (state.header !== null) return afterHeader(state, state.header, text)
  if (WITH_PDU.test(text)) return { next: { ...state, header: text }, outputs: [] }
  if (state.phase === 'idle') return { next: state, outputs: [{ kind: 'unsolicited', text, pdu: null }] }
  if (text === state.command.text || /^AT/i.test(text)) return { next: state, outputs: [] }
  const final = finalResult(text)
  if (final) return end(state, final)
  if (answers(state, text)) return gather(state, text)
  if (STARTED.test(text)) {
    const ended = end(state, { kind: 'reset' })
    return { ...ended, outputs: [...ended.outputs, { kind: 'unsolicited', text, pdu: null }] }
  }
  if (UNSOLICITED.test(text)) return { next: state, outputs: [{ kind: 'unsolicited', text, pdu: null }] }
  return state.command.info === undefined ? gather(state, text) : { next: state, outputs: [] }
}

/** The PDU of an unsolicited line; one that is torn off is forgotten, and the line read for itself. */
function afterHeader(state: AtState, header: string, text: string): AtStep {
  const next = { ...state, header: null }
  if (!HEX.test(text)) return line(next, text)
  return { next, outputs: [{ kind: 'unsolicited', text: header, pdu: text }] }
}

/** A line of the answer, or the PDU that belongs to one. The echo of a body has no line before it. */
function answers({ command, lines }: Busy, text: string): boolean {
  if (command.info === undefined) return false
  return text.startsWith(`${command.info}:`) || (lines.length > 0 && HEX.test(text))
}

function gather(state: Busy, text: string): AtStep {
  if (state.lines.length >= MODEM_LIMITS.answerLines_max) return { next: state, outputs: [] }
  return { next: { ...state, lines: [...state.lines, text] }, outputs: [] }
}

function prompt(state: AtState): AtStep {
  if (state.phase !== 'asked' || state.command.body === undefined) return { next: state, outputs: [] }
  return {
    next: { ...state, phase: 'told' },
    outputs: [
      { kind: 'write', text: `${state.command.body}${CTRL_Z}` },
      { kind: 'timer', wait_ms: state.command.body_timeout_ms ?? state.command.timeout_ms },
    ],
  }
}

/** A modem that shows no prompt may wait for the body all the same: ESC takes the command back, so that nothing later is taken for a message. */
function timeout(state: AtState): AtStep {
  if (state.phase === 'idle') return { next: state, outputs: [] }
  if (state.phase !== 'asked' || state.command.body === undefined) return end(state, { kind: 'silent' })
  return {
    next: { ...state, phase: 'cancelled' },
    outputs: [
      { kind: 'write', text: ESC },
      { kind: 'timer', wait_ms: MODEM_LIMITS.cancel_timeout_ms },
    ],
  }
}

function end({ phase, lines, header }: Busy, ended: Ended): AtStep {
  const reached = phase === 'told' ? 'body' : 'command'
  // What a command that was taken back comes to says nothing about a message.
  const result: AtResult = phase === 'cancelled' ? { kind: 'silent', lines, reached } : { ...ended, lines, reached }
  return { next: { ...IDLE, header }, outputs: [{ kind: 'ended', result }] }
}
