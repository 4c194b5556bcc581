import { isDeepStrictEqual } from 'node:util'
import { resultSignatureFits } from '../src/devices/signature.ts'
import { type PayloadObject, readPayload } from '../src/std/payload.ts'
import type { CommandVector, Vectors } from './vectors.ts'

/** What a collar published for one command: an event `command-rejected`, or a result's `body` and `sig`, both hexadecimal. */
export type CommandAnswer = { event: string; reason: string } | { body: string; sig: string }

/** What firmware says for one vector: an answer per command, and the highest counter ever handled as its memory has it afterwards. */
export type VectorAnswer = { answers: CommandAnswer[]; highestCounter: number }

const JUDGED = ['outcome', 'reason', 'before', 'after', 'outcomes'] as const

/** Compares an answer with its vector. @returns a line for each fault; none means that the firmware is right */
export function judgeCommand(cast: Vectors['cast'], vector: CommandVector, said: VectorAnswer): string[] {
  const commands = [...vector.first, vector.payload]
  if (said.answers.length !== commands.length) return [`${commands.length} commands had ${said.answers.length} answers`]
  const { expect } = vector
  const counted = compare('highestCounter', expect.highestCounter, said.highestCounter)
  const answer = said.answers.at(-1) as CommandAnswer
  if (expect.kind === 'rejected') {
    if (!('event' in answer)) return [...counted, 'a result, where nothing but an event may follow']
    return [
      ...counted,
      ...compare('event', 'command-rejected', answer.event),
      ...compare('reason', expect.reason, answer.reason),
    ]
  }
  if (!('body' in answer)) return [...counted, `rejected as ${answer.reason}`]
  const again = expect.kind === 'known' && !said.answers.slice(0, -1).some((kept) => isDeepStrictEqual(kept, answer))
  return [...counted, ...(again ? ['not the stored result, byte for byte'] : []), ...judgeResult(cast, vector, answer)]
}

function judgeResult(
  cast: Vectors['cast'],
  { simKind, payload, expect }: CommandVector,
  answer: { body: string; sig: string },
): string[] {
  const bytes = Buffer.from(answer.body, 'hex')
  const signed = { keyId: cast.collar.key, bytes, sig: Buffer.from(answer.sig, 'hex') }
  const fits = resultSignatureFits(Buffer.from(cast.collar.publicKey, 'base64url'), signed)
  const read = readPayload(bytes)
  if (!read.ok) return [`the body is ${read.reason}`]
  const { id, counter } = commandOf(payload)
  const members = {
    ...Object.fromEntries(JUDGED.map((name) => [name, expect[name]]).filter(([, value]) => value !== undefined)),
    id,
    device: cast.collar.imei,
    // What is known is answered as it was stored, for whatever counter the command carries now (§5 step 2).
    ...(expect.kind === 'known' ? {} : { counter }),
    iccid: cast.sims[simKind]?.iccid,
    at: cast.clock,
  }
  return [
    ...(fits ? [] : ['the signature does not fit the body']),
    ...Object.entries(members).flatMap(([name, value]) => compare(name, value, read.object[name])),
    ...(expect.reason === undefined ? compare('reason', undefined, read.object.reason) : []),
  ]
}

function commandOf(payload: string): PayloadObject {
  const { body } = objectOf(Buffer.from(payload, 'hex'))
  return objectOf(body instanceof Uint8Array ? body : Buffer.from(String(body), 'base64url'))
}

function objectOf(bytes: Uint8Array): PayloadObject {
  const read = readPayload(bytes)
  if (!read.ok) throw new Error(`the vector itself is ${read.reason}`)
  return read.object
}

function compare(name: string, wanted: unknown, found: unknown): string[] {
  const same = isDeepStrictEqual(plain(wanted), plain(found))
  return same ? [] : [`${name}: ${JSON.stringify(found)}, not ${JSON.stringify(wanted)}`]
}

/** Without the prototypes that readers of payloads leave away. */
function plain(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value))
}
