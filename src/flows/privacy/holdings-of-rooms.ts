import { type Holding, ofAccount, ofUser, within } from '../../store/holding.ts'

const BOOKS =
  'bookkeeping must show what was sold and paid for seven years (Swedish Bokföringslag 1999:1078, 7 kap. 2 §)'

const phones = ofUser('phones', ['number_hash'], 'verified telephone numbers', ['verified_at'])
const smsNumbers = ofAccount('sms_numbers', ['id'], 'numbers registered for orders by SMS', [
  'language',
  'state',
  'registered_at',
  'withdrawn_at',
])
const contacts = ofAccount('contacts', ['id'], 'what you wrote to us by the contact form, with the consent given', [
  'subject',
  'language',
  'consent',
  'consent_at',
  'state',
  'answered_at',
  'closed_at',
])
const licences = ofUser('licences', ['id'], 'app licences', ['created_at', 'ends_at'])

/** Rooms `accounts` and `licences`. What belongs to another row stands before it. */
export const OF_PEOPLE: readonly Holding[] = [
  // Those that name no account are of a forgotten password or of somebody new, and are forgotten within a day.
  ofAccount('mail_links', ['id'], 'links that were sent by e-mail', ['kind', 'email', 'created_at', 'used_at']),
  ofUser('recovery_codes', ['user_id', 'code_hash'], 'recovery codes of your second factor, as hashes', ['used_at']),
  ofUser('second_factors', ['user_id'], 'your second factor at sign-in', ['created_at', 'confirmed_at']),
  ofUser('factor_resets', ['id'], 'that your second factor was to be taken away, and why', [
    'reason',
    'state',
    'due_at',
    'created_at',
  ]),
  ofUser('consents', ['id'], 'what you agreed to', ['document', 'version', 'decision', 'at']),
  within('contact_answers', ['id'], ['contact_id', 'id'], contacts, {
    holds: 'what you were answered',
    shows: ['at'],
  }),
  // One that names no account is of somebody without one: withdrawing erases it, and else its term (src/flows/contacts/), after closing or the last answer.
  contacts,
  ofUser('sessions', ['id'], 'when you signed in, and with what', ['created_at', 'expires_at', 'agent']),
  ofUser('phone_verifications', ['id'], 'proofs of telephone numbers that were asked for', ['created_at', 'used_at']),
  within('trials', ['phone_hash'], ['phone_hash', 'number_hash'], phones, {
    holds: 'trials, by number',
    shows: ['at'],
  }),
  phones,
  within('sms_number_requests', ['id'], ['number_id', 'id'], smsNumbers, {
    holds: 'requests to register a number, with the consent given',
    shows: ['language', 'consent', 'consent_at', 'state', 'decided_at'],
  }),
  smsNumbers,
  within('licence_entries', ['id'], ['licence_id', 'id'], licences, {
    holds: 'what began and extended a licence',
    shows: ['entry', 'period', 'from_at', 'until_at', 'at'],
  }),
  licences,
  ofAccount('subscriptions', ['account_id'], 'service subscription', ['created_at', 'ends_at']),
  ofAccount('subscription_entries', ['id'], 'what extended the subscription', [
    'period',
    'anchor',
    'from_at',
    'until_at',
    'at',
  ]),
  ofAccount('credit_balances', ['account_id'], 'SMS credits', ['credits']),
  ofAccount('credit_entries', ['id'], 'SMS credits bought and spent', ['entry', 'credits', 'reason', 'at']),
  ofAccount('credit_warnings', ['account_id'], 'when it was told that credits had run out', ['at']),
]

/** Rooms `codes`, `devices` and `billing`. */
export const OF_TRADE: readonly Holding[] = [
  {
    ...ofAccount('codes', ['hash'], 'codes that were used', ['family', 'last4', 'used_at']),
    shows: ['last4', 'state', 'used_at', 'redemption_id'],
    end: { is: 'pseudonymised', columns: ['account_id'], why: 'a code that was used stays used' },
  },
  {
    ...ofAccount('redemptions', ['id'], 'what you redeemed, on which device, and what came of it', [
      'id',
      'family',
      'device_id',
      'state',
      'effect',
      'reason',
      'created_at',
    ]),
    end: { is: 'pseudonymised', columns: ['account_id', 'actor'], why: 'it proves that a code had its effect once' },
  },
  {
    ...ofAccount('batches', ['id'], 'batches of codes that you ordered', [
      'id',
      'family',
      'product',
      'count',
      'created_at',
    ]),
    end: {
      is: 'pseudonymised',
      columns: ['account_id', 'created_by'],
      cleared: ['sold_to'],
      why: 'their codes are with others',
    },
  },
  ofAccount('campaign_uses', ['account_id'], 'that a campaign code was used', ['at']),
  ofAccount('refusal_tallies', ['id'], 'refused attempts', ['scope', 'place', 'since', 'until_at', 'refusals']),
  ofAccount('ownerships', ['id'], 'which devices are yours, and since when; what they measured is under telemetry/', [
    'device_id',
    'series_id',
    'from_at',
    'until_at',
  ]),
  {
    ...ofAccount('orders', ['id'], 'licences ordered for dongles', [
      'number',
      'licence_number',
      'kind',
      'points',
      'at',
    ]),
    end: { is: 'pseudonymised', columns: ['account_id', 'actor'], why: BOOKS },
  },
  ofAccount('device_subscriptions', ['id'], 'subscriptions of devices', ['device_id', 'started_at', 'ended_at']),
  ofAccount('billing_due', ['entry_id'], 'what the next invoice will be for', ['currency', 'at']),
  ofAccount('billing_profiles', ['account_id'], 'to whom invoices are made out', ['body', 'updated_at']),
  {
    ...ofAccount('billing_entries', ['id'], 'what you bought', ['what', 'amount_minor', 'currency', 'quantity', 'at']),
    end: { is: 'pseudonymised', columns: ['account_id'], why: BOOKS },
  },
  ofAccount('dunning_steps', ['invoice_id'], 'reminders of invoices', ['step', 'at']),
  {
    ...ofAccount('invoices', ['id'], 'invoices and credit notes', [
      'number',
      'kind',
      'currency',
      'issued_at',
      'due_at',
      'net_minor',
      'vat_minor',
      'total_minor',
      'buyer',
    ]),
    end: { is: 'pseudonymised', columns: ['account_id', 'actor'], why: `${BOOKS}; the buyer stands on them as long` },
  },
  {
    ...ofAccount('payments', ['id'], 'payments', ['paid_on', 'amount_minor', 'currency', 'reference', 'at']),
    end: { is: 'pseudonymised', columns: ['account_id', 'actor'], why: BOOKS },
  },
  {
    ...ofAccount('receivables', ['invoice_id'], 'what is owed for an invoice', [
      'currency',
      'due_at',
      'outstanding_minor',
    ]),
    end: { is: 'pseudonymised', columns: ['account_id'], why: BOOKS },
  },
  {
    ...ofAccount('receivable_entries', ['id'], 'what an invoice was owed and paid', [
      'entry',
      'amount_minor',
      'currency',
      'at',
    ]),
    end: { is: 'pseudonymised', columns: ['account_id'], why: BOOKS },
  },
]
