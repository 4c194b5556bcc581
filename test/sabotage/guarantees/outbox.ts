import type { Guarantee } from '../guarantee.ts'

const DEATH = 'test/sms/death.test.ts'
const OUTBOX = 'test/sms/outbox.test.ts'

/** Of messages to phones. */
export const OUTBOX_OF_SMS: readonly Guarantee[] = [
  {
    name: 'a message is claimed before it leaves',
    promise:
      'That a message is being sent is on disk before its first byte leaves, so that a death in between is known as a doubt.',
    edits: [
      {
        file: 'src/flows/sms/claim.ts',
        out: '? { ...change, state }',
        in: "? { ...change, state: input === 'claim' ? row.state : state }",
      },
    ],
    suite: DEATH,
  },
  {
    name: 'a doubt is sent once more',
    promise: 'A message that may have arrived is sent again, and not a third time however often that is in doubt.',
    edits: [
      {
        file: 'src/flows/sms/transition.ts',
        out: 'export const RESENDS_MAX = 1',
        in: 'export const RESENDS_MAX = 9',
      },
    ],
    suite: DEATH,
  },
  {
    name: 'digits that are too old are not sent',
    promise: 'A message is not handed over once it is of no use any more.',
    edits: [{ file: 'src/flows/sms/claim.ts', out: 'row.not_after <= now', in: 'row.not_after <= 0' }],
    suite: OUTBOX,
  },
  {
    name: 'two messages with one name are one',
    promise: 'An answer that is put into the outbox twice is sent once.',
    edits: [{ file: 'src/flows/sms/outbox.ts', out: 'once: sms.once ?? null', in: 'once: null' }],
    suite: OUTBOX,
  },
  {
    name: 'what waits is not erased',
    promise: 'Number and text of a message are kept for as long as it is still to be sent.',
    edits: [
      {
        file: 'src/flows/sms/erase.ts',
        out: "    .where('due_at', 'is', null)\n",
        in: '',
      },
    ],
    suite: OUTBOX,
  },
]
