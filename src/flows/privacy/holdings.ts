import { type Holding, ofAccount, ofUser, within } from '../../store/holding.ts'
import { OF_PEOPLE, OF_TRADE } from './holdings-of-rooms.ts'

const mails = ofAccount('mails', ['id'], 'e-mails to you', ['kind', 'state', 'created_at'])
const sms = ofAccount('sms_messages', ['id'], 'text messages to you', ['purpose', 'state', 'created_at', 'handed_at'])
const alarms = ofAccount('alarms', ['id'], 'alarms of your devices', [
  'rule',
  'class',
  'opened_at',
  'acknowledged_at',
  'closed_at',
])
const recipients = ofAccount('recipients', ['id'], 'who is told of alarms', ['way', 'name', 'language', 'created_at'])

/** The outboxes, the dialogue and the recipients of alarms. */
const OF_MESSAGES: readonly Holding[] = [
  within('mail_attachments', ['mail_id', 'part'], ['mail_id', 'id'], mails, {
    holds: 'files of e-mails',
    shows: ['bytes'],
  }),
  mails,
  within('sms_parts', ['sms_id', 'part'], ['sms_id', 'id'], sms, {
    holds: 'parts of text messages',
    shows: ['state', 'at'],
  }),
  sms,
  ofAccount('sms_dialogue', ['id'], 'messages from your registered number, and the answers', [
    'received_at',
    'answer',
    'answered_at',
  ]),
  ofAccount('push_messages', ['id'], 'notifications to your browser', ['purpose', 'state', 'created_at', 'opened_at']),
  ofUser('push_subscriptions', ['id'], 'browsers that asked for notifications', ['state', 'created_at', 'ended_at']),
  within('recipient_devices', ['recipient_id', 'device_id'], ['recipient_id', 'id'], recipients, {
    holds: 'of which devices a recipient hears',
    shows: ['device_id'],
  }),
  within('recipient_proofs', ['recipient_id'], ['recipient_id', 'id'], recipients, {
    holds: 'proofs of recipients that were asked for',
    shows: ['expires_at'],
  }),
  ofAccount('recipient_tellings', ['id'], 'who was told of what, or why not', ['subject', 'silence', 'at']),
  recipients,
  within('alarm_entries', ['id'], ['alarm_id', 'id'], alarms, {
    holds: 'what became of alarms',
    shows: ['step', 'at'],
  }),
  alarms,
  ofAccount('alarm_settings', ['account_id', 'device_id'], 'what your devices are watched for', [
    'device_id',
    'chosen',
  ]),
  ofAccount('alarm_zones', ['id'], 'safety zones', ['name', 'shape', 'created_at', 'removed_at']),
  ofAccount('alarm_standings', ['device_id'], 'how far your devices were watched', ['heard_at', 'state']),
  ofAccount('alarm_steps', ['id'], 'alarms that were opened and closed', ['rule', 'step', 'at']),
  ofAccount('service_notices', ['id'], 'that alarms end or come on, not told yet', ['what', 'classes', 'day']),
  ofAccount('alarm_accounts', ['account_id'], 'your time zone for quiet hours', ['time_zone']),
]

/** The ground floor, and at the very end who it all was. */
const OF_THE_HOUSE: readonly Holding[] = [
  {
    table: 'staff_actors',
    key: ['actor'],
    whose: { column: 'actor', of: 'actor' },
    holds: 'since when you are staff',
    shows: ['since'],
    end: { is: 'deleted' },
  },
  ofAccount('events', ['id'], 'changes that your pages were told of', ['topic', 'body', 'at']),
  {
    table: 'idempotency',
    key: ['owner', 'key'],
    whose: { column: 'owner', of: 'actor' },
    holds: 'answers to requests, kept for a week',
    shows: ['at'],
    end: { is: 'deleted' },
  },
  {
    ...ofAccount('audit', ['id'], 'who did what; ids and names of acts alone', ['act', 'actor', 'subject', 'at']),
    end: { is: 'kept', why: 'entries are chained, and hold ids that lead to nobody once the rest is gone' },
  },
  ofAccount('agreement_cancellations', ['agreement_id', 'side'], 'why staff cancelled what you were to agree on', [
    'side',
    'reason',
    'at',
  ]),
  ofAccount('agreement_confirmations', ['agreement_id', 'side'], 'what you agreed to with another account', [
    'side',
    'reason',
    'at',
  ]),
  ofAccount(
    'reseller_customers',
    ['account_id'],
    'your reseller, who sees your devices’ SIMs and registers devices for you',
    ['reseller_account_id', 'since'],
  ),
  ofAccount('memberships', ['account_id', 'user_id'], 'who may do what on your account', ['user_id', 'level']),
  {
    table: 'users',
    key: ['id'],
    whose: { column: 'id', of: 'user' },
    holds: 'who you are',
    shows: ['id', 'email', 'name', 'language', 'created_at'],
    end: { is: 'deleted' },
  },
  {
    table: 'accounts',
    key: ['id'],
    whose: { column: 'id', of: 'account' },
    holds: 'your account',
    shows: ['id', 'kind', 'name', 'country', 'created_at'],
    end: { is: 'deleted' },
  },
]

/** Every table that holds something of people, in the order in which it is erased. */
export const HOLDINGS: readonly Holding[] = [...OF_MESSAGES, ...OF_PEOPLE, ...OF_TRADE, ...OF_THE_HOUSE]

const OF_DEVICES = 'of the device or its SIM, and goes with it'
const OF_OURS = 'of the house itself'
const BY_ID = 'beside a row that is stated, without a word of its own about anybody'

/** Every table that holds nothing of anybody, and why. */
export const NOTHING_HELD: Readonly<Record<string, string>> = {
  account_merges: 'ids of accounts, one of which is no more',
  agreements: 'ids of accounts and a keyed hash of an address, for two weeks of use',
  batch_seeds: OF_OURS,
  billing_sellers: OF_OURS,
  closing_counts: 'numbers, until the certificate has them',
  closings: 'what was closed and when; its account is no more',
  collars: OF_DEVICES,
  commands: OF_DEVICES,
  device_events: `${OF_DEVICES}; those of the time of an owner are deleted with its series (erase-devices.ts)`,
  devices: `${OF_DEVICES}; its name is the owner’s, and is taken away (erase-devices.ts)`,
  dongle_licences: OF_DEVICES,
  dongles: OF_DEVICES,
  guesses: 'hashes and ids, forgotten within hours',
  invoice_lines: BY_ID,
  invoice_outbox: BY_ID,
  invoice_runs: OF_OURS,
  invoice_taxes: BY_ID,
  jobs: OF_OURS,
  keys: OF_OURS,
  kysely_migration: OF_OURS,
  kysely_migration_lock: OF_OURS,
  leases: OF_OURS,
  number_series: OF_OURS,
  redemption_steps: BY_ID,
  releases: OF_DEVICES,
  sim_entries: OF_DEVICES,
  sim_standings: OF_DEVICES,
  sims: OF_DEVICES,
  sms_early_reports: 'ids of a carrier, forgotten within a day',
  sms_maintenance: OF_OURS,
}
