import type { Guarantee } from '../guarantee.ts'

const MODEM = 'test/sms/modem.test.ts'
const SCRIPTED = 'src/sms/modem/modem.test.ts'
const CONTRACT = 'test/sms/contract.test.ts'
const FAULTS = 'test/sms/modem-faults.test.ts'
const ORDEAL = 'test/sms/modem-seeds.test.ts'

/** Of the GSM modem. */
export const MODEM_OF_SMS: readonly Guarantee[] = [
  {
    name: 'deleted from the SIM when it is safe',
    promise: 'A message that came is deleted from the SIM only after the inbox has it on disk.',
    edits: [
      {
        file: 'src/sms/modem/list.ts',
        out: 'if (!(await taken(lister, { ...message, transport, to }))) return false',
        in: 'void taken(lister, { ...message, transport, to })',
      },
    ],
    suite: MODEM,
  },
  {
    name: 'a PIN is never tried twice',
    promise: 'A PIN that the SIM has refused is not tried again, not by the next process either.',
    edits: [
      {
        file: 'src/sms/modem/pin.ts',
        out: 'const known = before?.print === print ? before.outcome : null',
        in: 'const known = before?.print === null ? before.outcome : null',
      },
    ],
    suite: SCRIPTED,
  },
  {
    name: 'a lost wire is a doubt',
    promise: 'A message whose body had left when the modem fell away is not called untaken.',
    edits: [
      {
        file: 'src/sms/modem/send.ts',
        out: "return { kind: result.reached === 'body' ? 'unclear' : 'unavailable', why }",
        in: "return { kind: 'unavailable', why }",
      },
    ],
    suite: FAULTS,
  },
  {
    name: 'the body leaves at the prompt',
    promise: 'A modem that shows no prompt is given no body, and is brought out of its waiting.',
    edits: [
      {
        file: 'src/sms/modem/at-machine.ts',
        out: "    next: { ...state, phase: 'cancelled' },\n    outputs: [\n      { kind: 'write', text: ESC },",
        in: "    next: { ...state, phase: 'cancelled' },\n    outputs: [",
      },
    ],
    suite: 'src/sms/modem/at-machine.test.ts',
  },
  {
    name: 'a closing modem tells of every message',
    promise: 'Whoever waits for a message that is not sent any more, because the modem is given up, is told so.',
    edits: [
      {
        file: 'src/sms/modem/session.ts',
        out: "for (const { reject } of sends.splice(0)) reject(unavailable(ended ?? ''))",
        in: "for (const { resolve } of sends.splice(0)) resolve({ providerIds: [ended ?? ''] })",
      },
    ],
    suite: CONTRACT,
  },
  {
    name: 'no telephone number, no message',
    promise: 'What is no international number is refused for good, by every way.',
    edits: [{ file: 'src/sms/e164.ts', out: 'return NUMBER.test(number)', in: 'return NUMBER.source !== number' }],
    suite: CONTRACT,
  },
  {
    name: 'no copy without a doubt in the books',
    promise: 'Whatever dies, what a phone shows twice is written down as a doubt of that message.',
    edits: [
      {
        file: 'src/sms/modem/send.ts',
        out: "return { kind: result.reached === 'body' ? 'unclear' : 'unavailable', why }",
        in: "return { kind: 'unavailable', why }",
      },
    ],
    suite: ORDEAL,
  },
  {
    name: 'whatever dies, the SIM forgets nothing',
    promise:
      'A message that came lies on the SIM until it is in the inbox, also when the inbox refuses it or dies over it.',
    edits: [
      {
        file: 'src/sms/modem/list.ts',
        out: 'if (!(await taken(lister, { ...message, transport, to }))) return false',
        in: 'void taken(lister, { ...message, transport, to })',
      },
    ],
    suite: ORDEAL,
  },
]
