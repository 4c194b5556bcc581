import type { Guarantee } from '../guarantee.ts'

const CLOSING = 'test/privacy/closing.test.ts'

/** Of what is kept about people. */
export const PRIVACY: readonly Guarantee[] = [
  {
    name: 'codes sent to phones are the receiver’s alone',
    promise:
      'Staff and the operator see that a message with a code was sent, and the code masked, whatever way it went.',
    edits: [
      { file: 'src/flows/sms/see-sms.ts', out: 'whole ? opened.text :', in: 'opened.text.length > 0 ? opened.text :' },
    ],
    suite: 'test/http/account.test.ts',
    claim: 'a number is verified and a trial begun, and neither digits, number nor licence code come into the log',
  },
  {
    name: 'what was thinned out is in the copy',
    promise: 'A copy of what is kept about somebody holds the hours of samples that were thinned out.',
    edits: [
      {
        file: 'src/http/export/hours-csv.ts',
        out: 'store.series({ ...span, field, every_ms: HOUR_MS, aggregate })',
        in: "store.series({ ...span, field, every_ms: HOUR_MS, aggregate: 'last' })",
      },
    ],
    suite: 'test/http/privacy.test.ts',
    claim: 'what was thinned out is in the copy by the hour, with all of it that the hour had',
  },
  {
    name: 'what devices measured is erased with their owner',
    promise: 'A closed account’s series are erased from the telemetry store.',
    edits: [
      {
        file: 'src/flows/privacy/erase-devices.ts',
        out: 'for (const { series_id } of owned) await telemetry.erase(series_id)',
        in: 'void telemetry',
      },
    ],
    suite: CLOSING,
  },
  {
    name: 'fourteen days to think it over',
    promise: 'Nothing of an account is erased before its grace is over.',
    edits: [{ file: 'src/flows/privacy/closer.ts', out: "      .where('due_at', '<=', world.clock.now())\n", in: '' }],
    suite: CLOSING,
  },
  {
    name: 'somebody of another account too is not erased',
    promise: 'A user who belongs to another account stays when one of them is closed.',
    edits: [{ file: 'src/flows/privacy/subject.ts', out: 'ids.filter((id) => !shared.has(id))', in: 'ids' }],
    suite: CLOSING,
  },
  {
    name: 'an erasure that was interrupted goes on',
    promise: 'A crash in the middle of an erasure leaves nothing behind for good.',
    edits: [
      {
        file: 'src/flows/privacy/closer.ts',
        out: ".where('state', 'in', ['asked', 'erasing'])",
        in: ".where('state', '=', 'asked')",
      },
    ],
    suite: CLOSING,
  },
  {
    name: 'what is written while it is erased is erased',
    promise: 'Nothing that comes into a room after it was erased outlives the account.',
    edits: [
      {
        file: 'src/flows/privacy/erase-account.ts',
        out: 'found += await eraseRows(house, holding, subject, closingId)',
        in: 'found += 0 * (await eraseRows(house, holding, subject, closingId))',
      },
    ],
    suite: CLOSING,
  },
  {
    name: 'a consent that is withdrawn erases the mails too',
    promise: 'What somebody wrote by the contact form is nowhere once they have withdrawn: not in a mail either.',
    edits: [
      {
        file: 'src/flows/contacts/letters.ts',
        out: "await tx.deleteFrom('mails').where('once', 'in', mails).execute()",
        in: 'void mails',
      },
    ],
    suite: 'test/http/contacts.test.ts',
  },
  {
    name: 'a message is kept with the consent that was shown',
    promise: 'A consent to another wording than the one in force is none.',
    edits: [
      {
        file: 'src/flows/contacts/write.ts',
        out: "if (consent !== CONTACT_CONSENT) return { kind: 'document-changed' }",
        in: 'void CONTACT_CONSENT',
      },
    ],
    suite: 'test/http/contacts.test.ts',
  },
  {
    name: 'an answer that is sent twice leaves once',
    promise: 'Whoever wrote by the contact form gets one mail of each answer, however often it was sent.',
    edits: [
      {
        file: 'src/flows/contacts/attend.ts',
        out: "    if (before?.kind === 'same') return 'done'\n",
        in: '',
      },
      {
        file: 'src/flows/contacts/attend.ts',
        out: '    if (once) await remember(',
        in: '    if (once && before === undefined) await remember(',
      },
    ],
    suite: 'test/http/contacts.test.ts',
    claim: 'an answer that is sent twice leaves as one mail',
  },
  {
    name: 'what was answered by the contact form is not kept for ever',
    promise: 'A message that staff answered and never closed goes when the term after the last answer is over.',
    edits: [
      {
        file: 'src/flows/contacts/forget.ts',
        out: 'await closeSilent(tx, before, ROWS_MAX)',
        in: 'before && (await closeSilent(tx, 0, ROWS_MAX))',
      },
    ],
    suite: 'test/http/contact-terms.test.ts',
    claim: 'a message that was answered and never closed is erased',
  },
  {
    name: 'what nobody answers by the contact form is not kept for ever',
    promise: 'A message that staff neither answered nor closed goes a year after it came.',
    edits: [
      {
        file: 'src/flows/contacts/forget.ts',
        out: 'monthsBefore(now, CONTACT_UNANSWERED_MONTHS)',
        in: 'monthsBefore(now, 10 * CONTACT_UNANSWERED_MONTHS)',
      },
    ],
    suite: 'test/http/contact-terms.test.ts',
    claim: 'a message that nobody answers is erased a year after it came',
  },
  {
    name: 'a message that is answered anew is kept',
    promise: 'The term of a message counts from its last answer: an answer that has just left is not erased with it.',
    edits: [
      {
        file: 'src/accounts/contacts.ts',
        out: ".set({ state: 'answered', answered_at: at })",
        in: ".set(({ fn, val }) => ({ state: 'answered', answered_at: fn.coalesce('answered_at', val(at)) }))",
      },
    ],
    suite: 'test/http/contact-terms.test.ts',
    claim: 'a message that was answered and never closed is erased',
  },
  {
    name: 'a burst by the contact form is stopped',
    promise: 'Neither staff nor a stranger’s mailbox is flooded by the contact form.',
    edits: [
      {
        file: 'src/flows/contacts/write.ts',
        out: '(await spentBudgets(tx, senders, now)) ?? (await spendGuess(tx, senders, now))',
        in: 'null as { until: number } | null',
      },
    ],
    suite: 'test/http/contacts.test.ts',
    claim: 'a burst is stopped by network and by address',
  },
  {
    name: 'an erasure counts over every restart',
    promise: 'The certificate tells all that was erased, and not only what was since the last start.',
    edits: [
      {
        file: 'src/flows/privacy/count-erased.ts',
        out: "rows: eb('closing_counts.rows', '+', rows)",
        in: 'rows: eb.lit(rows)',
      },
    ],
    suite: CLOSING,
  },
  {
    name: 'nothing comes to an account that is to be closed',
    promise: 'No device is handed over to an account that will be erased, and no account is merged with it.',
    edits: [
      {
        file: 'src/flows/agreements/agree.ts',
        out: "if (await wouldBeErased(tx, agreed)) return { kind: 'account-closing' }",
        in: 'void wouldBeErased',
      },
    ],
    suite: 'test/owning/closing.test.ts',
  },
  {
    name: 'nothing is registered on what is to be closed',
    promise: 'An account that is to be closed gets no device: it would be erased with it.',
    edits: [
      {
        file: 'src/flows/owning/claim.ts',
        out: "if (await isClosing(tx, [accountId])) return { kind: 'account-closing' }",
        in: 'void isClosing',
      },
    ],
    suite: 'test/owning/closing.test.ts',
    claim: 'it registers no device',
  },
  {
    name: 'closing ends what was to be agreed on',
    promise: 'An account that is closed leaves no agreement open, and the other side is told.',
    edits: [
      {
        file: 'src/flows/privacy/closing.ts',
        out: 'await endAgreements(house, tx, letters, { accountId, actor: actorName(actor) })',
        in: 'void letters',
      },
    ],
    suite: 'test/owning/closing.test.ts',
  },
  {
    name: 'closing an account forgives nothing',
    promise: 'What an account has to pay is invoiced before it is erased, and no amount is deleted.',
    edits: [
      { file: 'src/flows/privacy/erase-account.ts', out: '  await invoiceTheRest(house, accountId)\n', in: '' },
      {
        file: 'src/flows/privacy/erase-account.ts',
        out: 'if (holding.table === DUE) found += await invoiceTheRest(house, subject.accountId)',
        in: '',
      },
    ],
    suite: 'test/privacy/leaving.test.ts',
  },
  {
    name: 'a collar outlives the account that had it',
    promise: 'What a closed account left can be registered by whoever has it in hand.',
    edits: [
      {
        file: 'src/flows/owning/claim.ts',
        out: "  if (device && !holding) return { kind: 'free', deviceId: device.id, holding: null }\n",
        in: '',
      },
    ],
    suite: 'test/privacy/leaving.test.ts',
  },
  {
    name: 'a table that nobody stated is found',
    promise: 'Each table of the ledger is on the list of what is held of people, or on that of what is not.',
    edits: [{ file: 'src/flows/privacy/holdings.ts', out: '  sims: OF_DEVICES,\n', in: '' }],
    suite: 'test/privacy/holdings.test.ts',
  },
]
