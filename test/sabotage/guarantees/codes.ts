import type { Guarantee } from '../guarantee.ts'

const STORIES = 'test/stories.test.ts'

/** Of redeeming and guessing codes. */
export const CODES: readonly Guarantee[] = [
  {
    name: 'guessing is limited',
    promise: 'Guesses that name no code are counted, and past the limit even a good code is refused.',
    edits: [
      {
        file: 'src/codes/guesses.ts',
        out: 'const until = blockedUntil(',
        in: 'const until = null as number | null ?? ((..._: unknown[]) => null)(blockedUntil, ',
      },
    ],
    suite: STORIES,
    claim: 'guesses that name no code',
  },
  {
    name: 'a licence code is told to its holder alone',
    promise:
      'Identify tells a licence code’s state to the user whose licence it is, and to others what anybody would be told.',
    edits: [
      {
        file: 'src/flows/own-codes.ts',
        out: "    .where('user_id', '=', userId)\n",
        in: '',
      },
    ],
    suite: 'test/http/identify.test.ts',
  },
  {
    name: 'a telephone number has a budget',
    promise: 'Guesses count for the verified telephone number too, whatever account and device it guesses from.',
    edits: [
      { file: 'src/flows/guesser.ts', out: 'if (phone) guesser.push(', in: 'if (phone && !phone) guesser.push(' },
    ],
    suite: 'test/accounts/guesses.test.ts',
  },
  {
    name: 'refusals do not fill the ledger',
    promise: 'What is refused past a limit is counted in one row, and leaves one audit entry when the time is over.',
    edits: [
      {
        file: 'src/flows/note-refusal.ts',
        out: "if (refusal.refusal === 'too-many-attempts') return { answer: refusal, lasting: false }",
        in: '',
      },
    ],
    suite: 'test/accounts/guesses.test.ts',
  },
  {
    name: 'codes at rest',
    promise: 'A code is at rest only as a keyed hash.',
    edits: [
      {
        file: 'src/codes/code-hash.ts',
        out: '.update(canonical).digest()',
        in: '.update(canonical).digest().fill(canonical)',
      },
    ],
    suite: 'test/at-rest.test.ts',
  },
  {
    name: 'one winner',
    promise: 'A code redeemed by many at once has one winner: the conditional update is the lock.',
    edits: [{ file: 'src/codes/claim-code.ts', out: ".where('state', '=', 'unused')", in: '' }],
    suite: 'test/races/claim.test.ts',
  },
  {
    name: 'the guess limit holds under a race',
    promise: 'Guesses made at the same moment cannot pass the limit together.',
    edits: [
      {
        file: 'src/codes/guesses.ts',
        out: ".where('guesses.arrival', '<=', now + (burst - 1) * interval_ms),",
        in: ".where('guesses.arrival', '<=', now + (burst + 1_000) * interval_ms),",
      },
    ],
    suite: 'test/races/redeem-race.test.ts',
  },
  {
    name: 'numbered in its commit',
    promise: 'On SQLite an event has its number as soon as it can be seen.',
    edits: [
      {
        file: 'src/store/sqlite-writer.ts',
        out: "if (finished.some(({ told }) => told.kind === 'ended')) await this.#last()",
        in: '',
      },
    ],
    suite: 'test/store/last-of-group.test.ts',
  },
  {
    name: 'a refusal leaves an audit entry',
    promise: 'Every refusal of a code is in the audit chain, without the code.',
    edits: [{ file: 'src/flows/note-refusal.ts', out: 'await record(tx, world, {', in: 'void ({' }],
    suite: 'test/audit/deeds.test.ts',
  },
  {
    name: 'no code is written to support',
    promise: 'The letter to support that a refusal begins never holds the code.',
    edits: [
      {
        file: 'src/http/problem/answer-problem.ts',
        out: 'return { at, reference,',
        in: 'return { at, reference: JSON.stringify(request.body) + reference,',
      },
    ],
    suite: 'test/http/support-case.test.ts',
  },
  {
    name: 'travellers try again at home',
    promise: 'A code that was sold for certain countries is refused while the collar is known to be in another.',
    edits: [
      {
        file: 'src/codes/judge.ts',
        out: 'regions.includes(country)) === false)',
        in: 'regions.includes(country)) === null)',
      },
    ],
    suite: 'test/regions.test.ts',
  },
]
