import type { Gate } from '../../broker/types.ts'
import { passwords } from '../accounts/password.ts'
import { startAlarmWatch } from '../flows/alarms/start-watch.ts'
import { expungeSeeds } from '../flows/batches/expunge-seeds.ts'
import { startMinter } from '../flows/batches/minter.ts'
import { startInvoicing } from '../flows/billing/invoicing.ts'
import type { Paper } from '../flows/billing/paper.ts'
import type { InvoiceSchedule } from '../flows/billing/schedule.ts'
import { startDelivery } from '../flows/deliver.ts'
import type { House } from '../flows/house.ts'
import { startIngest } from '../flows/ingest.ts'
import { type Live, startLive } from '../flows/live.ts'
import type { MailOutcome } from '../flows/mail/settle-mail.ts'
import type { MailTransport } from '../flows/mail/transport.ts'
import { forgetPresence, presenceOf } from '../flows/presence.ts'
import { startCloser } from '../flows/privacy/closer.ts'
import { FOR_EVER, type PruneTally, startPruning, type TelemetryTerms } from '../flows/prune-telemetry.ts'
import type { PushOutcome } from '../flows/push/settle-push.ts'
import type { PushTransport } from '../flows/push/transport.ts'
import { type SmsDesk, startSmsDesk } from '../flows/sms/desk.ts'
import { noteReport } from '../flows/sms/reports.ts'
import type { SenderLimits } from '../flows/sms/sender.ts'
import type { SmsSink, SmsTransport } from '../flows/sms/transport.ts'
import type { IngestTally } from '../flows/store-reports.ts'
import type { Ledger } from '../flows/tables.ts'
import { CONTACT_KEEP_MONTHS, type Keep, startTidying } from '../flows/tidy.ts'
import type { Inbox } from '../inbox/inbox.ts'
import { deviceGate, type Tally } from '../mqtt/gate.ts'
import { commandTopic } from '../mqtt/topic.ts'
import { consoleTransport } from '../sms/console.ts'
import { signal } from '../std/signal.ts'
import type { Texts } from '../std/texts.ts'
import type { World } from '../std/world.ts'
import { openKeyring } from '../store/keyring.ts'
import type { TelemetryStore } from '../telemetry/telemetry.ts'
import { startOutboxes } from './outboxes.ts'

/** What the house stands on: opened and closed by whoever builds it. */
export type Ground = {
  world: World
  ledger: Ledger
  inbox: Inbox
  telemetry: TelemetryStore
  /** How long what was measured is kept; absent: for ever. */
  telemetryTerms?: TelemetryTerms
  secret: Uint8Array
  passwordMemory_KiB?: number
  /** Absent: the messages can be read on the console. */
  sms?: { transport: SmsTransport; limits: SenderLimits; keep_ms: number }
  /** Where messages from phones stand until they are dealt with: an inbox of its own. */
  smsInbox: Inbox
  /** Absent: mails stay in the outbox until there is a way. */
  mail?: { transport: MailTransport; keep_ms: number }
  /** How long a message by the contact form is kept after it was closed or last answered. */
  contactKeep_months?: number
  /** Absent: pushes stay in the outbox until they are of no use. */
  push?: PushTransport
  texts: Texts
  /** Where people reach the console, for links in letters; known once it listens. */
  publicUrl?: () => string
  /** How invoices are drawn and said; absent: invoice runs wait, and nothing is sent or reminded of. */
  paper?: Paper
  /** When invoices are run without anybody's order; absent: never. */
  invoiceSchedule?: InvoiceSchedule
  dialogue?: DialogueOptions
}

/** `ownNumbers`: E.164, never answered. */
export type DialogueOptions = { ownNumbers: readonly string[]; keep_ms: number }

/** It costs nothing and takes no time; the limits are those of the ledger. */
const CONSOLE_SMS_LIMITS: SenderLimits = { inFlight_max: 20, perMinute_max: 600 }
/** How long messages that were sent are kept. */
export const KEEP_SMS_MS = 30 * 86_400_000
/** The dialogue where nothing else is said. */
export const DIALOGUE: DialogueOptions = { ownNumbers: [], keep_ms: 90 * 86_400_000 }

/** How long mails that were sent are kept where nothing else is said. */
const KEEP_MAIL_MS = 30 * 86_400_000

/** Counts messages from phones by what was answered, and those to phones by what handing over came to. */
export type SmsTally = {
  mail?(outcome: MailOutcome['kind']): void
  push?(outcome: PushOutcome['kind']): void
  message?(outcome: string): void
  handedOver?(transport: string, outcome: string): void
}

/** Hands bytes to a device's live connection; true when there was one. */
export type Publish = (topic: string, payload: Uint8Array) => Promise<boolean>

/** The running house, without its doors to the network: the same for `koppel serve` and for tests in one process. */
export type Running = {
  house: House
  live: Live
  gate: Gate
  /** Where transports bring what phones send, and the state of its answering. */
  desk: SmsSink & Pick<SmsDesk, 'waiting'>
  /** Resolves when nothing is under way that needs no further input. */
  idle(): Promise<void>
  /** Whether reports are being moved into telemetry. */
  ingesting(): boolean
  /** Stops what runs by itself; what the ground holds stays open. */
  stop(): Promise<void>
}

/** How long what is kept for a while is kept on this ground. */
function keepOf({ dialogue = DIALOGUE, mail, contactKeep_months = CONTACT_KEEP_MONTHS }: Ground): Keep {
  return { dialogue_ms: dialogue.keep_ms, mail_ms: mail?.keep_ms ?? KEEP_MAIL_MS, contact_months: contactKeep_months }
}

/** Wires rooms, flows and the device door together on a given ground. */
export async function wire(
  ground: Ground,
  publish: Publish,
  tally: Tally & IngestTally & PruneTally & SmsTally,
): Promise<Running> {
  const { world, ledger, inbox, telemetry } = ground
  const keys = await openKeyring({ store: ledger, world, secret: ground.secret })
  const house: House = {
    world,
    ledger,
    keys,
    telemetry,
    passwords: passwords(world.random, ground.passwordMemory_KiB),
    wake: signal<string>(),
    dismissed: signal<string>(),
    minting: signal<void>(),
    invoicing: signal<void>(),
    ...(ground.invoiceSchedule && { invoiceSchedule: ground.invoiceSchedule }),
  }
  await forgetPresence(house)
  await expungeSeeds(house)
  const delivery = startDelivery(house, (serial, kind, envelope) => publish(commandTopic(kind, serial), envelope))
  const presence = presenceOf(house, delivery)
  const ingest = startIngest(house, inbox.reader('telemetry'), tally)
  const live = startLive(house)
  const watch = startAlarmWatch(house, inbox, tally)
  const minter = startMinter(house)
  const dialogue = ground.dialogue ?? DIALOGUE
  const tidying = startTidying(house, keepOf(ground))
  const pruning = startPruning(world, telemetry, ground.telemetryTerms ?? FOR_EVER, tally)
  const sms = ground.sms ?? { transport: consoleTransport(), limits: CONSOLE_SMS_LIMITS, keep_ms: KEEP_SMS_MS }
  const closer = startCloser(house, { texts: ground.texts, publicUrl: ground.publicUrl ?? (() => '') })
  const invoicing = ground.paper ? startInvoicing(house, ground.paper) : null
  const outboxes = startOutboxes(house, ground, sms, tally)
  const desk = startSmsDesk(house, {
    inbox: ground.smsInbox,
    texts: ground.texts,
    ownNumbers: dialogue.ownNumbers,
    send: (message) => sms.transport.send(message),
    ...(tally.message && { tally: tally.message }),
  })
  return {
    house,
    live,
    gate: deviceGate(house, inbox, presence, tally),
    desk: {
      inbound: (message) => desk.inbound(message),
      report: async (report) => void (await noteReport(house, report)),
      waiting: () => desk.waiting(),
    },
    ingesting: () => ingest.alive(),
    async idle() {
      await presence.idle()
      await delivery.idle()
      await ingest.idle()
      await minter.idle()
      await tidying.idle()
      await closer.idle()
      await desk.idle()
      await invoicing?.idle()
      await outboxes.idle()
    },
    async stop() {
      await watch.stop()
      await tidying.stop()
      await closer.stop()
      await pruning.stop()
      await desk.stop()
      await invoicing?.stop()
      await outboxes.stop()
      await minter.stop()
      await delivery.stop()
      await presence.idle()
      await ingest.stop()
      await live.stop()
      keys.close()
    },
  }
}
