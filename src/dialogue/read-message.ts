import { type LicenceType, readLicenceType } from '../std/licence-type.ts'

/** What is wrong with a message as such: rows 2 to 7 of docs/sms.md, in the order in which they are judged. */
export const FAULTS = [
  'wrong-command',
  'wrong-parameter-count',
  'wrong-type',
  'wrong-length',
  'wrong-character',
  'no-user-information',
] as const
export type Fault = (typeof FAULTS)[number]

/** A message that asks for something. `number`: 16 hexadecimal capitals. */
export type Request = { command: 'fetch' | 'order'; type: LicenceType; number: string }
export type Message = { kind: 'request'; request: Request } | { kind: 'fault'; fault: Fault }

/** Longer than any text that a phone sends in ten parts; the rest can change no judgement. */
const CHARACTERS_MAX = 2_000
const NUMBER_CHARACTERS = 16
/** Nothing may stand between the words but white space, and behind the last one a space or the end. */
const ORDER = /^ich\s+bestelle\s+verbindlich(?=\s|$)/i

/**
 * Reads a message to the number for unlock codes: `cl.<type>.<number>`, or the same without `cl.` behind the words `Ich bestelle verbindlich`. Upper or lower
 * case; spaces around the message and around each part are forgiven, and nothing else is.
 */
export function readMessage(text: string): Message {
  const message = text.slice(0, CHARACTERS_MAX).trim()
  const words = ORDER.exec(message)?.[0]
  const parts = (words === undefined ? message : message.slice(words.length)).split('.').map((part) => part.trim())
  if (words !== undefined) return readParameters('order', parts)
  const [command = '', ...parameters] = parts
  return /^cl$/i.test(command) ? readParameters('fetch', parameters) : fault('wrong-command')
}

function readParameters(command: Request['command'], parameters: readonly string[]): Message {
  const [typed = '', number = ''] = parameters
  if (parameters.length !== 2) return fault('wrong-parameter-count')
  const type = readLicenceType(typed)
  if (type === null) return fault('wrong-type')
  // Counted as people count: a character outside the first plane is one.
  if ([...number].length !== NUMBER_CHARACTERS) return fault('wrong-length')
  if (!/^[0-9A-F]{16}$/i.test(number)) return fault('wrong-character')
  if (number.endsWith('00000000')) return fault('no-user-information')
  return { kind: 'request', request: { command, type, number: number.toUpperCase() } }
}

function fault(name: Fault): Message {
  return { kind: 'fault', fault: name }
}
