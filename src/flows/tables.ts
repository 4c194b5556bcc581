import { type AgreementTables, agreementMigrations } from '../accounts/agreement-schema.ts'
import { type ConsentTables, consentMigrations } from '../accounts/consent-schema.ts'
import { type ContactTables, contactMigrations } from '../accounts/contact-schema.ts'
import { type LinkTables, linkMigrations } from '../accounts/link-schema.ts'
import { type PhoneTables, phoneMigrations } from '../accounts/phone-schema.ts'
import { type AccountsTables, accountsMigrations } from '../accounts/schema.ts'
import { type SecondFactorTables, secondFactorMigrations } from '../accounts/second-factor-schema.ts'
import { type SmsNumberTables, smsNumberMigrations } from '../accounts/sms-number-schema.ts'
import { type AlarmTables, alarmMigrations } from '../alarms/schema.ts'
import { type BillingTables, billingMigrations } from '../billing/schema.ts'
import { mintingMigrations } from '../codes/minting-schema.ts'
import { packMigrations } from '../codes/pack-schema.ts'
import { type CodesTables, codesMigrations } from '../codes/schema.ts'
import { type TallyTables, tallyMigrations } from '../codes/tally-schema.ts'
import { dongleMigrations } from '../devices/dongle-schema.ts'
import { networkMigrations } from '../devices/network-schema.ts'
import { owningMigrations } from '../devices/owning-schema.ts'
import { type DevicesTables, devicesMigrations } from '../devices/schema.ts'
import { type CreditTables, creditMigrations } from '../licences/credit-schema.ts'
import { type OrderTables, orderMigrations } from '../licences/order-schema.ts'
import { type ReleaseTables, releaseMigrations } from '../licences/release-schema.ts'
import { type LicencesTables, licencesMigrations } from '../licences/schema.ts'
import { type RecipientTables, recipientMigrations } from '../recipients/schema.ts'
import { type SimsTables, simsMigrations } from '../sims/schema.ts'
import type { Migrations } from '../store/migrate.ts'
import { groundMigrations } from '../store/schema.ts'
import type { Reads, Store, Tx } from '../store/store.ts'
import type { GroundTables } from '../store/tables.ts'
import { type MailTables, mailMigrations } from './mail/schema.ts'
import { type ClosingTables, closingMigrations } from './privacy/closing-schema.ts'
import { type PushTables, pushMigrations } from './push/schema.ts'
import { type DialogueTables, dialogueMigrations } from './sms/dialogue-schema.ts'
import { type MaintenanceTables, maintenanceMigrations } from './sms/maintenance-schema.ts'
import { type SmsTables, smsMigrations } from './sms/schema.ts'

/** The whole ledger, as stories see it. */
export type Tables = GroundTables &
  AccountsTables &
  AgreementTables &
  CodesTables &
  TallyTables &
  DevicesTables &
  SimsTables &
  LicencesTables &
  CreditTables &
  ReleaseTables &
  OrderTables &
  BillingTables &
  PhoneTables &
  LinkTables &
  SecondFactorTables &
  ConsentTables &
  ContactTables &
  SmsNumberTables &
  SmsTables &
  DialogueTables &
  MaintenanceTables &
  MailTables &
  ClosingTables &
  RecipientTables &
  AlarmTables &
  PushTables
export type Ledger = Store<Tables>
export type LedgerTx = Tx<Tables>
export type LedgerReads = Reads<Tables>

/** Every room's migrations; the names give the order. */
export const MIGRATIONS: Migrations = {
  ...groundMigrations,
  ...accountsMigrations,
  ...codesMigrations,
  ...mintingMigrations,
  ...packMigrations,
  ...tallyMigrations,
  ...devicesMigrations,
  ...networkMigrations,
  ...owningMigrations,
  ...agreementMigrations,
  ...dongleMigrations,
  ...simsMigrations,
  ...licencesMigrations,
  ...creditMigrations,
  ...releaseMigrations,
  ...orderMigrations,
  ...billingMigrations,
  ...phoneMigrations,
  ...smsMigrations,
  ...dialogueMigrations,
  ...maintenanceMigrations,
  ...smsNumberMigrations,
  ...mailMigrations,
  ...closingMigrations,
  ...recipientMigrations,
  ...alarmMigrations,
  ...pushMigrations,
  ...linkMigrations,
  ...secondFactorMigrations,
  ...consentMigrations,
  ...contactMigrations,
}
