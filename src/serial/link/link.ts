import type { Cancel } from '../../std/clock.ts'
import type { SerialLine } from '../../std/serial-line.ts'
import type { World } from '../../std/world.ts'
import { type FrameFault, frameDecoder } from '../frame/decoder.ts'
import { encodeFrame } from '../frame/frame.ts'
import { type Hello, NONCE_BYTES } from './hello.ts'
import { ANSWER_WAIT_MS, QUEUED_REQUESTS_MAX } from './limits.ts'
import {
  type GreetOutcome,
  type LinkInput,
  type LinkStep,
  type Outcome,
  opened,
  type Request,
  step,
  type Task,
} from './machine.ts'

/** `busy`: sixteen requests wait already, and this one was not sent. */
export type Busy = { kind: 'busy' }

/** A line to a dongle on which one request at a time is under way. */
export type Link = {
  /** Sends a command and resolves with its end, after at most `REQUEST_MS_MAX` at the head of the queue. Never rejects. */
  request(request: Request): Promise<Outcome | Busy>
  /** Carries HELLO out once more. */
  greet(): Promise<GreetOutcome | Busy>
  /** The HELLO of the open. */
  readonly opening: Promise<GreetOutcome | Busy>
  /** Called at each HELLO that was carried out; takers that come later are told the latest at once. */
  onHello(take: (hello: Hello) => void): void
  /** Called once, when the line is gone or closed; at once if it is already. */
  onGone(take: (why: string) => void): void
  /** What came between two zeros and was no frame, counted since the open. */
  faults(): Readonly<Partial<Record<FrameFault, number>>>
  /** Ends what is under way and waits as `gone`, and resolves when the port is free. */
  close(): Promise<void>
}

type Waiting = { task: Task; resolve: (outcome: Outcome | GreetOutcome) => void }

/** Takes over a line that was just opened, and says HELLO. */
export function openLink(line: SerialLine, { clock, random }: Pick<World, 'clock' | 'random'>): Link {
  const [first = 0] = random.bytes(1)
  let state = opened(first)
  let current: Waiting | null = null
  const queue: Waiting[] = []
  let cancel: Cancel = () => {}
  const faults: Partial<Record<FrameFault, number>> = {}
  const hellos = news<Hello>()
  const farewell = news<string>()

  const input = (given: LinkInput): void => {
    const done = step(state, given)
    state = done.next
    if (done.hello) hellos.tell(done.hello)
    act(done)
  }

  const act = (done: LinkStep): void => {
    if (done.act === 'wait') return
    cancel()
    if (done.act === 'send') {
      cancel = clock.after(ANSWER_WAIT_MS, () => input({ input: 'timeout' }))
      // What the system does not take is lost like what the wire loses; that the line is gone is told by itself.
      line.write(encodeFrame(done.frame)).catch(() => {})
      return
    }
    const ended = current
    current = null
    ended?.resolve(done.outcome)
    next()
  }

  const next = (): void => {
    if (current) return
    const waiting = queue.shift()
    if (!waiting) return
    current = waiting
    input({ input: 'begin', task: waiting.task, nonce: random.bytes(NONCE_BYTES) })
  }

  const give = <T extends Outcome | GreetOutcome>(task: Task): Promise<T | Busy> => {
    if (queue.length >= QUEUED_REQUESTS_MAX) return Promise.resolve({ kind: 'busy' })
    return new Promise((resolve) => {
      queue.push({ task, resolve: resolve as Waiting['resolve'] })
      next()
    })
  }

  const decoder = frameDecoder(
    (frame) => input({ input: 'frame', frame, nonce: random.bytes(NONCE_BYTES) }),
    (fault) => {
      faults[fault] = (faults[fault] ?? 0) + 1
    },
  )
  const gone = (why: string): void => {
    if (state.state === 'gone') return
    input({ input: 'gone', why })
    farewell.tell(why)
  }
  line.onBytes((bytes) => {
    if (state.state !== 'gone') decoder.take(bytes)
  })
  line.onGone(gone)

  return {
    request: (request) => give<Outcome>({ kind: 'request', request }),
    greet: () => give<GreetOutcome>({ kind: 'greet' }),
    opening: give<GreetOutcome>({ kind: 'greet' }),
    onHello: hellos.on,
    onGone: farewell.on,
    faults: () => ({ ...faults }),
    close() {
      gone('closed')
      return line.close()
    },
  }
}

/** Tells its takers each value, and whoever comes later the latest. */
function news<T>(): { tell(value: T): void; on(take: (value: T) => void): void } {
  const takers: ((value: T) => void)[] = []
  let latest: { value: T } | null = null
  return {
    tell(value) {
      latest = { value }
      for (const take of [...takers]) take(value)
    },
    on(take) {
      takers.push(take)
      if (latest) take(latest.value)
    },
  }
}
