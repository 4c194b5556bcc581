import { ALARMS } from './alarms.ts'
import { BATCHES } from './batches.ts'
import { BILLING } from './billing.ts'
import { CONSENTS } from './consents.ts'
import { CUSTOMERS } from './customers.ts'
import { DEVICES } from './devices.ts'
import { LICENCES } from './licences.ts'
import { OWN } from './own.ts'
import { RECIPIENTS } from './recipients.ts'
import type { Right } from './route.ts'
import { SIMULATED } from './simulator.ts'
import { MESSAGES } from './sms.ts'
import { USERS } from './users.ts'

/** What each asker gets from each route: the status, and for refusals nothing else. Devices and sessions come last, because they end with what can be done once. */
export const TABLE: readonly Right[] = [
  ...MESSAGES,
  ...LICENCES,
  ...BATCHES,
  ...ALARMS,
  ...BILLING,
  ...SIMULATED,
  ...DEVICES,
  ...RECIPIENTS,
  ...USERS,
  ...CONSENTS,
  ...CUSTOMERS,
  ...OWN,
]
