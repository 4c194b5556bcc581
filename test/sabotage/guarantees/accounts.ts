import type { Guarantee } from '../guarantee.ts'

/** Of what codes give to people. */
export const ACCOUNTS: readonly Guarantee[] = [
  {
    name: 'codes for an account all count',
    promise: 'Two codes redeemed at once on one licence both extend it: the end that was read is the lock.',
    edits: [{ file: 'src/licences/licence.ts', out: ".where('ends_at', '=', licence.endsAt)", in: '' }],
    suite: 'test/accounts/redeem-on-account.test.ts',
    claim: 'codes redeemed at once all count',
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
  {
    name: 'a link works once',
    promise: 'A link in a mail works once: the update that marks it used is the lock.',
    edits: [
      {
        file: 'src/accounts/link.ts',
        out: `    .set({ used_at: now })
    .where('token_hash', 'in', hashesOf(keys, token))
    .where('used_at', 'is', null)`,
        in: `    .set({ used_at: now })
    .where('token_hash', 'in', hashesOf(keys, token))`,
      },
    ],
    suite: 'test/accounts/users.test.ts',
  },
  {
    name: 'somebody is left to act',
    promise: 'The last owner of an account is neither removed nor demoted.',
    edits: [{ file: 'src/flows/users/members.ts', out: 'return other === undefined', in: 'return other === null' }],
    suite: 'test/http/users.test.ts',
  },
  {
    name: 'a new password ends every session',
    promise: 'Whoever had got in with a forgotten password is out once a new one is set.',
    edits: [
      {
        file: 'src/flows/users/follow-link.ts',
        out: 'return endSessions(tx, userId, now)',
        in: 'return userId === now.toString() ? endSessions(tx, userId, now) : []',
      },
    ],
    suite: 'test/accounts/users.test.ts',
  },
  {
    name: 'a changed document is asked again',
    promise: 'What was agreed to in one version does not count for the next.',
    edits: [
      { file: 'src/accounts/consents.ts', out: 'due: decided?.version !== version', in: 'due: decided === null' },
    ],
    suite: 'test/http/consents.test.ts',
  },
  {
    name: 'staff are seen',
    promise: 'What staff do on a customer’s account is shown to its owner.',
    edits: [
      {
        file: 'src/accounts/staff.ts',
        out: "on('staff_actors.since', '<=', on.ref('audit.at'))",
        in: "on('staff_actors.since', '<', 0)",
      },
    ],
    suite: 'test/http/consents.test.ts',
  },
  {
    name: 'each act of staff is entered on its account',
    promise: 'What staff change of an account stands in the audit under that account, act by act.',
    edits: [
      {
        file: 'src/flows/users/members.ts',
        out: 'act, accountId, subject, details: JSON.stringify(details)',
        in: "act, accountId: act === 'set-password' ? null : accountId, subject, details: JSON.stringify(details)",
      },
    ],
    suite: 'test/http/staff-deeds.test.ts',
  },
  {
    name: 'a reseller’s customers are its own',
    promise: 'A reseller sees and changes nothing of another’s customer.',
    edits: [
      {
        file: 'src/flows/customers/see.ts',
        out: "resellers !== 'all' && !resellers.includes(of.reseller_account_id)",
        in: "resellers !== 'all' && resellers.length === 0",
      },
    ],
    suite: 'test/http/customers.test.ts',
  },
  {
    name: 'a second factor is not taken away at once',
    promise:
      'Between confirming and the first sign-in without it there are three days, in which its holder may stop it.',
    edits: [{ file: 'src/accounts/factor-reset.ts', out: ".where('due_at', '<=', now)", in: '' }],
    suite: 'test/http/factor-reset.test.ts',
  },
  {
    name: 'a code of an authenticator counts once',
    promise: 'A code that was seen over a shoulder, or sent twice, signs nobody in again.',
    edits: [{ file: 'src/accounts/second-factor.ts', out: ".where('last_step', '<', step)", in: '' }],
    suite: 'test/http/second-factor.test.ts',
  },
  {
    name: 'second factors are not tried through',
    promise: 'Past five wrong codes right ones are refused alike, for a while.',
    edits: [{ file: 'src/codes/budget.ts', out: "'second-factor': { burst: 5,", in: "'second-factor': { burst: 500," }],
    suite: 'test/http/second-factor.test.ts',
  },
  {
    name: 'what is not found tells a stranger nothing',
    promise: 'Whoever has no right is told the same of what there is and of what there is not.',
    edits: [
      {
        file: 'src/flows/customers/end.ts',
        out: "if (!can(await standingOf(tx, actor), 'end-reseller', accountId)) return 'not-found'",
        in: "if (!can(await standingOf(tx, actor), 'end-reseller', accountId) && !(await isAccount(tx, accountId))) return 'not-found'",
      },
    ],
    suite: 'test/http/missing.test.ts',
    claim: 'whoever has no right is told the same',
  },
]
