import type { Guarantee } from '../guarantee.ts'

const DESK = 'test/dialogue/desk.test.ts'
const SEEDS = 'test/dialogue/seeds.test.ts'
const MAINTENANCE = 'test/dialogue/maintenance.test.ts'
const AUTHORITY = 'test/dialogue/authority.test.ts'

/** Of messages from phones. */
export const DIALOGUE: readonly Guarantee[] = [
  {
    name: 'a message from a phone is answered once',
    promise: 'A message that its carrier delivers twice has one answer and one effect.',
    edits: [
      {
        file: 'src/flows/sms/dialogue-row.ts',
        out: 'if (entered.length === 0) throw new KnownMessage()',
        in: '',
      },
    ],
    suite: SEEDS,
  },
  {
    name: 'an answer and its effect are one transaction',
    promise: 'Order, log and answer of a message are one transaction, or nothing.',
    edits: [
      {
        file: 'src/flows/sms/answer-message.ts',
        out: 'await enterDialogue(house, tx, message, dealt)',
        in: "setImmediate(() => house.ledger.transact('log', (tx) => enterDialogue(house, tx, message, dealt)).catch(() => {}))",
      },
    ],
    suite: SEEDS,
  },
  {
    name: 'an order is entered to be invoiced',
    promise: 'Each order has one entry with its price, in its own transaction.',
    edits: [{ file: 'src/flows/licences/order.ts', out: 'await enterBilling(tx, world, {', in: 'void ({' }],
    suite: SEEDS,
  },
  {
    name: '"cannot be reached" is final',
    promise:
      'A message that was told that the service cannot be reached never has an effect, whatever dies afterwards.',
    edits: [
      {
        file: 'src/flows/sms/in-hand.ts',
        out: "if (entry.kind === 'verdict') known.verdict ??= entry",
        in: '',
      },
    ],
    suite: DESK,
  },
  {
    name: 'the verdict is on disk before the answer leaves',
    promise: 'That a message will never be judged is durable before anybody is told so.',
    edits: [
      {
        file: 'src/flows/sms/attend-message.ts',
        out: 'await at.keep(verdict)',
        in: 'setTimeout(() => at.keep(verdict).catch(() => {}), 1)',
      },
    ],
    suite: DESK,
  },
  {
    name: 'a message’s term is looked at within its story',
    promise: 'No message is judged later than 30 s after it was taken in hand.',
    edits: [{ file: 'src/flows/sms/answer-message.ts', out: 'term.check()', in: '' }],
    suite: DESK,
  },
  {
    name: 'a story under way is waited for',
    promise: 'Nobody is told that the service cannot be reached while a story about the message may still succeed.',
    edits: [
      {
        file: 'src/flows/sms/attend-message.ts',
        out: "if (first === 'late' && term.callOff()) return false",
        in: "if (first === 'late') return false",
      },
    ],
    suite: DESK,
  },
  {
    name: 'what an earlier process may have answered is not answered without the ledger',
    promise:
      'After a crash with the ledger away a message is not told that the service cannot be reached, since it may have had its answer.',
    edits: [
      { file: 'src/flows/sms/attend-message.ts', out: 'let doubt = left', in: 'let doubt = left && until_ms < 0' },
    ],
    suite: SEEDS,
  },
  {
    name: 'maintenance holds in every process',
    promise: 'While the office has maintenance on, no message is judged, whichever process receives it.',
    edits: [
      {
        file: 'src/flows/sms/answer-message.ts',
        out: 'if (await inMaintenance(tx)) throw new TooLate()',
        in: '',
      },
    ],
    suite: MAINTENANCE,
  },
  {
    name: 'robots are not answered',
    promise: 'Names, short numbers and our own numbers never get an answer.',
    edits: [
      {
        file: 'src/flows/sms/answer-message.ts',
        out: 'const never = unanswerableSender(message, desk)',
        in: 'const never = message.from.length > 99 ? unanswerableSender(message, desk) : null',
      },
    ],
    suite: AUTHORITY,
  },
  {
    name: 'a number must be registered',
    promise: 'Whoever is not registered can neither fetch nor order.',
    edits: [
      {
        file: 'src/accounts/sms-numbers.ts',
        out: ".where('number_hash', 'in', numberHashes(keys, phone))\n    .where('state', '=', 'active')",
        in: ".where('number_hash', 'in', numberHashes(keys, phone))",
      },
    ],
    suite: AUTHORITY,
  },
]
