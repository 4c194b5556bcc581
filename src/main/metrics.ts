import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { OpenCommands } from '../devices/commands.ts'
import type { InvoicesStanding } from '../flows/billing/standing.ts'
import type { NightOutcome, PruneTally } from '../flows/prune-telemetry.ts'
import type { IngestTally } from '../flows/store-reports.ts'
import type { PartState } from '../http/parts.ts'
import type { Tally } from '../mqtt/gate.ts'
import type { SmsTally } from './wiring.ts'

/** What the parts below the HTTP door count. Labels are stable names; never an IMEI, a phone number or a code. */
export type HouseMetrics = {
  tally: Tally & IngestTally & PruneTally & SmsTally
  /** The way to the telephone network: whether it is ready, and what waits before it. */
  watchSms(sms: { ready: () => boolean; waiting: () => Promise<number> }): void
  /** Mails that are to be sent still. */
  watchMail(waiting: () => Promise<number>): void
  watchInvoices(standing: InvoicesStanding): void
  /** For how long the oldest unanswered message by the contact form has waited. */
  watchContacts(oldest_s: () => Promise<number>): void
  /** Values that are asked for when somebody looks. */
  watch(sources: Watched): void
}

/** What is asked for when somebody looks. `inboxBytes_max`: beyond it nothing is acknowledged any more. */
export type Watched = {
  connections: () => number
  backlog: () => { bytes: number; oldestReceivedAt: number | null }
  inboxBytes_max: number
  commands: () => Promise<OpenCommands>
  parts: () => Promise<Record<string, PartState>>
}

/** From half a millisecond, which an fdatasync takes, to where devices give up. */
const DURABLE_BUCKETS_S = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Registers the counters; gauges follow with `watch`. */
export function houseMetrics(registry: Registry): HouseMetrics {
  const registers = [registry]
  const counter = <L extends string>(name: string, help: string, labelNames: L[]): Counter<L> =>
    new Counter({ name, help, labelNames, registers })
  const asked = askedFor(registers)
  const uplinks = counter('koppel_mqtt_uplinks_total', 'Messages from devices, by kind and what became of them', [
    'kind',
    'outcome',
  ])
  const refused = counter('koppel_mqtt_refused_total', 'What the broker refused or cut off', ['reason'])
  const alarms = counter('koppel_alarm_steps_total', 'Alarms opened and closed', ['rule', 'step'])
  const reports = counter('koppel_reports_total', 'Reports taken from the inbox', ['outcome'])
  const messages = counter('koppel_sms_messages_total', 'Messages from phones, by what was answered', ['answer'])
  const handedOver = counter(
    'koppel_sms_handed_over_total',
    'Messages to phones, by way and what handing over came to',
    ['transport', 'outcome'],
  )
  const mails = counter('koppel_mails_total', 'Mails, by what sending came to', ['outcome'])
  const pushes = counter('koppel_pushes_total', 'Pushes, by what sending came to', ['outcome'])
  const stored = counter('koppel_samples_stored_total', 'Samples that the telemetry store has taken', [])
  const durable = new Histogram({
    name: 'koppel_mqtt_durable_seconds',
    help: "From a device's message, or a group of reports, until it is durable and its PUBACK may leave",
    buckets: DURABLE_BUCKETS_S,
    registers,
  })
  const setAside = counter('koppel_samples_set_aside_total', 'Samples that could not be used', ['reason'])
  return {
    tally: {
      ...pruneTally(registers),
      uplink: (kind, outcome, messages = 1) => uplinks.inc({ kind, outcome }, messages),
      durable: (took_ms) => durable.observe(took_ms / 1_000),
      refused: (reason) => refused.inc({ reason }),
      alarm: (rule, step) => alarms.inc({ rule, step }),
      report: (outcome, count) => reports.inc({ outcome }, count),
      message: (answer) => messages.inc({ answer }),
      handedOver: (transport, outcome) => handedOver.inc({ transport, outcome }),
      mail: (outcome) => mails.inc({ outcome }),
      push: (outcome) => pushes.inc({ outcome }),
      stored: (samples) => stored.inc(samples),
      setAside: (reason, samples) => setAside.inc({ reason }, samples),
    },
    watchMail(waiting) {
      asked('koppel_mails_waiting', 'Mails that are to be sent still; 1,000 are counted at most', waiting)
    },
    watchInvoices({ late_s, open, waiting }) {
      asked('koppel_invoice_run_late_seconds', 'How long the invoice run that comes by itself is overdue', late_s)
      asked('koppel_invoice_runs_open', 'Invoice runs that have begun and not ended', open)
      asked('koppel_invoices_waiting', 'Invoices that are to be sent still; 1,000 are counted at most', waiting)
    },
    watchContacts(oldest_s) {
      asked(
        'koppel_contacts_oldest_unanswered_seconds',
        'How long the oldest message by the contact form has waited for an answer; 0 when none waits',
        oldest_s,
      )
    },
    watchSms({ ready, waiting }) {
      new Gauge({
        name: 'koppel_sms_transport_ready',
        help: '1 while the way to the telephone network is ready',
        registers,
        collect() {
          this.set(ready() ? 1 : 0)
        },
      })
      asked('koppel_sms_waiting', 'Messages to phones that are to be sent still; 1,000 are counted at most', waiting)
    },
    watch: (sources) => watch(sources, registers),
  }
}

/** Gauges whose value is looked up when somebody asks; not a number while it cannot be. */
function askedFor(registers: Registry[]): (name: string, help: string, read: () => Promise<number>) => void {
  return (name, help, read) => {
    new Gauge({
      name,
      help,
      registers,
      async collect() {
        this.set(await read().catch(() => Number.NaN))
      },
    })
  }
}

function pruneTally(registers: Registry[]): PruneTally {
  const nights = (name: string, what: string, gone: string) => {
    const count = new Counter({
      name: `koppel_telemetry_${name}_total`,
      help: `${what} of old telemetry at night, by what became of them`,
      labelNames: ['outcome'] as const,
      registers,
    })
    const until = new Gauge({
      name: `koppel_telemetry_${gone}_seconds`,
      help: `Telemetry from before this was ${gone} last, Unix seconds; 0 when nothing was since the start`,
      registers,
    })
    return (outcome: NightOutcome, olderThan: number): void => {
      count.inc({ outcome })
      if (outcome === 'done') until.set(Math.floor(olderThan / 1_000))
    }
  }
  return {
    pruned: nights('prunes', 'Erasures', 'pruned'),
    thinned: nights('thinnings', 'Thinnings', 'thinned'),
  }
}

function watch({ connections, backlog, inboxBytes_max, commands, parts }: Watched, registers: Registry[]): void {
  const gauge = (name: string, help: string, read: () => number): Gauge =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read())
      },
    })
  gauge('koppel_mqtt_connections', 'Open MQTT connections', connections)
  gauge('koppel_inbox_bytes', 'Bytes in the inbox that wait for its slowest reader', () => backlog().bytes)
  gauge('koppel_inbox_limit_bytes', 'Bytes that may wait in the inbox', () => inboxBytes_max)
  gauge(
    'koppel_inbox_oldest_received_seconds',
    'When the oldest waiting frame came, Unix seconds; 0 when none waits',
    () => Math.floor((backlog().oldestReceivedAt ?? 0) / 1000),
  )
  new Gauge({
    name: 'koppel_commands_open',
    help: 'Commands that wait for their device (queued), or for its answer (sent; overdue where it is online); 10,000 of each are counted at most',
    labelNames: ['state'] as const,
    registers,
    async collect() {
      // While the ledger is away the rest is shown all the same, and this is not known.
      this.reset()
      const open = await commands().catch(() => ({}))
      for (const [state, count] of Object.entries(open)) this.set({ state }, count)
    },
  })
  new Gauge({
    name: 'koppel_part_ready',
    help: '1 while a part of the house is ready, as /readyz tells it',
    labelNames: ['part'] as const,
    registers,
    async collect() {
      for (const [part, { ready }] of Object.entries(await parts())) this.set({ part }, ready ? 1 : 0)
    },
  })
}
