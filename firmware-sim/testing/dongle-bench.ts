import { silent } from '../../src/std/log.ts'
import { type ManualClock, manualClock, settle } from '../../src/std/manual-clock.ts'
import { seededRandom } from '../../src/std/random.ts'
import { type Frame, frameBytes, REQUEST, readFrame } from '../dongle/codec/frame.ts'
import { createDongle, type Dongle } from '../dongle/dongle.ts'
import type { DongleIdentity } from '../dongle/identity.ts'
import { COMMAND } from '../dongle/react.ts'
import type { SimLine } from '../line.ts'
import { memoryNvm, type Nvm } from '../nvm/nvm.ts'
import { memoryPort } from './memory-port.ts'
import { unlockCode } from './unlock-code.ts'

export const IDENTITY: DongleIdentity = {
  caratId: 'FC00012A',
  key: Buffer.alloc(32, 0x5a).toString('base64url'),
  keyVersion: 3,
}
const ANSWER_WAIT_MS = 500
const TRIES = 3

/** One dongle on the bench: a clock moved by hand, a line in memory, and a host of a few lines. */
export type DongleBench = {
  clock: ManualClock
  dongle: Dongle
  nvm: Nvm
  /** What stands in the memory, whatever the power does. */
  stored(): Record<string, unknown>
  /** Plugs it in and takes the line's other end. */
  plug(): Promise<void>
  /** Sends bytes as they are, and returns the answers to them that come without time passing. */
  send(bytes: Uint8Array): Promise<Frame[]>
  /** A request with the next sequence, sent once. @returns the answer's payload in hexadecimal; null = none */
  ask(command: number, payload?: Uint8Array | string): Promise<string | null>
  /** As a host does it: three tries, then HELLO, and the same request anew, until there is an answer that fits: noise has the right CRC once in 65,536 times. */
  insist(command: number, payload?: Uint8Array | string, fits?: RegExp): Promise<string>
  hello(): Promise<string | null>
  /** Enters user information over the line. @returns the licence number */
  enter(text: string): Promise<string>
  /** An unlock code for a licence number, worked out by hand. */
  code(number: string, type: number | 'e', counter: number): Uint8Array
  /** Bytes that the host has heard since the last frame it took. */
  heardRest(): Uint8Array
}

/** @param between what stands in the line */
export function createDongleBench(
  given: { identity?: DongleIdentity; nvm?: Nvm; between?: (line: SimLine, clock: ManualClock) => SimLine } = {},
): DongleBench {
  const { identity = IDENTITY, nvm = memoryNvm(), between } = given
  const clock = manualClock()
  const port = memoryPort(between && ((line) => between(line, clock)))
  const dongle = createDongle({ identity, nvm, world: { clock, log: silent }, port })
  const random = seededRandom(1)
  let sequence = 0
  const ear = createEar()
  const send = async (bytes: Uint8Array): Promise<Frame[]> => {
    ear.frames = []
    if (port.plugged())
      await port
        .host()
        .write(bytes)
        .catch(() => {})
    await settle()
    return ear.frames
  }
  const request = (command: number, payload: Uint8Array | string): { bytes: Uint8Array; sequence: number } => {
    sequence = (sequence + 1) % 256
    const body = typeof payload === 'string' ? Buffer.from(payload, 'hex') : payload
    return { bytes: frameBytes({ type: REQUEST, sequence, command, payload: body }), sequence }
  }
  const answerIn = (command: number, wanted: number): string | null => {
    const answer = ear.frames.find((frame) => frame.command === command && frame.sequence === wanted)
    return answer ? Buffer.from(answer.payload).toString('hex') : null
  }
  const ask: DongleBench['ask'] = async (command, payload = '') => {
    const { bytes, sequence: wanted } = request(command, payload)
    await send(bytes)
    return answerIn(command, wanted)
  }
  const thrice = async (command: number, payload: Uint8Array | string): Promise<string | null> => {
    const { bytes, sequence: wanted } = request(command, payload)
    for (let tries = 0; tries < TRIES; tries++) {
      await send(bytes)
      for (let waited_ms = 0; waited_ms < ANSWER_WAIT_MS && answerIn(command, wanted) === null; waited_ms += 50)
        await clock.advance(50)
      const answer = answerIn(command, wanted)
      if (answer !== null) return answer
    }
    return null
  }
  const plug = async (): Promise<void> => {
    await dongle.plug()
    ear.rest = []
    if (port.plugged()) port.host().onBytes(ear.hear)
    await settle()
  }
  const nonce = (): Uint8Array => Buffer.concat([Uint8Array.of(1), random.bytes(16)])

  return {
    ...{ clock, dongle, nvm, send, ask },
    stored: () => JSON.parse(Buffer.from(nvm.load() ?? []).toString()) as Record<string, unknown>,
    plug,
    async insist(command, payload = '', fits = /^(?!03)/) {
      for (let rounds = 0; rounds < 100; rounds++) {
        if (!dongle.state().plugged) await plug()
        const answer = await thrice(command, payload)
        if (answer !== null && fits.test(answer)) return answer
        await thrice(COMMAND.hello, nonce())
      }
      throw new Error('a hundred rounds without an answer')
    },
    hello: () => ask(COMMAND.hello, nonce()),
    async enter(text) {
      const answer = await ask(COMMAND.userInformation, Buffer.from(text))
      if (answer === null || !answer.startsWith('00')) throw new Error(`not entered: ${answer}`)
      return (identity.caratId + answer.slice(2)).toUpperCase()
    },
    code: (number, type, counter) => unlockCode(Buffer.from(identity.key, 'base64url'), number, type, counter),
    heardRest: () => Uint8Array.from(ear.rest),
  }
}

/** Takes the frames out of what the host hears. */
function createEar() {
  const ear = {
    frames: [] as Frame[],
    rest: [] as number[],
    hear(bytes: Uint8Array): void {
      for (const byte of bytes) {
        if (byte !== 0) ear.rest.push(byte)
        else {
          const frame = readFrame(Uint8Array.from(ear.rest))
          if (frame) ear.frames.push({ ...frame, payload: Uint8Array.from(frame.payload) })
          ear.rest = []
        }
      }
    },
  }
  return ear
}
