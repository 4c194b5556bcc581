import { Counter, Gauge, type Registry } from 'prom-client'
import type { IngestTally } from '../flows/store-reports.ts'
import type { Tally } from '../mqtt/gate.ts'
import type { SmsTally } from './wiring.ts'

/** What the parts below the HTTP door count. Labels are stable names; never an IMEI, a phone number or a code. */
export type HouseMetrics = {
  tally: Tally & IngestTally & SmsTally
  /** Values that are asked for when somebody looks. */
  /** The way to the telephone network: whether it is ready, and what waits before it. */
  watchSms(sms: { ready: () => boolean; waiting: () => Promise<number> }): void
  watch(sources: { connections: () => number; backlog: () => { bytes: number; oldestReceivedAt: number | null } }): void
}

/** Registers the counters; gauges follow with `watch`. */
export function houseMetrics(registry: Registry): HouseMetrics {
  const registers = [registry]
  const counter = <L extends string>(name: string, help: string, labelNames: L[]): Counter<L> =>
    new Counter({ name, help, labelNames, registers })
  const uplinks = counter('koppel_mqtt_uplinks_total', 'Messages from devices, by kind and what became of them', [
    'kind',
    'outcome',
  ])
  const refused = counter('koppel_mqtt_refused_total', 'What the broker refused or cut off', ['reason'])
  const reports = counter('koppel_reports_total', 'Reports taken from the inbox', ['outcome'])
  const messages = counter('koppel_sms_messages_total', 'Messages from phones, by what was answered', ['answer'])
  const handedOver = counter(
    'koppel_sms_handed_over_total',
    'Messages to phones, by way and what handing over came to',
    ['transport', 'outcome'],
  )
  const setAside = counter('koppel_samples_set_aside_total', 'Samples that could not be used', ['reason'])
  return {
    tally: {
      uplink: (kind, outcome, messages = 1) => uplinks.inc({ kind, outcome }, messages),
      refused: (reason) => refused.inc({ reason }),
      report: (outcome) => reports.inc({ outcome }),
      message: (answer) => messages.inc({ answer }),
      handedOver: (transport, outcome) => handedOver.inc({ transport, outcome }),
      setAside: (reason, samples) => setAside.inc({ reason }, samples),
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
      new Gauge({
        name: 'koppel_sms_waiting',
        help: 'Messages to phones that are to be sent still; 1,000 are counted at most',
        registers,
        async collect() {
          this.set(await waiting())
        },
      })
    },
    watch({ connections, backlog }) {
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
      gauge(
        'koppel_inbox_oldest_received_seconds',
        'When the oldest waiting frame came, Unix seconds; 0 when none waits',
        () => Math.floor((backlog().oldestReceivedAt ?? 0) / 1000),
      )
    },
  }
}
