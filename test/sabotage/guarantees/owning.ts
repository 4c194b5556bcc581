import type { Guarantee } from '../guarantee.ts'

const CLAIM = 'test/owning/claim.test.ts'
const DONGLES = 'test/owning/dongles.test.ts'
const BRIDGES = 'test/bridge/owner.test.ts'
const OPEN = 'test/http/open-agreements.test.ts'
const FINDING = 'test/http/support-accounts.test.ts'
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
        out: 'if (holding && (await inStock(tx, kind, holding)))',
        in: 'if (holding && ((await inStock(tx, kind, holding)) || true))',
      },
    ],
    suite: CLAIM,
  },
  {
    name: 'a dongle that a closed account left finds its next owner',
    promise: 'Whoever has a dongle in hand whose account was closed registers it by its Carat-ID.',
    edits: [
      {
        file: 'src/flows/owning/claim.ts',
        out: 'if (device && !holding) return',
        in: "if (device && !holding && kind === 'collar') return",
      },
    ],
    suite: DONGLES,
    claim: 'SQLite',
  },
  {
    name: 'only the office’s stock and what is nobody’s is registered by its Carat-ID',
    promise: 'Nobody takes a dongle from its owner, or from a reseller’s desk, by entering its Carat-ID.',
    edits: [
      {
        file: 'src/flows/owning/claim.ts',
        out: "if (device === 'dongle') return of === 'office'",
        in: "if (device === 'dongle') return of !== undefined",
      },
    ],
    suite: DONGLES,
    claim: 'SQLite',
  },
  {
    name: 'a dongle is not subscribed to',
    promise: 'Nobody pays a yearly subscription for a dongle that was registered or handed over.',
    edits: [
      {
        file: 'src/flows/owning/hand-over.ts',
        out: "if (moved === null && kind === 'collar')",
        in: 'if (moved === null)',
      },
    ],
    suite: DONGLES,
    claim: 'costs nothing',
  },
  {
    name: 'the former owner’s bridge is not let in',
    promise: 'Who gave a dongle away does not speak for it any more: the secret of their bridge is over.',
    edits: [
      {
        file: 'src/flows/owning/hand-over.ts',
        out: "  if (kind === 'dongle') await renewSecret(house, tx, { deviceId, serial })\n",
        in: '  void renewSecret\n',
      },
    ],
    suite: BRIDGES,
    claim: 'changes hands',
  },
  {
    name: 'the former owner’s bridge is cut off',
    promise: 'A bridge that was connected when its dongle changed hands hears no command that comes afterwards.',
    edits: [
      {
        file: 'src/flows/agreements/agree.ts',
        out: '  if (dongle) house.dismissed?.emit(dongle)\n',
        in: '  void dongle\n',
      },
    ],
    suite: BRIDGES,
    claim: 'changes hands',
  },
  {
    name: 'with an account its bridges end',
    promise: 'When an account is erased, the bridges of its dongles are cut off, and not let in again.',
    edits: [
      {
        file: 'src/flows/privacy/erase-devices.ts',
        out: '  await renewSecret(house, tx, { deviceId, serial })\n',
        in: '  void renewSecret\n',
      },
    ],
    suite: BRIDGES,
    claim: 'an account is erased',
  },
  {
    name: 'the bridge of a closed account is not let in',
    promise: 'Who closed their account does not speak for a dongle that somebody else has registered since.',
    edits: [
      {
        file: 'src/flows/owning/claim.ts',
        out: "if (kind === 'dongle' && !holding) await",
        in: "if (kind === 'collar' && !holding) await",
      },
    ],
    suite: BRIDGES,
    claim: 'a closed account left',
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
    name: 'each account that a look names has it in its audit',
    promise:
      'Whoever of the staff found a customer by name, address or number stands in the audit of every account that was shown.',
    edits: [
      {
        file: 'src/flows/support/lookup.ts',
        out: 'const seen = accounts.map(',
        in: 'const seen = accounts.slice(0, 1).map(',
      },
    ],
    suite: FINDING,
    claim: 'each look is audited at every account',
  },
  {
    name: 'an e-mail address is found whole or not at all',
    promise: 'Nobody leafs through the addresses of customers by parts of them.',
    edits: [
      {
        file: 'src/flows/support/accounts.ts',
        out: "where('email', '=', plain.toLowerCase())",
        in: "where('email', 'like', plain.toLowerCase().concat('%'))",
      },
    ],
    suite: FINDING,
    claim: 'never a part of it',
  },
  {
    name: 'a recipient’s address is found whole, and in each account',
    promise: 'Support finds whose alarms come to a caller who is no user, in every account that tells them.',
    edits: [
      {
        file: 'src/flows/support/accounts.ts',
        out: '    .limit(FOUND_MAX + 1)\n    .execute()\n  return rows.map(({ id }) => id)',
        in: '    .limit(1)\n    .execute()\n  return rows.map(({ id }) => id)',
      },
    ],
    suite: FINDING,
    claim: 'a recipient of alarms is found',
  },
  {
    name: 'staff alone see what others have open',
    promise: 'What accounts have open to agree on, and whose they are, is told to nobody but staff.',
    edits: [
      {
        file: 'src/flows/agreements/see-open.ts',
        out: "if (!can(await standingOf(tx, actor), 'support', null)) return 'forbidden'",
        in: "if (!(await standingOf(tx, actor))) return 'forbidden'",
      },
      {
        file: 'src/flows/agreements/see.ts',
        out: 'sides: voices.some(({ staff }) => staff) ?',
        in: 'sides: voices.some(({ staff }) => staff || true) ?',
      },
    ],
    suite: OPEN,
    claim: 'nobody else does',
  },
  {
    name: 'each look at open agreements is audited',
    promise: 'Whoever of the staff looked through what customers have open stands in the audit, with whose it was.',
    edits: [
      {
        file: 'src/flows/agreements/see-open.ts',
        out: 'await record(tx, house.world, {',
        in: 'if (page.limit < 1) await record(tx, house.world, {',
      },
    ],
    suite: OPEN,
    claim: 'audited',
  },
  {
    name: 'who is known by an address alone is found by the account',
    promise: 'Support find for an account what it was asked by mail and has not answered yet.',
    edits: [
      {
        file: 'src/flows/agreements/see-open.ts',
        out: "eb('other_hash', 'in', hashes),",
        in: "eb('other_hash', 'in', hashes.slice(0, 0)),",
      },
    ],
    suite: OPEN,
    claim: 'by an address alone',
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
