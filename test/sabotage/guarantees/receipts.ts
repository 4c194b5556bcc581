import type { Guarantee } from '../guarantee.ts'

/** Of receipts. */
export const RECEIPTS: readonly Guarantee[] = [
  {
    name: 'a changed receipt is found',
    promise: 'No byte of a receipt can be changed unseen.',
    edits: [
      {
        file: 'src/receipts/verify.ts',
        out: '!sealFits(file) || digestOf(file.body) !== file.digest',
        in: 'digestOf(file.body) !== file.digest',
      },
    ],
    suite: 'test/receipts/verify.test.ts',
  },
  {
    name: 'a receipt states what the device signed',
    promise: 'Not even the house can seal a receipt that says something else than the device signed.',
    edits: [
      {
        file: 'src/receipts/device-evidence.ts',
        out: "if (member) return { fault: 'disagrees', member }",
        in: "if (member === 'x') return { fault: 'disagrees', member }",
      },
    ],
    suite: 'test/receipts/verify.test.ts',
  },
]
