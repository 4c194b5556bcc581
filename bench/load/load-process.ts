import { systemClock } from '../../src/std/clock.ts'
import { quantile } from '../measure/quantile.ts'
import { answerAsks } from '../process/answer.ts'
import { type Connection, openConnection } from './connection.ts'
import type { LoadOrder, LoadResult, Wish } from './load.ts'

const clock = systemClock()

answerAsks<LoadOrder>(async (order): Promise<LoadResult> => {
  const { host, port, clients, wishes, localAddress } = order
  const requests = wishes.map((wish) => requestOf(host, wish))
  const connections = await Promise.all(Array.from({ length: clients }, () => openConnection(host, port, localAddress)))
  const tally: Tally = { latencies_ms: [], statuses: {} }
  const started_ms = clock.monotonic()
  await Promise.all(connections.map((connection) => sendAll(connection, requests, tally, order.anyAnswer === true)))
  const took_ms = clock.monotonic() - started_ms
  for (const connection of connections) connection.close()
  return { took_ms, p99_ms: quantile(tally.latencies_ms, 0.99), statuses: tally.statuses }
})

type Tally = { latencies_ms: number[]; statuses: Record<number, number> }

/** Takes from the common heap until it is empty. */
async function sendAll(connection: Connection, requests: Buffer[], tally: Tally, anyAnswer: boolean): Promise<void> {
  for (let request = requests.pop(); request; request = requests.pop()) {
    const sent_ms = clock.monotonic()
    const line = await connection.send(request)
    tally.latencies_ms.push(clock.monotonic() - sent_ms)
    const status = Number(line.split(' ')[1])
    tally.statuses[status] = (tally.statuses[status] ?? 0) + 1
    if (!anyAnswer && status !== 202) throw new Error(`a redemption was answered ${line}`)
  }
}

function requestOf(host: string, { deviceId, token, code, key }: Wish): Buffer {
  const body = JSON.stringify({ code })
  const head = [
    `POST /api/v1/devices/${deviceId}/redemptions HTTP/1.1`,
    `Host: ${host}`,
    `Authorization: Bearer ${token}`,
    `Idempotency-Key: ${key}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`)
}
