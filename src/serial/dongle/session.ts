import type { SerialLine } from '../../std/serial-line.ts'
import type { World } from '../../std/world.ts'
import type { Hello } from '../link/hello.ts'
import { type Link, openLink } from '../link/link.ts'
import { type Answer, type Decode, readAnswer } from './answer.ts'
import { COMMAND, type CommandName } from './commands.ts'
import * as decode from './decode.ts'
import {
  bytesOfHex,
  CHALLENGE_BYTES,
  executeRequest,
  fingerprintOf,
  type Order,
  userInformationRequest,
} from './encode.ts'

/**
 * A dongle on an open line (docs/protocol/dongle.md). Each command resolves with a value, whatever happens on the line, within 6 seconds of the end of the one
 * before (`REQUEST_MS_MAX`); they may be given at once and are carried out in order.
 */
export type Dongle = {
  /** The HELLO of the open. @returns what the dongle told of itself */
  hello(): Promise<Answer<Hello>>
  /** @param challenge 16 bytes */
  identity(challenge: Uint8Array): Promise<Answer<decode.Identity>>
  licences(): Promise<Answer<decode.Licences>>
  status(): Promise<Answer<decode.DongleStatus>>
  /** What is broken; none = sound. */
  selfTest(): Promise<Answer<readonly decode.SelfTestFault[]>>
  /** Enters user information, or clears it with an empty text. @returns the new fingerprint; `malformed`, unsent, for more than 200 bytes of UTF-8 */
  userInformation(text: string): Promise<Answer<string>>
  /** @param code 16 hexadecimal characters, for the present licence number. @throws RangeError for another form */
  unlock(code: string): Promise<Answer<decode.Unlocked>>
  /** A command of the backend. @throws RangeError for a field of another form */
  execute(order: Order): Promise<Answer<decode.Executed>>
  /** Called at each HELLO, because the dongle may have been restarted; at once with the latest. */
  onHello(take: (hello: Hello) => void): void
  /** Called once, when the line is gone or closed; at once if it is already. */
  onGone(take: (why: string) => void): void
  /** Frames dropped since the open, by fault. */
  faults: Link['faults']
  /** Resolves when the port is free; what is under way ends as `gone`. */
  close(): Promise<void>
}

const NOTHING = new Uint8Array(0)

/** Takes over a line that was just opened, and says HELLO. */
export function dongleOn(line: SerialLine, world: Pick<World, 'clock' | 'random'>): Dongle {
  const link = openLink(line, world)
  const ask = async <T>(name: CommandName, payload: Uint8Array, read: Decode<T>): Promise<Answer<T>> =>
    readAnswer(await link.request({ command: COMMAND[name], payload, diagnostic: name === 'self-test' }), read)
  return {
    async hello() {
      const outcome = await link.opening
      return outcome.kind === 'greeted' ? { kind: 'ok', value: outcome.hello } : readAnswer<Hello>(outcome, () => null)
    },
    async identity(challenge) {
      if (challenge.length !== CHALLENGE_BYTES) throw new RangeError(`a challenge has ${CHALLENGE_BYTES} bytes`)
      return ask('identity', challenge, decode.identity)
    },
    licences: () => ask('licences', NOTHING, decode.licences),
    status: () => ask('status', NOTHING, decode.status),
    selfTest: () => ask('self-test', NOTHING, decode.selfTest),
    async userInformation(text) {
      const bytes = userInformationRequest(text)
      if (!bytes) return { kind: 'malformed' }
      const expected = fingerprintOf(bytes)
      return ask('user-information', bytes, (body) => (decode.fingerprint(body) === expected ? expected : null))
    },
    unlock: async (code) => ask('unlock', bytesOfHex(code, 8, 'an unlock code'), decode.unlocked),
    execute: async (order) => ask('execute', executeRequest(order), decode.executed),
    onHello: link.onHello,
    onGone: link.onGone,
    faults: link.faults,
    close: link.close,
  }
}
