import type { SerialLine } from '../../std/serial-line.ts'
import { frameDecoder } from '../frame/decoder.ts'
import { encodeFrame, type Frame } from '../frame/frame.ts'

/** A line in memory whose far end is the test. */
export type ScriptedLine = {
  line: SerialLine
  /** What was asked so far, in order. */
  readonly asked: Frame[]
  /** Lets raw bytes arrive. */
  arrive(bytes: Uint8Array): void
  /** Answers a request: the last one, unless another is given. `change` makes the answer another one's. */
  answer(payload: string, change?: Partial<Frame>): void
  unplug(why?: string): void
  closed(): boolean
}

/** @param onRequest answers by itself: the payload in hexadecimal, or null for silence */
export function scriptedLine(onRequest: (request: Frame) => string | null = () => null): ScriptedLine {
  const asked: Frame[] = []
  let taker: (bytes: Uint8Array) => void = () => {}
  const farewells: ((why: string) => void)[] = []
  let gone: string | null = null
  const arrive = (bytes: Uint8Array): void => taker(bytes)
  const answer = (payload: string, change: Partial<Frame> = {}): void => {
    const last = asked.at(-1)
    if (!last) throw new Error('nothing was asked')
    const bytes = Uint8Array.from(Buffer.from(payload.replaceAll(' ', ''), 'hex'))
    arrive(encodeFrame({ ...last, type: 'answer', payload: bytes, ...change }))
  }
  const decoder = frameDecoder(
    (frame) => {
      asked.push(frame)
      const payload = onRequest(frame)
      if (payload !== null) answer(payload)
    },
    (fault) => {
      throw new Error(`a bad frame was sent: ${fault}`)
    },
  )
  const unplug = (why = 'unplugged'): void => {
    if (gone !== null) return
    gone = why
    for (const take of farewells) take(why)
  }
  return {
    asked,
    arrive,
    answer,
    unplug,
    closed: () => gone === 'closed',
    line: {
      async write(bytes) {
        if (gone !== null) throw new Error(gone)
        decoder.take(bytes)
      },
      onBytes: (take) => {
        taker = take
      },
      onGone: (take) => {
        farewells.push(take)
        if (gone !== null) take(gone)
      },
      close: async () => unplug('closed'),
    },
  }
}

/** An answer to HELLO with the nonce that was sent: session 258, boot 7, firmware `sim 1`. */
export function helloAnswer(request: Frame, session = '00000102'): string {
  const nonce = Buffer.from(request.payload.subarray(1)).toString('hex')
  return `00 01 ${nonce} ${session} 00000007 05 73696d2031`
}
