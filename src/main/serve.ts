import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { collectDefaultMetrics, Registry } from 'prom-client'
import { BROKER_LIMITS } from '../../broker/limits.ts'
import { startBroker } from '../../broker/start.ts'
import type { BrokerLimits, Listener } from '../../broker/types.ts'
import type { Config } from '../config.ts'
import { openCommands } from '../devices/commands.ts'
import type { MailTransport } from '../flows/mail/transport.ts'
import { PUSH_SERVICES } from '../flows/push/endpoint.ts'
import type { PushTransport } from '../flows/push/transport.ts'
import { messagesWaiting } from '../flows/sms/see-sms.ts'
import type { SmsSink } from '../flows/sms/transport.ts'
import { buildApp } from '../http/app.ts'
import { invoicePdfBytes } from '../http/export/invoice-pdf.ts'
import { moneyText } from '../http/export/money.ts'
import type { DoorConfig } from '../http/parts.ts'
import type { SimulatorControl } from '../http/simulator-control.ts'
import { INBOX_LIMITS, type InboxLimits, SMS_INBOX_LIMITS } from '../inbox/limits.ts'
import { openInbox } from '../inbox/open.ts'
import { workerDisk } from '../inbox/worker-disk.ts'
import { fileTransport } from '../mail/files.ts'
import { smtpTransport } from '../mail/smtp.ts'
import { webPushTransport } from '../push/web-push.ts'
import { ProblemError } from '../std/problems.ts'
import { loadTexts } from '../std/texts.ts'
import type { World } from '../std/world.ts'
import type { InfluxTally } from '../telemetry/influx/writer.ts'
import { type DataDir, keptSecret } from './data-dir.ts'
import { houseMetrics } from './metrics.ts'
import { openLedger } from './open-ledger.ts'
import { openTelemetry } from './open-telemetry.ts'
import { readiness } from './readiness.ts'
import { openSmsWay, type SmsWay } from './sms-transports.ts'
import { watchLedger } from './watch-ledger.ts'
import { DIALOGUE, type Ground, type Running, wire } from './wiring.ts'

/** Everything that serving needs to be told; `src/config.ts` makes it from the environment. */
export type ServeOptions = {
  host: string
  httpPort: number
  mqttPort: number
  mqtts: { port: number; cert: string; key: string } | null
  databaseUrl: string | null
  /** Absent: telemetry in a file of the data directory. */
  influx?: Config['influx']
  /** Absent: telemetry is kept for ever. */
  telemetryTerms?: Config['telemetryTerms']
  secret: Uint8Array | null
  publicUrl: string | null
  support: { phone: string | null; email: string | null }
  /** Absent: that of our own app. */
  smsAppHash?: string
  /** Absent: messages are shown on the console, and not sent. */
  sms?: Config['sms']
  /** Absent: mails are files of the data directory. */
  mail?: Config['mail']
  /** Absent: 6 calendar months. */
  contactKeepMonths?: number
  /** When invoices are run without anybody's order; absent: never. */
  invoiceSchedule?: { day: number; zone: string }
  /** Absent or null: those of the usual browsers. */
  pushServices?: string[] | null
  version: string
  /** Absent or null in it: as the broker and the inbox have it. */
  intake?: Config['intake']
  /** What differs from the broker's own limits: for benches. */
  brokerLimits?: Partial<BrokerLimits>
  /** Root of the installation: `texts/` and `web/dist` are there. */
  root: string
}

/** A served house: where it is, and its end. */
export type Served = {
  running: Running
  httpUrl: string
  mqttUrl: string
  /** Null: no TLS was asked for. */
  mqttsUrl: string | null
  operatorToken: string
  stop(): Promise<void>
}

/** How long connections may take to finish what they have begun. */
const GRACE_MS = 5_000
const DAY_MS = 86_400_000
/** A device that is online answers within seconds, and is asked again every five minutes at the least. */
const OVERDUE_MS = 15 * 60_000
const OPEN_COMMANDS = { counted_max: 10_000 }

/**
 * Opens the ground, wires the house and opens its doors, from the inside out; `stop` goes the other way: doors first, what holds data last.
 * @throws whatever could not be opened; what was opened before is closed again
 */
export async function serve(
  options: ServeOptions,
  dir: DataDir,
  world: World,
  simulator?: SimulatorControl,
): Promise<Served> {
  const closers: (() => Promise<unknown>)[] = []
  const stop = async (): Promise<void> => {
    for (let close = closers.pop(); close; close = closers.pop()) {
      await close().catch((error: unknown) => world.log.error({ error }, 'a part did not close'))
    }
  }
  try {
    return await open(options, dir, world, simulator, closers, stop)
  } catch (error) {
    await stop()
    throw error
  }
}

async function open(
  options: ServeOptions,
  dir: DataDir,
  world: World,
  simulator: SimulatorControl | undefined,
  closers: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<Served> {
  const secret = options.secret ?? keptSecret(dir, world.random)
  const registry = defaultMetrics()
  const metrics = houseMetrics(registry)
  const { ledger, telemetry, inbox, smsInbox } = await openStores(options, dir, world, metrics.tally, closers)
  const texts = loadTexts(join(options.root, 'texts'))

  let publish: (topic: string, payload: Uint8Array) => Promise<boolean> = async () => false
  let desk: SmsSink | null = null
  const way =
    options.sms &&
    openSmsWay(options.sms, { world, publicUrl: options.publicUrl, fetch, sink: deskOf(() => desk), dir, secret })
  if (way) closers.push(() => way.transport.close())
  const mail = mailWay(options, dir)
  closers.push(() => mail.close())
  let consoleUrl = options.publicUrl ?? `http://${reachable(options.host)}:${options.httpPort}`
  const running = await wire(
    {
      ...{ world, ledger, inbox, smsInbox, telemetry, secret, texts },
      publicUrl: () => consoleUrl,
      ...(options.telemetryTerms && { telemetryTerms: options.telemetryTerms }),
      paper: { texts, money: moneyText, draw: invoicePdfBytes },
      push: pushWay(options, world),
      mail: { transport: mail, keep_ms: (options.mail?.keepDays ?? 30) * DAY_MS },
      ...(options.contactKeepMonths === undefined ? {} : { contactKeep_months: options.contactKeepMonths }),
      ...(options.invoiceSchedule && { invoiceSchedule: options.invoiceSchedule }),
      ...(way && options.sms ? onWay(way, options.sms) : {}),
    },
    (topic, payload) => publish(topic, payload),
    metrics.tally,
  )
  closers.push(() => running.stop())
  desk = running.desk

  const limits = limitsOf(options)
  const broker = await startBroker({ listeners: listenersOf(options), limits, gate: running.gate, world })
  closers.push(() => broker.close(GRACE_MS))
  publish = (topic, payload) => broker.publish(topic, payload, 1)
  running.house.dismissed?.on((serial) => broker.dismiss(serial))
  const whole = { ledger, inbox, running, broker, connections_max: limits.connections_max, world }
  const ready = () => readiness({ ...whole, sms: way?.transport ?? null, telemetryApart: !!options.influx })
  metrics.watch({
    connections: () => broker.connections,
    backlog: () => inbox.backlog(),
    inboxBytes_max: inboxLimits(options).backlogBytes_max,
    commands: () => openCommands(ledger.reads, { ...OPEN_COMMANDS, overdueBefore: world.clock.now() - OVERDUE_MS }),
    parts: ready,
  })
  watchLedger(metrics, running.house)
  if (way) metrics.watchSms({ ready: () => way.transport.state().ready, waiting: () => messagesWaiting(ledger.reads) })

  const operatorToken = `kop_${Buffer.from(world.random.bytes(32)).toString('base64url')}`
  const app = await buildApp({
    house: running.house,
    live: running.live,
    texts,
    config: doorConfig(options),
    version: options.version,
    metrics: registry,
    ready,
    consoleDir: join(options.root, 'web/dist'),
    operatorToken,
    ...(simulator && { simulator }),
    mailsShown: !options.mail?.server,
    pushServices: options.pushServices ?? PUSH_SERVICES,
    ...(way && { sms: way.transport, ...(way.gateway && { smsGateway: way.gateway }) }),
  })
  await app.listen({ host: options.host, port: options.httpPort })
  closers.push(() => app.close())
  const urls = urlsOf(options.host, broker.addresses, app.server.address())
  consoleUrl = options.publicUrl ?? urls.httpUrl
  return { running, ...urls, operatorToken, stop }
}

/** Those of the process. */
function defaultMetrics(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  return registry
}

/** What the HTTP door is told of the configuration. */
function doorConfig({ publicUrl, support, smsAppHash, contactKeepMonths }: ServeOptions): DoorConfig {
  return {
    ...{ publicUrl, support },
    ...(smsAppHash === undefined ? {} : { smsAppHash }),
    ...(contactKeepMonths === undefined ? {} : { contactKeepMonths }),
  }
}

function limitsOf({ brokerLimits, intake }: ServeOptions): BrokerLimits {
  const connections_max = intake?.mqttConnections_max ?? BROKER_LIMITS.connections_max
  return { ...BROKER_LIMITS, connections_max, ...brokerLimits }
}

function inboxLimits({ intake }: Pick<ServeOptions, 'intake'>): InboxLimits {
  return { ...INBOX_LIMITS, backlogBytes_max: intake?.inboxBytes_max ?? INBOX_LIMITS.backlogBytes_max }
}

/** Where the doors are that have been opened. */
function urlsOf(
  host: string,
  addresses: readonly { kind: Listener['kind']; port: number }[],
  http: AddressInfo | string | null,
): Pick<Served, 'httpUrl' | 'mqttUrl' | 'mqttsUrl'> {
  const portOf = (wanted: Listener['kind']): number | undefined => addresses.find(({ kind }) => kind === wanted)?.port
  const [mqtt, mqtts] = [portOf('tcp'), portOf('tls')]
  if (mqtt === undefined || http === null || typeof http === 'string') throw new Error('a door has no address')
  const named = (port: number): string => `${reachable(host)}:${port}`
  const mqttsUrl = mqtts === undefined ? null : `mqtts://${named(mqtts)}`
  return { httpUrl: `http://${named(http.port)}`, mqttUrl: `mqtt://${named(mqtt)}`, mqttsUrl }
}

/** What holds data, opened in the order in which it is closed last. */
async function openStores(
  options: ServeOptions,
  dir: DataDir,
  world: World,
  tally: InfluxTally,
  closers: (() => Promise<unknown>)[],
): Promise<Pick<Ground, 'ledger' | 'telemetry' | 'inbox' | 'smsInbox'>> {
  const { databaseUrl, influx = null } = options
  const ledger = await openLedger(databaseUrl, dir, world)
  closers.push(() => ledger.close())
  const telemetry = await openTelemetry(influx, dir, world, tally)
  closers.push(() => telemetry.close())
  const inbox = await openInbox({ disk: await workerDisk(dir.file('inbox')), world, limits: inboxLimits(options) })
  closers.push(() => inbox.close())
  const smsInbox = await openInbox({ disk: await workerDisk(dir.file('sms-inbox')), world, limits: SMS_INBOX_LIMITS })
  closers.push(() => smsInbox.close())
  return { ledger, telemetry, inbox, smsInbox }
}

/** What a way may be asked, and for how long messages are kept; its own number is never answered. */
function onWay({ transport, from, limits }: SmsWay, { keepDays }: Config['sms']): Pick<Ground, 'sms' | 'dialogue'> {
  const ownNumbers = from?.startsWith('+') ? [from] : []
  return {
    sms: { transport, limits, keep_ms: keepDays * DAY_MS },
    dialogue: { ...DIALOGUE, ownNumbers },
  }
}

/** Mails leave by the server of the configuration; without one each is a file. */
function mailWay({ mail }: ServeOptions, dir: DataDir): MailTransport {
  const from = mail?.from ?? { name: 'Koppel', address: 'noreply@koppel.invalid' }
  return mail?.server ? smtpTransport(mail.server, from) : fileTransport(dir.file('mail'), from)
}

/** Pushes name us by the address that people know, or by the office's. */
function pushWay({ publicUrl, support, mail, pushServices }: ServeOptions, world: World): PushTransport {
  const office = support.email ?? mail?.from.address ?? 'noreply@koppel.invalid'
  const contact = publicUrl?.startsWith('https://') ? publicUrl : `mailto:${office}`
  return webPushTransport({ world, fetch, contact, services: pushServices ?? PUSH_SERVICES })
}

/** A way opens before the desk does: until then nothing is taken from it. */
function deskOf(desk: () => SmsSink | null): SmsSink {
  const open = (): SmsSink => {
    const opened = desk()
    if (!opened) throw new ProblemError('try-again-later')
    return opened
  }
  return { inbound: async (sms) => open().inbound(sms), report: async (report) => open().report(report) }
}

function listenersOf({ host, mqttPort, mqtts }: ServeOptions): Listener[] {
  const plain: Listener = { kind: 'tcp', host, port: mqttPort }
  return mqtts ? [plain, { kind: 'tls', host, port: mqtts.port, cert: mqtts.cert, key: mqtts.key }] : [plain]
}

function reachable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
