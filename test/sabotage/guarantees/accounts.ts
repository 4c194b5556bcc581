import type { Guarantee } from '../guarantee.ts'

/** Of what codes give to people. */
export const ACCOUNTS: readonly Guarantee[] = [
  {
    name: 'codes for an account all count',
    promise: 'Two codes redeemed at once on one licence both extend it: the end that was read is the lock.',
    edits: [{ file: 'src/licences/licence.ts', out: ".where('ends_at', '=', licence.endsAt)", in: '' }],
    suite: 'test/accounts/redeem-on-account.test.ts',
  },
  {
    name: 'one campaign code',
    promise: 'An account uses one campaign code ever.',
    edits: [
      {
        file: 'src/flows/grant-on-account.ts',
        out: 'if (code.facts.batch.campaign) await spendCampaign(',
        in: 'if (code.facts.batch.campaign && at < 0) await spendCampaign(',
      },
    ],
    suite: 'test/accounts/redeem-on-account.test.ts',
  },
  {
    name: 'five tries',
    promise: 'Six digits can be tried five times, also at once.',
    edits: [{ file: 'src/accounts/verification.ts', out: ".where('tries', '<', TRIES_MAX)", in: '' }],
    suite: 'test/accounts/phone.test.ts',
  },
  {
    name: 'one trial per number',
    promise: 'A phone number has one trial, whoever holds it.',
    edits: [{ file: 'src/flows/start-trial.ts', out: "if (given) return 'trial-used'", in: 'if (given) await given' }],
    suite: 'test/accounts/phone.test.ts',
  },
]
