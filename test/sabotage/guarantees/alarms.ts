import type { Guarantee } from '../guarantee.ts'

/** What judging the reports of SIMs against the ledger promises. */
export const ALARMS: readonly Guarantee[] = [
  {
    name: 'a code given back explains nothing',
    promise: 'A balance or an end that rests on a code that was given back disagrees with the ledger.',
    edits: [{ file: 'src/alarms/code-window.ts', out: "if (code.ended?.as === 'given-back') return 'not'", in: '' }],
    suite: 'test/alarms/reconcile-balance.test.ts',
  },
  {
    name: 'what is paid for has to arrive',
    promise: 'A SIM that lacks the amount of a code that was applied disagrees with the ledger.',
    edits: [
      {
        file: 'src/alarms/reconcile-balance.ts',
        out: "if (taken === 'surely') leastMinor += code.amountMinor",
        in: '',
      },
    ],
    suite: 'test/alarms/reconcile-balance.test.ts',
  },
  {
    name: 'a late reading is no disagreement',
    promise: 'A reading from before the last one is not judged, whatever the clocks of the two boots say.',
    edits: [
      {
        file: 'src/alarms/code-window.ts',
        out: 'seen.boot === than.boot ? seen.at > than.at : seen.boot > than.boot',
        in: 'seen.at > than.at',
      },
    ],
    suite: 'test/alarms/reconcile-validity.test.ts',
  },
]
