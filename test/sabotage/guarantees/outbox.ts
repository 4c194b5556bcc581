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

const MAILS = 'test/mail/outbox.test.ts'

/** Of mails. */
export const OUTBOX_OF_MAILS: readonly Guarantee[] = [
  {
    name: 'two mails with one name are one',
    promise: 'A mail that is put into the outbox twice is sent once.',
    edits: [{ file: 'src/flows/mail/queue-mail.ts', out: 'once: once ?? null', in: 'once: null' }],
    suite: MAILS,
  },
  {
    name: 'people are written to in their own language',
    promise: 'Mails to one person come in one language, whoever causes them.',
    edits: [
      {
        file: 'src/flows/mail/language.ts',
        out: 'return user?.language ?? stated ?? accountLanguage(reads, accountId)',
        in: 'return stated ?? user?.language ?? accountLanguage(reads, accountId)',
      },
    ],
    suite: 'test/mail/language.test.ts',
    claim: 'comes in the owner’s own',
  },
  {
    name: 'no account learns a user elsewhere by a language',
    promise: 'What an account reads itself is never in the language of somebody who is no member of it.',
    edits: [
      {
        file: 'src/flows/mail/language.ts',
        out: "    .where('memberships.account_id', '=', accountId)\n    .where('users.email'",
        in: "    .where('users.email'",
      },
    ],
    suite: 'test/mail/language.test.ts',
    claim: 'tells nothing of users elsewhere',
  },
  {
    name: 'a mail is claimed again when its process died',
    promise: 'A mail whose sending ended without an answer is sent by whoever comes after.',
    edits: [
      {
        file: 'src/flows/mail/claim-mails.ts',
        out: "{ state: 'sending', attempts: attempt, due_at: now + CLAIM_MS }",
        in: "{ state: 'sending', attempts: attempt, due_at: null }",
      },
    ],
    suite: MAILS,
    claim: 'a mail whose process died while sending',
  },
  {
    name: 'a mail that waits is not erased',
    promise: 'The words of a mail are kept for as long as it is still to be sent.',
    edits: [{ file: 'src/flows/mail/forget-mails.ts', out: "    .where('due_at', 'is', null)\n", in: '' }],
    suite: MAILS,
  },
  {
    name: 'no server says for good that it does not know us',
    promise: 'A server that refuses our name or password loses no mail.',
    edits: [
      {
        file: 'src/mail/smtp.ts',
        out: " && (command === 'RCPT TO' || command === 'DATA')",
        in: " && command !== ''",
      },
    ],
    suite: 'test/mail/smtp.test.ts',
  },
  {
    name: 'a password goes by TLS alone',
    promise: 'A password is not told to a server on the network that offers no TLS.',
    edits: [
      { file: 'src/mail/smtp.ts', out: 'requireTLS: !tls && user !== null', in: 'requireTLS: false && user !== null' },
    ],
    suite: 'test/mail/smtp.test.ts',
  },
]
