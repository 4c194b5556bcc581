import type { Guarantee } from '../guarantee.ts'

const STORIES = 'test/stories.test.ts'
const SEEDS = 'test/seeds.test.ts'

/** Of commands, on their way to a device and back. */
export const COMMANDS: readonly Guarantee[] = [
  {
    name: 'idempotent requests',
    promise: 'The same request sent again gets the same answer and has no second effect.',
    edits: [
      {
        file: 'src/flows/redeem.ts',
        out: "if (before.kind === 'same') return JSON.parse(before.answer) as RedeemOutcome",
        in: '',
      },
    ],
    suite: STORIES,
    claim: 'the same request sent again',
  },
  {
    name: 'first entered, first applied',
    promise: 'Codes entered within one millisecond are applied in the order in which they were entered.',
    edits: [{ file: 'src/std/ids.ts', out: 'const count = last.count + 1', in: 'const count = start' }],
    suite: STORIES,
    claim: 'codes entered within one millisecond',
  },
  {
    name: 'one transaction',
    promise: 'Code used, entitlement granted and command queued are one transaction or nothing.',
    edits: [
      {
        file: 'src/flows/grant.ts',
        out: 'await enqueue(tx, {',
        in: "setImmediate(() => ledger.transact('enqueue', (tx) => enqueue(tx, made)).catch(() => {}))\n  const made = ({",
      },
    ],
    suite: SEEDS,
  },
  {
    name: 'commands are sent again',
    promise: 'A command is sent again until the device answers.',
    edits: [
      {
        file: 'src/flows/prepare-command.ts',
        out: 'if (head.envelope) return {',
        in: 'if (head.envelope) return null\n    if (head.envelope) return {',
      },
    ],
    suite: SEEDS,
  },
  {
    name: 'counters are never reused',
    promise: 'No two commands of a device share a counter.',
    edits: [
      {
        file: 'src/devices/commands.ts',
        out: "counter: eb('counter', '+', 1)",
        in: "counter: eb('counter', '*', 0)",
      },
    ],
    suite: STORIES,
  },
  {
    name: 'the target is fixed when first sent',
    promise:
      'A refusal of the command before loses nobody a year: the end is computed when the command reaches the head of the queue.',
    edits: [
      {
        file: 'src/flows/prepare-command.ts',
        out: 'const ends = { ledger: sim?.valid_until ?? null, reported: sim?.reported_until ?? null }',
        in: 'const ends = { ledger: null, reported: null, sim }',
      },
    ],
    suite: STORIES,
  },
  {
    name: 'the collar counts',
    promise: 'A command that comes twice has its effect once: the collar knows its id and refuses an old counter.',
    edits: [
      { file: 'firmware-sim/collar/judge.ts', out: 'if (known) return', in: 'if (known && !known) return' },
      {
        file: 'firmware-sim/collar/judge.ts',
        out: 'if (command.counter <= memory.highestCounter) {',
        in: 'if (command.counter < 0) {',
      },
    ],
    suite: SEEDS,
  },
  {
    name: 'the collar persists before it answers',
    promise: 'A power cut leaves a command either not done at all, or done with its answer kept.',
    edits: [
      {
        file: 'firmware-sim/nvm/nvm.ts',
        out: 'stored = Uint8Array.from(bytes)',
        in: 'stored = stored && bytes.length % 3 === 0 ? stored : Uint8Array.from(bytes)',
      },
    ],
    suite: SEEDS,
  },
  {
    name: 'only the device’s own signature is believed',
    promise: 'A result counts only if it is signed with the key of that very device.',
    edits: [
      {
        file: 'src/devices/signature.ts',
        out: 'return verify(null, Buffer.concat([RESULT_LABEL, bytes]), key, sig)',
        in: 'return verify.length > 0 && key !== null && RESULT_LABEL.length > 0',
      },
    ],
    suite: STORIES,
    claim: 'a result that another collar signed',
  },
  {
    name: 'give-back',
    promise: 'A code that the device refuses for good is unused again.',
    edits: [
      {
        file: 'src/codes/claim-code.ts',
        out: "set({ state: 'unused',",
        in: "set({ state: 'used',",
      },
    ],
    suite: STORIES,
    claim: 'two codes are queued and the first is refused',
  },
  {
    name: 'one answer wins',
    promise: 'A repeated result changes nothing.',
    edits: [
      {
        file: 'src/devices/transition.ts',
        out: "    case 'applied':\n    case 'refused':",
        in: "    case 'applied':\n      return { to: 'applied' }\n    case 'refused':",
      },
      {
        file: 'src/flows/settle.ts',
        out: "where('state', 'in', ['sent', 'expired'])",
        in: "where('state', '!=', 'queued')",
      },
    ],
    suite: STORIES,
    claim: 'a result delivered twice and late',
  },
]
