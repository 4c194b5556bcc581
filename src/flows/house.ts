import type { Passwords } from '../accounts/password.ts'
import type { Signal } from '../std/signal.ts'
import type { World } from '../std/world.ts'
import type { Keyring } from '../store/keyring.ts'
import type { TelemetryStore } from '../telemetry/telemetry.ts'
import type { InvoiceSchedule } from './billing/schedule.ts'
import type { Ledger } from './tables.ts'

/** What stories are told in: handed to every flow, made in one place (`src/main.ts`, and by `test/world.ts`). */
export type House = {
  world: World
  ledger: Ledger
  keys: Keyring
  telemetry: TelemetryStore
  passwords: Passwords
  /** A device may have work waiting: its id. */
  wake: Signal<string>
  /** Whoever is connected as this device, by its serial, is to sign in anew: its secret may be another since. Absent: there is no broker. */
  dismissed?: Signal<string>
  /** A batch was ordered. */
  minting: Signal<void>
  /** An invoice run was ordered, or an invoice waits to be sent; absent: whoever attends to them looks by the clock alone. */
  invoicing?: Signal<void>
  /** When a month's invoices are run without anybody's order; absent: never. */
  invoiceSchedule?: InvoiceSchedule
}
