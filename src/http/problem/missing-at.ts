import type { Missing } from '../../std/missing.ts'

/** What the last name in a route's path names, by the segment that stands before it; where that has one of its own below another, the longer one counts. */
const NAMED: Readonly<Record<string, Missing>> = {
  accounts: 'account',
  agreements: 'agreement',
  alarms: 'alarm',
  batches: 'batch',
  collars: 'simulated',
  contacts: 'contact',
  customers: 'customer',
  devices: 'device',
  dongles: 'simulated',
  files: 'file',
  gateways: 'gateway',
  invoices: 'invoice',
  mails: 'mail',
  'number-requests': 'number-request',
  numbers: 'number',
  'phone-verifications': 'verification',
  problems: 'problem',
  recipients: 'recipient',
  redemptions: 'redemption',
  sessions: 'session',
  sms: 'message',
  unlocks: 'unlock',
  users: 'member',
  zones: 'zone',
}

/** What was looked for at a route where nothing else was said, as its path has it; undefined: its path names nothing. @param route e.g. `/api/v1/accounts/:id/users/:userId` */
export function missingAt(route: string | undefined): Missing | undefined {
  const segments = route?.split('/') ?? []
  const last = segments.findLastIndex((segment) => segment.startsWith(':'))
  const name = segments[last - 1]
  return name !== undefined && Object.hasOwn(NAMED, name) ? NAMED[name] : undefined
}
