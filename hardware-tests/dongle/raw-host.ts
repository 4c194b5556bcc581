import { frameDecoder } from '../../src/serial/frame/decoder.ts'
import { encodeFrame, type Frame } from '../../src/serial/frame/frame.ts'
import { type Clock, systemClock } from '../../src/std/clock.ts'
import { systemRandom } from '../../src/std/random.ts'
import type { OpenSerialLine } from '../../src/std/serial-line.ts'

/** A host that sends what it is told, right or wrong, and hears every answer. */
export type RawHost = {
  send(bytes: Uint8Array): Promise<void>
  /** A request with the next sequence, sent once. @returns the payload of its answer, hexadecimal; null: none within the time of a try */
  ask(command: number, payload?: string): Promise<string | null>
  /** A request with a sequence of one's choice, below 128: the others are `ask`'s. */
  askAs(sequence: number, command: number, payload?: string): Promise<string | null>
  /** Greets the dongle, which may still be starting. @returns what it told */
  hello(): Promise<{ session: number; boot: number; firmware: string }>
  /**
   * What the dongle answers to these bytes: sends a request behind them, and collects until that one's answer.
   * @returns answers that came before it
   */
  answersTo(bytes: Uint8Array): Promise<Frame[]>
  close(): Promise<void>
}

/** Docs/protocol/dongle.md §2: a try. */
const TRY_MS = 500
/** A board that starts when its port is opened, and needs a while for it. */
const GREETINGS_MAX = 20
const OWN_SEQUENCES = 128
export const HELLO = 0x01
export const IDENTITY = 0x02
export const USER_INFORMATION = 0x03
export const LICENCES = 0x04
export const STATUS = 0x05
export const SELF_TEST = 0x06
export const UNLOCK = 0x10
export const EXECUTE = 0x11

/** A request as it goes on the line. */
export function requestBytes(sequence: number, command: number, payload = ''): Uint8Array {
  return encodeFrame({ type: 'request', sequence, command, payload: Buffer.from(payload, 'hex') })
}

/** Opens the port; nobody is greeted yet. */
export async function rawHost(open: OpenSerialLine, clock: Clock = systemClock()): Promise<RawHost> {
  const line = await open()
  const random = systemRandom()
  let turn = random.bytes(1)[0] ?? 0
  let heard: Frame[] = []
  let hear: (frame: Frame) => void = () => {}
  const decoder = frameDecoder(
    (frame) => {
      heard.push({ ...frame, payload: Uint8Array.from(frame.payload) })
      hear(frame)
    },
    () => {},
  )
  line.onBytes((bytes) => decoder.take(bytes))

  const askAs = (wanted: number, command: number, payload = ''): Promise<string | null> =>
    new Promise((resolve) => {
      const end = (answer: string | null): void => {
        cancel()
        hear = () => {}
        resolve(answer)
      }
      const cancel = clock.after(TRY_MS, () => end(null))
      hear = (frame) => {
        if (frame.type === 'answer' && frame.sequence === wanted && frame.command === command)
          end(Buffer.from(frame.payload).toString('hex'))
      }
      line.write(requestBytes(wanted, command, payload)).catch(() => end(null))
    })
  const nextSequence = (): number => {
    turn = (turn + 1) % OWN_SEQUENCES
    return OWN_SEQUENCES + turn
  }
  const ask = (command: number, payload = ''): Promise<string | null> => askAs(nextSequence(), command, payload)
  return {
    ...{ ask, askAs },
    send: (bytes) => line.write(bytes),
    async hello() {
      for (let tries = 0; tries < GREETINGS_MAX; tries++) {
        const nonce = Buffer.from(random.bytes(16)).toString('hex')
        const answer = await ask(HELLO, `01${nonce}`)
        if (answer === null) continue
        if (!answer.startsWith(`0001${nonce}`)) throw new Error(`no greeting: ${answer}`)
        const told = Buffer.from(answer.slice(36), 'hex')
        const firmware = told.toString('latin1', 9)
        if (told[8] !== firmware.length) throw new Error(`a name of ${told[8]} characters: ${firmware}`)
        return { session: told.readUInt32BE(0), boot: told.readUInt32BE(4), firmware }
      }
      throw new Error('the dongle does not answer HELLO')
    },
    async answersTo(bytes) {
      heard = []
      await line.write(bytes)
      // The zero closes whatever the bytes left open.
      await line.write(new Uint8Array(1))
      const own = nextSequence()
      // What is written may take longer on a slow line than a try does.
      const answered = (await askAs(own, STATUS)) ?? (await askAs(own, STATUS)) ?? (await askAs(own, STATUS))
      if (answered === null) throw new Error('the request behind the bytes was not answered')
      return heard.filter(({ sequence, command }) => sequence !== own || command !== STATUS)
    },
    close: () => line.close(),
  }
}
