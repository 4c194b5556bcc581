import type { Guarantee } from './guarantee.ts'
import { ACCOUNTS } from './guarantees/accounts.ts'
import { ALARMS } from './guarantees/alarms.ts'
import { BATCHES } from './guarantees/batches.ts'
import { BILLING } from './guarantees/billing.ts'
import { CODES } from './guarantees/codes.ts'
import { COMMANDS } from './guarantees/commands.ts'
import { DIALOGUE } from './guarantees/dialogue.ts'
import { DONGLES } from './guarantees/dongles.ts'
import { FIRMWARE } from './guarantees/firmware.ts'
import { GATEWAYS } from './guarantees/gateways.ts'
import { MODEM_OF_SMS } from './guarantees/modem.ts'
import { OPERATION } from './guarantees/operation.ts'
import { OUTBOX_OF_MAILS, OUTBOX_OF_SMS } from './guarantees/outbox.ts'
import { OWNING } from './guarantees/owning.ts'
import { PRIVACY } from './guarantees/privacy.ts'
import { RECEIPTS } from './guarantees/receipts.ts'
import { RECIPIENTS } from './guarantees/recipients.ts'
import { SERIAL } from './guarantees/serial.ts'
import { TELEMETRY } from './guarantees/telemetry.ts'
import { WIRE } from './guarantees/wire.ts'

/** Every guarantee of the house with its sabotage beside it. A promise that is not here is not kept yet. */
export const GUARANTEES: readonly Guarantee[] = [
  ...COMMANDS,
  ...WIRE,
  ...CODES,
  ...BATCHES,
  ...ACCOUNTS,
  ...BILLING,
  ...ALARMS,
  ...OWNING,
  ...RECEIPTS,
  ...PRIVACY,
  ...RECIPIENTS,
  ...DONGLES,
  ...DIALOGUE,
  ...GATEWAYS,
  ...SERIAL,
  ...OUTBOX_OF_SMS,
  ...OUTBOX_OF_MAILS,
  ...MODEM_OF_SMS,
  ...TELEMETRY,
  ...FIRMWARE,
  ...OPERATION,
]
