/**
 * What a merge does with each column of the ledger that names an account; a test reads the schema and fails where one is missing here.
 * - `move`: its rows are the kept account's from then on.
 * - `first`: an account has one; the kept account's stays, or where it has none the other's moves. What is not moved stays where it is and is lost to nobody.
 * - `settle`: two become one, by a rule of its own (`settle.ts`).
 * - `stay`: it tells what happened, to whom, and is never changed.
 */
export type Treatment = 'move' | 'first' | 'settle' | 'stay'

export const MERGED = {
  'account_merges.gone_account_id': 'stay',
  'account_merges.kept_account_id': 'stay',
  'agreement_cancellations.account_id': 'move',
  'agreement_confirmations.account_id': 'move',
  'agreements.giver_account_id': 'settle',
  'agreements.taker_account_id': 'settle',
  'alarm_accounts.account_id': 'first',
  'alarm_settings.account_id': 'settle',
  'alarm_standings.account_id': 'move',
  'alarm_steps.account_id': 'move',
  'alarm_zones.account_id': 'move',
  'alarms.account_id': 'move',
  'audit.account_id': 'stay',
  'batches.account_id': 'move',
  'billing_due.account_id': 'move',
  'billing_entries.account_id': 'move',
  'billing_profiles.account_id': 'first',
  'campaign_uses.account_id': 'first',
  'closings.account_id': 'stay',
  'codes.account_id': 'move',
  'contacts.account_id': 'move',
  'credit_balances.account_id': 'settle',
  'credit_entries.account_id': 'move',
  'credit_warnings.account_id': 'first',
  'device_subscriptions.account_id': 'move',
  'dunning_steps.account_id': 'move',
  'events.account_id': 'stay',
  'invoices.account_id': 'move',
  'mail_links.account_id': 'move',
  'mails.account_id': 'move',
  'memberships.account_id': 'settle',
  'orders.account_id': 'move',
  'ownerships.account_id': 'move',
  'payments.account_id': 'move',
  'push_messages.account_id': 'move',
  'receivable_entries.account_id': 'move',
  'receivables.account_id': 'move',
  'recipient_tellings.account_id': 'move',
  'recipients.account_id': 'move',
  'redemptions.account_id': 'move',
  'refusal_tallies.account_id': 'move',
  // Only the kept household has agreed to its reseller.
  'reseller_customers.account_id': 'settle',
  'reseller_customers.reseller_account_id': 'settle',
  'service_notices.account_id': 'move',
  'sms_dialogue.account_id': 'move',
  'sms_messages.account_id': 'move',
  'sms_numbers.account_id': 'move',
  'subscription_entries.account_id': 'move',
  'subscriptions.account_id': 'settle',
} as const satisfies Record<string, Treatment>

/** The tables of one treatment. */
export function tablesOf(treatment: Treatment): string[] {
  return Object.entries(MERGED)
    .filter(([, one]) => one === treatment)
    .map(([column]) => column.split('.')[0] ?? '')
}
