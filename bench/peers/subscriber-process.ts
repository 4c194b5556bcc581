import { open } from 'node:fs/promises'
import { InfluxDB, Point } from '@influxdata/influxdb-client'
import { connectAsync, type MqttClient } from 'mqtt'
import { silent } from '../../src/std/log.ts'
import { nextTurn } from '../../src/std/turn.ts'
import { openEmbeddedTelemetry } from '../../src/telemetry/embedded.ts'
import { packSamples } from '../../src/telemetry/packed.ts'
import type { Sample } from '../../src/telemetry/telemetry.ts'
import { answerAsks } from '../process/answer.ts'
import type { SubscriberOrder, SubscriberQuestion } from './subscriber.ts'

type Report = { imei: string; payload: Buffer }
/** Takes a group at a time; resolves when it is kept. */
type Keeper = { keep(group: readonly Report[]): Promise<void>; close(): Promise<void>; group_max: number }

/** As many as the house puts into one group, so that only the way there differs. */
const GROUP_MAX = { file: 2_000, store: 5_000, influx: 10_000 }

let client: MqttClient | null = null
let keeper: Keeper | null = null
let waiting: Report[] = []
let keeping: Promise<void> | null = null
let kept = 0

answerAsks<SubscriberQuestion>(async (question) => {
  switch (question.kind) {
    case 'open': {
      kept = 0
      keeper = await keeperOf(question.order)
      client = await connectAsync(question.order.mqttUrl, { clientId: 'backend', clean: true })
      client.on('message', (topic, payload) => {
        waiting.push({ imei: topic.split('/')[2] ?? '', payload })
        keeping ??= keepAll().finally(() => {
          keeping = null
        })
      })
      await client.subscribeAsync('v1/collars/+/report', { qos: 1 })
      return null
    }
    case 'kept':
      return kept
    case 'close':
      await client?.endAsync(true)
      await keeping
      await keeper?.close()
      return null
  }
})

async function keepAll(): Promise<void> {
  // A turn later, so that what one read brought makes one group.
  await new Promise<void>((resolve) => nextTurn(resolve))
  while (waiting.length > 0 && keeper) {
    const group = waiting.slice(0, keeper.group_max)
    waiting = waiting.slice(keeper.group_max)
    await keeper.keep(group)
    kept += group.length
  }
}

async function keeperOf(order: SubscriberOrder): Promise<Keeper> {
  switch (order.to) {
    case 'file':
      return fileKeeper(order.path)
    case 'store':
      return storeKeeper(order.path)
    case 'influx':
      return influxKeeper(order.url, order.database)
  }
}

async function fileKeeper(path: string): Promise<Keeper> {
  const file = await open(path, 'a')
  return {
    group_max: GROUP_MAX.file,
    async keep(group) {
      const parts = group.flatMap(({ imei, payload }) => {
        const head = Buffer.alloc(4 + imei.length)
        head.writeUInt32BE(payload.length)
        head.write(imei, 4, 'latin1')
        return [head, payload]
      })
      await file.write(Buffer.concat(parts))
      await file.datasync()
    },
    close: () => file.close(),
  }
}

async function storeKeeper(path: string): Promise<Keeper> {
  const store = await openEmbeddedTelemetry({ file: path, world: { log: silent } })
  return {
    group_max: GROUP_MAX.store,
    async keep(group) {
      const series = new Map<string, Sample[]>()
      for (const { imei, payload } of group) {
        const { now, boot, seq, t, ...measured } = JSON.parse(payload.toString())
        const samples = series.get(imei) ?? []
        series.set(imei, samples)
        samples.push({ at: t * 1_000, ...measured })
      }
      await store.write(packSamples([...series].map(([seriesId, samples]) => ({ seriesId, samples }))))
    },
    close: () => store.close(),
  }
}

async function influxKeeper(url: string, database: string): Promise<Keeper> {
  const api = new InfluxDB({ url }).getWriteApi('', database, 'ms', {
    batchSize: 1_000_000,
    flushInterval: 0,
    maxRetries: 0,
  })
  api.path = `/write?db=${database}&precision=ms`
  return {
    group_max: GROUP_MAX.influx,
    async keep(group) {
      for (const { imei, payload } of group) {
        const { now, boot, seq, t, ...measured } = JSON.parse(payload.toString())
        const point = new Point('telemetry').tag('device', imei).timestamp(t * 1_000)
        for (const [name, value] of Object.entries<number>(measured)) point.floatField(name, value)
        api.writePoint(point)
      }
      await api.flush()
    },
    close: async () => {
      await api.close()
    },
  }
}
