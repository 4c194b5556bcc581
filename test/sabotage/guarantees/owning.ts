import type { Guarantee } from '../guarantee.ts'

const CLAIM = 'test/owning/claim.test.ts'
const HAND_OVER = 'test/owning/hand-over.test.ts'

/** Of whose a device is. */
export const OWNING: readonly Guarantee[] = [
  {
    name: 'an IMEI that is taken is answered like one that there is not',
    promise:
      'Whoever enters an IMEI learns neither whether there is such a collar nor whose it is, and a guess counts.',
    edits: [
      {
        file: 'src/flows/owning/claim.ts',
        out: 'const spent = guesser && (await spendGuess(tx, guesser, now))\n',
        in: "const spent = guesser && !holding && (await spendGuess(tx, guesser, now))\n  if (holding) return { kind: 'already-yours', deviceId: holding.deviceId }\n",
      },
    ],
    suite: CLAIM,
  },
  {
    name: 'guesses of IMEIs are limited',
    promise: 'Past twenty IMEIs that could not be registered an account waits, also with a good one.',
    edits: [
      {
        file: 'src/flows/owning/claim.ts',
        out: "  if (held) return { kind: 'too-many', retryAt: held.until }\n",
        in: '',
      },
    ],
    suite: CLAIM,
  },
  {
    name: 'only what is in stock is registered by its IMEI',
    promise: 'Nobody takes a collar from its owner by entering its IMEI.',
    edits: [
      {
        file: 'src/flows/owning/claim.ts',
        out: 'if (holding && (await inStock(tx, holding)))',
        in: 'if (holding && ((await inStock(tx, holding)) || true))',
      },
    ],
    suite: CLAIM,
  },
  {
    name: 'all or nothing is nothing when one line is bad',
    promise: 'A file that is to be registered whole leaves nothing where one of its lines cannot be.',
    edits: [{ file: 'src/flows/owning/claim-many.ts', out: 'else if (good)', in: 'else if (good || true)' }],
    suite: CLAIM,
  },
  {
    name: 'a code that waits goes back when its device changes hands',
    promise: 'What one owner paid for and was not sent yet is not used up by the next one.',
    edits: [{ file: 'src/flows/owning/hand-over.ts', out: '  await emptyQueue(house, tx, made)\n', in: '' }],
    suite: HAND_OVER,
  },
  {
    name: 'staff act for one side only',
    promise: 'Nobody of the staff hands a device from one customer to another alone.',
    edits: [
      {
        file: 'src/flows/agreements/agree.ts',
        out: 'if (voice.staff && confirmed.some(({ by_staff }) => by_staff === 1))',
        in: 'if (voice.staff && confirmed.some(({ by_staff }) => by_staff === 2))',
      },
    ],
    suite: HAND_OVER,
  },
  {
    name: 'both sides read why staff cancelled',
    promise: 'Why staff cancelled what two accounts were to agree on is kept, for either side.',
    edits: [
      {
        file: 'src/flows/agreements/agree.ts',
        out: '    if (voice.staff) await keepReason(tx, row, reason.trim(), now)\n',
        in: '    if (voice.staff && row.kind === "merge") await keepReason(tx, row, reason.trim(), now)\n',
      },
    ],
    suite: HAND_OVER,
  },
  {
    name: 'alarm recipients stay behind',
    promise: 'Whom the former owner had told of a device is not told of it under the next one.',
    edits: [{ file: 'src/flows/owning/hand-over.ts', out: '  await forgetChoices(tx, deviceId, from)\n', in: '' }],
    suite: HAND_OVER,
  },
  {
    name: 'a merge loses no credit',
    promise: 'The credits of two accounts that become one are their sum.',
    edits: [
      { file: 'src/flows/merging/plan.ts', out: 'credits: gone.credits + kept.credits', in: 'credits: kept.credits' },
    ],
    suite: 'test/merging/stories.test.ts',
  },
]
