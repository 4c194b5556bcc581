import type { Guarantee } from '../guarantee.ts'

const CLAIM = 'test/owning/claim.test.ts'

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
]
