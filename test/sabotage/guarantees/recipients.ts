import type { Guarantee } from '../guarantee.ts'

const JUDGE = 'src/recipients/judge.test.ts'
const TELLING = 'test/recipients/telling.test.ts'
const PUSHING = 'test/push/pushing.test.ts'
const CREDITS = 'test/recipients/credits.test.ts'

/** Of who is told of alarms, and of what a message costs. */
export const RECIPIENTS: readonly Guarantee[] = [
  {
    name: 'quiet hours hold no security alarm back',
    promise: 'Whoever wants to hear of security hears of it at any hour.',
    edits: [
      {
        file: 'src/recipients/judge.ts',
        out: "happening.class !== 'security' && quiet !== null",
        in: 'quiet !== null',
      },
    ],
    suite: JUDGE,
  },
  {
    name: 'an address is proved before alarms go to it',
    promise: 'Nothing goes to a number or an address whose holder has not agreed.',
    edits: [{ file: 'src/recipients/judge.ts', out: "if (!reach.confirmed) return 'not-confirmed'", in: '' }],
    suite: TELLING,
    claim: 'nothing goes to a number or address that nobody has confirmed',
  },
  {
    name: 'a recipient is told once',
    promise: 'A step of an alarm is told to each recipient once, however often it is noted.',
    edits: [
      { file: 'src/flows/recipients/send.ts', out: 'subject: telling.subject,', in: 'subject: id,' },
      { file: 'src/flows/recipients/send.ts', out: 'kind: telling.kind, once }', in: 'kind: telling.kind }' },
    ],
    suite: TELLING,
  },
  {
    name: 'credits never go below zero',
    promise: 'Messages sent at the same moment cannot spend more credits than there are.',
    edits: [{ file: 'src/licences/spend-credit.ts', out: ".where('credits', '>=', 1)", in: '' }],
    suite: CREDITS,
  },
  {
    name: 'a message costs a credit',
    promise: 'An alarm by SMS spends a credit in the transaction that puts it into the outbox.',
    edits: [
      {
        file: 'src/flows/recipients/send.ts',
        out: 'await spendCredit(tx, house.world, { accountId: sms.accountId, smsId })',
        in: "await spendCredit(tx, house.world, { accountId: '', smsId }).then(() => 1)",
      },
    ],
    suite: TELLING,
  },
  {
    name: 'a failed message gives its credit back',
    promise: 'What certainly did not arrive costs nothing.',
    edits: [{ file: 'src/flows/sms/tell-sms.ts', out: "if (state === 'failed')", in: "if (state === 'never')" }],
    suite: TELLING,
  },
  {
    name: 'a credit comes back once',
    promise: 'However often a failure is reported, the credit is given back once.',
    edits: [
      {
        file: 'src/licences/spend-credit.ts',
        out: "if ((await enter(tx, world, { accountId, smsId, entry: 'given-back', credits: 1 })) === null) return false",
        in: "await enter(tx, world, { accountId, smsId, entry: 'given-back', credits: 1 })",
      },
    ],
    suite: CREDITS,
  },
  {
    name: 'that credits are out is told once',
    promise: 'Owners are told once that there are no credits left, until there are some again.',
    edits: [
      { file: 'src/flows/credits/warn.ts', out: 'if (!(await warnOnce(tx, house.world, accountId))) return', in: '' },
    ],
    suite: TELLING,
  },
  {
    name: 'a push goes to the last sign-in alone',
    promise: 'Only the session that signed in last gets pushes, also what waited through another sign-in.',
    edits: [
      {
        file: 'src/flows/push/claim-pushes.ts',
        out: "if (!current && row.purpose !== 'replaced')",
        in: "if (!current && row.purpose === 'never')",
      },
    ],
    suite: PUSHING,
  },
  {
    name: 'an earlier device is told that it gets no more',
    promise: 'Whoever signs in elsewhere is told so on the device that had the pushes.',
    edits: [{ file: 'src/flows/push/replace.ts', out: 'replaced.slice(0, TOLD_MAX)', in: 'replaced.slice(TOLD_MAX)' }],
    suite: PUSHING,
  },
  {
    name: 'a dead subscription is dropped',
    promise: 'What a push service knows no more is written to once.',
    edits: [
      {
        file: 'src/flows/push/settle-push.ts',
        out: "if (outcome.kind === 'gone')",
        in: "if (outcome.kind === 'gone' && now < 0)",
      },
    ],
    suite: PUSHING,
  },
  {
    name: 'pushes go to push services alone',
    promise: 'No person can have the house send a request to an address of their choice.',
    edits: [
      {
        file: 'src/flows/push/subscribe.ts',
        out: "if (!isPushEndpoint(target.endpoint, asked.services)) return 'no-push-service'",
        in: '',
      },
    ],
    suite: PUSHING,
  },
]
