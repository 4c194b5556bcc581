import { expect, test } from 'vitest'
import { silent } from '../../std/log.ts'
import { TelemetryAway } from '../away.ts'
import { packSamples } from '../packed.ts'
import { INFLUX_LIMITS } from './limits.ts'
import { threadWriter } from './writer-thread.ts'

const place = { url: 'http://127.0.0.1:1', token: null, org: null, bucket: 'nowhere' }
const batch = [{ seriesId: 'dog', samples: [{ at: 1_000, bat: 5 }] }]

function opened(options: { module?: URL; writes_max?: number } = {}) {
  const said: string[] = []
  const log = { ...silent, error: (_: unknown, what: string) => void said.push(what) }
  const limits = { ...INFLUX_LIMITS, writes_max: options.writes_max ?? INFLUX_LIMITS.writes_max }
  const parts = { place, limits, world: { log }, tally: { setAside: () => {} }, keepAside: async () => {} }
  return { writer: threadWriter(parts, options.module), said }
}

test('a thread that ends refuses what it was writing, says so, and the next write starts another', async () => {
  const module = new URL(
    'data:text/javascript,import{parentPort}from"node:worker_threads";parentPort.on("message",()=>process.exit(3))',
  )
  const { writer, said } = opened({ module })
  await expect(writer.write(packSamples(batch))).rejects.toBeInstanceOf(TelemetryAway)
  await expect(writer.write(packSamples(batch))).rejects.toBeInstanceOf(TelemetryAway)
  expect(said).toEqual(['writer for InfluxDB ended', 'writer for InfluxDB ended'])
  await writer.close()
})

test('nobody at the address is told as away, by the thread too', async () => {
  const { writer } = opened()
  await expect(writer.write(packSamples(batch))).rejects.toMatchObject({
    name: 'TelemetryAway',
    cause: { message: /ECONNREFUSED/ },
  })
  await writer.close()
})

test("what is no number is the caller's fault, behind the crossing too", async () => {
  const { writer } = opened()
  await expect(
    writer.write(packSamples([{ seriesId: 'dog', samples: [{ at: 1, bat: Number.POSITIVE_INFINITY }] }])),
  ).rejects.toThrow(RangeError)
  await expect(writer.write(packSamples([{ seriesId: 'dog', samples: [{ at: 1, balance: 0.5 }] }]))).rejects.toThrow(
    RangeError,
  )
  await writer.close()
})

test('one write more than may be under way is refused, and none is taken after the end', async () => {
  const { writer } = opened({ writes_max: 1 })
  const first = writer.write(packSamples(batch))
  await expect(writer.write(packSamples(batch))).rejects.toThrow(TelemetryAway)
  await expect(first).rejects.toThrow(TelemetryAway)
  await writer.close()
  await expect(writer.write(packSamples(batch))).rejects.toThrow(TelemetryAway)
  await expect(writer.put(['x v=1 1'])).rejects.toThrow(TelemetryAway)
})
