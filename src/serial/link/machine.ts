import type { Frame } from '../frame/frame.ts'
import { HELLO, type Hello, helloRequest, readHello } from './hello.ts'
import { STATUS } from './status.ts'

/** A command with its payload, in bytes. `diagnostic`: a dongle that has found itself broken, and so cannot be greeted, carries it out all the same. */
export type Request = { command: number; payload: Uint8Array; diagnostic?: boolean }

/** How a request ended. */
export type Outcome =
  /** Status, and what follows it. */
  | { kind: 'answer'; status: number; body: Uint8Array }
  /** Three tries without an answer, of the request or of the HELLO before it. */
  | { kind: 'silent' }
  /** It answers what protocol version 1 does not have. */
  | { kind: 'unreadable' }
  /** HELLO found no version that both speak. */
  | { kind: 'version'; highest: number }
  | { kind: 'gone'; why: string }

/** How a HELLO ended that no request waited for. `answer`: with status 05, memory-fault, alone. */
export type GreetOutcome = { kind: 'greeted'; hello: Hello } | Outcome

/** What a conversation is about: a request, or HELLO alone. */
export type Task = { kind: 'request'; request: Request } | { kind: 'greet' }

/** Where the conversation stands. Each state holds the sequence of the last frame sent. */
export type LinkState =
  | { state: 'idle'; sequence: number; greeted: boolean }
  /** HELLO is under way; `task` comes after it. */
  | { state: 'greeting'; sequence: number; tries: number; nonce: Uint8Array; task: Task; again: boolean }
  /** `again`: it was greeted and sent anew once already. */
  | { state: 'asking'; sequence: number; tries: number; request: Request; again: boolean }
  | { state: 'gone'; why: string }

/** What happens to it. `nonce`: 16 fresh bytes, for the HELLO that may follow. */
export type LinkInput =
  | { input: 'begin'; task: Task; nonce: Uint8Array }
  | { input: 'frame'; frame: Frame; nonce: Uint8Array }
  | { input: 'timeout' }
  | { input: 'gone'; why: string }

/** What to do about it: send and wait 500 ms, wait on, or hand over how the task ended. `hello`: it greeted. */
export type LinkStep = { next: LinkState; hello?: Hello } & (
  | { act: 'send'; frame: Frame }
  | { act: 'wait' }
  | { act: 'end'; outcome: Outcome | GreetOutcome }
)

export const TRIES_MAX = 3

/** A line that was just opened. @param sequence of the frame before, any byte */
export function opened(sequence: number): LinkState {
  return { state: 'idle', sequence, greeted: false }
}

/**
 * Stop and wait (docs/protocol/dongle.md §2 and §3), without clock, chance or line. The same bytes three times, then silence, after which HELLO comes
 * first; a dongle that was restarted between (`not-greeted` at the first try) is greeted and asked anew, once.
 */
export function step(state: LinkState, input: LinkInput): LinkStep {
  if (state.state === 'gone') return { next: state, act: 'end', outcome: { kind: 'gone', why: state.why } }
  switch (input.input) {
    case 'gone': {
      const next = { state: 'gone', why: input.why } as const
      return state.state === 'idle'
        ? { next, act: 'wait' }
        : { next, act: 'end', outcome: { kind: 'gone', why: input.why } }
    }
    case 'begin':
      if (state.state !== 'idle') throw new Error('one request at a time')
      return begin(state, input.task, input.nonce)
    case 'timeout':
      return state.state === 'idle' ? { next: state, act: 'wait' } : tryAgain(state)
    case 'frame':
      return state.state === 'idle' || !answers(state, input.frame)
        ? { next: state, act: 'wait' }
        : take(state, input.frame, input.nonce)
  }
}

type Idle = Extract<LinkState, { state: 'idle' }>
type Greeting = Extract<LinkState, { state: 'greeting' }>
type Asking = Extract<LinkState, { state: 'asking' }>

function begin({ sequence, greeted }: Idle, task: Task, nonce: Uint8Array): LinkStep {
  if (task.kind === 'greet' || !greeted) return greet(sequence, task, nonce, false)
  return ask(sequence, task.request, false)
}

function greet(sequence: number, task: Task, nonce: Uint8Array, again: boolean): LinkStep {
  return send({ state: 'greeting', sequence: (sequence + 1) % 256, tries: 1, nonce, task, again })
}

function ask(sequence: number, request: Request, again: boolean): LinkStep {
  return send({ state: 'asking', sequence: (sequence + 1) % 256, tries: 1, request, again })
}

function tryAgain(state: Greeting | Asking): LinkStep {
  if (state.tries < TRIES_MAX) return send({ ...state, tries: state.tries + 1 })
  return end(state.sequence, false, { kind: 'silent' })
}

function send(next: Greeting | Asking): LinkStep {
  const { command, payload } = requestOf(next)
  return { next, act: 'send', frame: { type: 'request', sequence: next.sequence, command, payload } }
}

function requestOf(state: Greeting | Asking): Request {
  return state.state === 'greeting' ? { command: HELLO, payload: helloRequest(state.nonce) } : state.request
}

function answers(state: Greeting | Asking, frame: Frame): boolean {
  return frame.type === 'answer' && frame.sequence === state.sequence && frame.command === requestOf(state).command
}

function take(state: Greeting | Asking, frame: Frame, nonce: Uint8Array): LinkStep {
  return state.state === 'greeting' ? takeHello(state, frame) : takeAnswer(state, frame, nonce)
}

function takeHello(state: Greeting, frame: Frame): LinkStep {
  const read = readHello(frame.payload, state.nonce)
  // It answers a HELLO of somebody who had the port before.
  if (read.kind === 'foreign') return { next: state, act: 'wait' }
  if (read.kind === 'faulty') return takeFault(state)
  if (read.kind !== 'hello') return end(state.sequence, false, read)
  const { hello } = read
  if (state.task.kind === 'greet') return { ...end(state.sequence, true, { kind: 'greeted', hello }), hello }
  return { ...ask(state.sequence, state.task.request, state.again), hello }
}

function takeFault({ sequence, task, again }: Greeting): LinkStep {
  if (task.kind === 'request' && task.request.diagnostic) return ask(sequence, task.request, again)
  return end(sequence, false, { kind: 'answer', status: STATUS['memory-fault'], body: new Uint8Array(0) })
}

function takeAnswer(state: Asking, frame: Frame, nonce: Uint8Array): LinkStep {
  const [status] = frame.payload
  if (status === undefined) return end(state.sequence, true, { kind: 'unreadable' })
  const greeted = status !== STATUS['not-greeted']
  // Only after a single try is it certain that the dongle had not carried it out before it restarted.
  if (!greeted && state.tries === 1 && !state.again)
    return greet(state.sequence, { kind: 'request', request: state.request }, nonce, true)
  return end(state.sequence, greeted, { kind: 'answer', status, body: frame.payload.slice(1) })
}

function end(sequence: number, greeted: boolean, outcome: Outcome | GreetOutcome): LinkStep {
  return { next: { state: 'idle', sequence, greeted }, act: 'end', outcome }
}
