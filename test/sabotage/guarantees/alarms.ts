import type { Guarantee } from '../guarantee.ts'

const NOTING = 'test/alarms/note-sims.test.ts'
const WATCHING = 'test/alarms/watch.test.ts'
const RECONCILING = 'test/alarms/reconcile.test.ts'

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
  {
    name: 'a late word moves nothing back',
    promise:
      'What a device said before something else changes neither what its SIM was reported to carry nor which SIM it has.',
    edits: [
      {
        file: 'src/flows/alarms/note-sims.ts',
        out: 'if (!carried || (newest && !saidLater(said, newest))) continue',
        in: 'if (!carried) continue',
      },
    ],
    suite: NOTING,
  },
  {
    name: 'a SIM is spoken for by the device that holds it',
    promise: 'A device that names another one’s SIM moves nothing of it.',
    edits: [{ file: 'src/flows/alarms/note-sims.ts', out: 'mayHold(claim', in: 'true || mayHold(claim' }],
    suite: NOTING,
  },
  {
    name: 'a swap in a report is noticed',
    promise: 'Another SIM than before is entered, audited and alarmed, by whatever way it is told.',
    edits: [
      {
        file: 'src/flows/alarms/note-sims.ts',
        out: 'if (device.iccid !== sim.iccid) {',
        in: 'if (device.iccid !== sim.iccid && device.iccid === null) {',
      },
    ],
    suite: NOTING,
  },
  {
    name: 'ledger and device are held against each other',
    promise: 'A balance or an end that the ledger does not explain raises an alarm.',
    edits: [
      {
        file: 'src/flows/alarms/note-sims.ts',
        out: 'if (said.judged) judged.push(',
        in: 'if (said.judged && known.sims.size < 0) judged.push(',
      },
    ],
    suite: RECONCILING,
  },
  {
    name: 'a wrong clock judges no balance',
    promise: 'What is reported by a clock that is wrong is held against nothing.',
    edits: [{ file: 'src/flows/prepare-reports.ts', out: 'judged: !offset.clockWrong', in: 'judged: true' }],
    suite: RECONCILING,
  },
  {
    name: 'one alarm per happening',
    promise: 'However often a happening is noted, one alarm of it is open.',
    edits: [
      {
        file: 'src/flows/alarms/judge-sims.ts',
        out: 'verdict.disagrees === standing.disagrees',
        in: 'verdict.disagrees === undefined',
      },
      { file: 'src/flows/alarms/judge-sims.ts', out: 'else if (before === null && ', in: 'else if (' },
      { file: 'src/flows/alarms/steps.ts', out: 'open_key: openKey(of),', in: 'open_key: id,' },
    ],
    suite: RECONCILING,
  },
  {
    name: 'a zone has an edge',
    promise: 'A collar that sits on the edge of a zone raises nothing.',
    edits: [{ file: 'src/alarms/evaluate.ts', out: 'if (depth < margin && depth > -margin) return', in: '' }],
    suite: 'src/alarms/evaluate.test.ts',
  },
  {
    name: 'a zone does not cross itself',
    promise: 'A polygon whose edges cross is refused by that name: nobody could say what is inside of it.',
    edits: [{ file: 'src/alarms/zone.ts', out: "if (crossingOf(flat)) return 'crossing'", in: '' }],
    suite: 'test/http/alarms.test.ts',
  },
  {
    name: 'a sample older than the last raises nothing',
    promise: 'Each sample is held against the rules once, in the device’s own order.',
    edits: [
      {
        file: 'src/flows/alarms/watch-reports.ts',
        out: ' && later(one, known)',
        in: '',
      },
    ],
    suite: WATCHING,
  },
  {
    name: 'late says late',
    promise: 'What was reported long after it happened is told as late.',
    edits: [{ file: 'src/flows/alarms/steps.ts', out: 'late: late ? 1 : 0,', in: 'late: 0,' }],
    suite: WATCHING,
  },
  {
    name: 'a thousand that fall silent are one storm',
    promise: 'Many collars that lose contact together are one alarm.',
    edits: [{ file: 'src/flows/alarms/sweep.ts', out: 'if (falling.length < least) return null', in: 'return null' }],
    suite: WATCHING,
  },
  {
    name: 'an alarm is its owner’s',
    promise: 'Nobody takes on an alarm of somebody else, or sees that there is one.',
    edits: [
      {
        file: 'src/flows/alarms/see-alarms.ts',
        out: "if (!row || !can(standing, 'see-alarms', row.account_id)) return 'not-found'",
        in: "if (!row) return 'not-found'",
      },
    ],
    suite: WATCHING,
  },
]
