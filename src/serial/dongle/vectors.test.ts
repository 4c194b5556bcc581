import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { manualClock } from '../../std/manual-clock.ts'
import { seededRandom } from '../../std/random.ts'
import { HELLO } from '../link/hello.ts'
import { statusName } from '../link/status.ts'
import { helloAnswer, scriptedLine } from '../testing/scripted-line.ts'
import type { Answer } from './answer.ts'
import { COMMAND } from './commands.ts'
import type * as decode from './decode.ts'
import { type Dongle, dongleOn } from './session.ts'

/** The golden exchanges (hardware-tests/README.md), made by the simulator's own codec. */
type Step = { command?: number; payload?: string; answer?: string }
const { exchanges }: { exchanges: { name: string; steps: Step[] }[] } = JSON.parse(
  readFileSync(new URL('../../../hardware-tests/vectors/dongle.json', import.meta.url), 'utf8'),
)

const hex = (value: number, bytes: number): string => value.toString(16).padStart(2 * bytes, '0')
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** How the session is asked for a payload, or null for one that it never sends; and a good answer written down again from what was understood. */
type Command = { ask(dongle: Dongle, payload: Buffer): Promise<Answer<unknown>> | null; write(value: never): string }
const COMMANDS: Record<number, Command> = {
  [COMMAND.identity]: {
    ask: (dongle, payload) => (payload.length === 16 ? dongle.identity(payload) : null),
    write: ({ caratId, fingerprint, keyVersion, proof }: decode.Identity) =>
      `${caratId}${fingerprint}${hex(keyVersion, 1)}${hexOf(proof)}`,
  },
  [COMMAND['user-information']]: {
    ask(dongle, payload) {
      const text = payload.toString()
      return payload.length <= 200 && Buffer.from(text).equals(payload) ? dongle.userInformation(text) : null
    },
    write: (fingerprint: string) => fingerprint,
  },
  [COMMAND.licences]: {
    ask: (dongle, payload) => (payload.length === 0 ? dongle.licences() : null),
    write: ({ fingerprint, points, e, counters }: decode.Licences) =>
      `${fingerprint}${hex(points, 1)}${hex(Number(e), 1)}${hex(counters.points, 2)}${hex(counters.e, 2)}`,
  },
  [COMMAND.status]: {
    ask: (dongle, payload) => (payload.length === 0 ? dongle.status() : null),
    write: ({ commandCounter, failures, lockOutLeft_s, session, boot, up_s }: decode.DongleStatus) =>
      `${hex(commandCounter, 8)}${hex(failures, 1)}${hex(lockOutLeft_s, 2)}${hex(session, 4)}${hex(boot, 4)}${hex(up_s, 4)}`,
  },
  [COMMAND['self-test']]: {
    ask: (dongle, payload) => (payload.length === 0 ? dongle.selfTest() : null),
    write: (faults: readonly string[]) => hex(faults.length, 1),
  },
  [COMMAND.unlock]: {
    ask: (dongle, payload) => (payload.length === 8 ? dongle.unlock(hexOf(payload)) : null),
    write: ({ outcome, points, e }: decode.Unlocked) =>
      `${hex(outcome === 'unlocked' ? 1 : 2, 1)}${hex(points, 1)}${hex(Number(e), 1)}`,
  },
  [COMMAND.execute]: {
    ask(dongle, payload) {
      if (payload.length !== 40) return null
      const counter = Number(payload.readBigUInt64BE(16))
      const order = { id: hexOf(payload.subarray(0, 16)), counter }
      const [licenceNumber, code] = [hexOf(payload.subarray(24, 32)), hexOf(payload.subarray(32))]
      return Number.isSafeInteger(counter) && counter > 0 ? dongle.execute({ ...order, licenceNumber, code }) : null
    },
    write: ({ record, tag }: decode.Executed) => `${hex(record.length, 2)}${hexOf(record)}${hexOf(tag)}`,
  },
}

/** What was understood of a refusal, as it stood in the answer behind the status. */
function writeRefusal(answer: Answer<unknown>): string {
  if (answer.kind === 'locked-out') return hex(answer.left_s, 2)
  if (answer.kind === 'wrong-code') return hex(answer.failures, 1) + hex(answer.lockOut_s, 2)
  return ''
}

describe('golden exchanges', () => {
  const steps = exchanges.flatMap(({ name, steps: all }) =>
    all.flatMap(({ command, payload, answer }, at) =>
      command === undefined || payload === undefined || answer === undefined
        ? []
        : [{ name: `${name}, step ${at + 1}`, command, payload: Buffer.from(payload, 'hex'), answer }],
    ),
  )
  const sent: number[] = []

  test.each(steps)('$name', async ({ command, payload, answer }) => {
    const scripted = scriptedLine((request) => (request.command === HELLO ? helloAnswer(request) : answer))
    const dongle = dongleOn(scripted.line, { clock: manualClock(), random: seededRandom(1) })
    const asking = COMMANDS[command]?.ask(dongle, payload)
    const status = statusName(Number.parseInt(answer.slice(0, 2), 16))
    // What the session never sends is what the dongle calls malformed, or a command that there is not.
    if (!asking) return expect(['malformed', 'unknown-command']).toContain(status)
    const understood = await asking
    sent.push(command)
    expect(scripted.asked.at(-1)).toMatchObject({ command, payload: Uint8Array.from(payload) })
    expect(understood.kind).toBe(status)
    const again =
      understood.kind === 'ok' ? COMMANDS[command]?.write(understood.value as never) : writeRefusal(understood)
    expect(again?.toLowerCase()).toBe(answer.slice(2))
  })

  test('have every command in them but SELF-TEST', () => {
    const every = new Set<number>(Object.values(COMMAND))
    every.delete(COMMAND['self-test'])
    expect(new Set(sent)).toEqual(every)
  })
})
