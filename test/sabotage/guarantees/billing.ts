import type { Guarantee } from '../guarantee.ts'

/** Of invoices, and what is owed. */
export const BILLING: readonly Guarantee[] = [
  {
    name: 'who is told of alarms is told before they end',
    promise:
      'Recipients hear of a suspension before it, when it begins and when it is over, and none begins while somebody is still to hear of it.',
    edits: [
      {
        file: 'src/flows/billing/dun.ts',
        out: '  await noteServiceChange(house, tx, accountId, before)\n',
        in: '',
      },
    ],
    suite: 'test/billing/service-notices.test.ts',
  },
  {
    name: 'nothing ends while its warning is at rest',
    promise: 'What a recipient has not heard of for its quiet hours does not begin.',
    edits: [
      {
        file: 'src/flows/billing/dun.ts',
        out: ' && !(await untoldEnd(tx, accountId))',
        in: '',
      },
    ],
    suite: 'test/billing/service-notices.test.ts',
  },
  {
    name: 'invoiced once',
    promise: 'What an invoice has taken up is on no other: whoever takes the entry away invoices it.',
    edits: [
      {
        file: 'src/billing/entries.ts',
        out: "  const taken = await tx\n    .deleteFrom('billing_due')\n    .where('entry_id', 'in', [...ids])\n    .returning('entry_id')\n    .execute()",
        in: "  const taken = await tx.selectFrom('billing_due').select('entry_id').where('entry_id', 'in', [...ids]).execute()",
      },
    ],
    suite: 'test/billing/run.test.ts',
  },
  {
    name: 'a month runs by itself once',
    promise: 'A month that has a run gets no other by itself, however many processes look.',
    edits: [
      {
        file: 'src/flows/billing/run.ts',
        out: "return again ? clash.doUpdateSet({ state: 'running' }) : clash.doNothing()",
        in: "return again ? clash.doUpdateSet({ state: 'running' }) : clash.doUpdateSet({ state: 'running' })",
      },
    ],
    suite: 'test/billing/schedule.test.ts',
  },
  {
    name: 'numbers have no gap',
    promise:
      'The numbers of a series follow one another, also when invoices are made at once and some are rolled back.',
    edits: [
      {
        file: 'src/billing/series.ts',
        out: "on('number_series.next', '+', 1)",
        in: "on('number_series.next', '+', 2)",
      },
    ],
    suite: 'test/billing/run.test.ts',
  },
  {
    name: 'one payer for a device',
    promise: 'A device has one subscription, whoever registers it.',
    edits: [
      {
        file: 'src/billing/device-subscriptions.ts',
        out: 'return open.account_id === accountId ? open.id : null',
        in: 'return open.id',
      },
    ],
    suite: 'test/billing/device-subscriptions.test.ts',
  },
  {
    name: 'VAT is rounded once and to the nearest',
    promise: 'VAT is that of the sum of its category and rate, to the nearest minor unit, half away from zero.',
    edits: [{ file: 'src/billing/amounts.ts', out: '* 2n + BASIS_POINTS) /', in: '* 2n) /' }],
    suite: 'src/billing/amounts.test.ts',
  },
  {
    name: 'credited at most once',
    promise: 'Credit notes take back at most what was invoiced, line by line.',
    edits: [
      {
        file: 'src/flows/billing/credit.ts',
        out: "if (netMinor > line.leftMinor) return { kind: 'too-much' }",
        in: '',
      },
    ],
    suite: 'test/billing/owed.test.ts',
  },
  {
    name: 'payments all count',
    promise: 'Two payments of one invoice at once both lower what is owed: the version that was read is the lock.',
    edits: [{ file: 'src/billing/receivables.ts', out: ".where('version', '=', before.version)", in: '' }],
    suite: 'test/billing/owed.test.ts',
  },
  {
    name: 'nothing ends unwarned',
    promise: 'Service and security alarms end only when the letter that named the day has left the house.',
    edits: [{ file: 'src/flows/billing/dun.ts', out: "return letter?.state === 'sent'", in: 'return letter !== null' }],
    suite: 'test/billing/dunning.test.ts',
  },
  {
    name: 'no step before its day',
    promise: 'A step against what is overdue is taken no earlier than the day that the letter before it named.',
    edits: [
      {
        file: 'src/billing/dunning.ts',
        out: 'if (earliest === null || earliest > now) return null',
        in: 'if (earliest === null) return null',
      },
    ],
    suite: 'test/billing/dunning.test.ts',
  },
  {
    name: 'suspension has an effect',
    promise: 'A suspended account is not told of function alarms.',
    edits: [
      {
        file: 'src/flows/recipients/alarm-step.ts',
        out: '!(await letsAlarm(tx, step.accountId, step.class))',
        in: 'false',
      },
    ],
    suite: 'test/billing/suspended-alarms.test.ts',
  },
  {
    name: 'security alarms outlast suspension',
    promise: 'A suspended subscription still lets security alarms through.',
    edits: [
      {
        file: 'src/billing/standing.ts',
        out: "(alarmClass === 'security' || state !== 'suspended')",
        in: "state !== 'suspended'",
      },
    ],
    suite: 'test/billing/dunning.test.ts',
  },
]
