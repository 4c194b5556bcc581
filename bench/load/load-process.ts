import { systemClock } from '../../src/std/clock.ts'
import { answerAsks } from '../process/answer.ts'
import { type Connection, openConnection } from './connection.ts'
import type { LoadOrder, LoadResult, Wish } from './load.ts'

const clock = systemClock()

answerAsks<LoadOrder>(async ({ host, port, clients, wishes }): Promise<LoadResult> => {
  const requests = wishes.map((wish) => requestOf(host, wish))
  const connections = await Promise.all(Array.from({ length: clients }, () => openConnection(host, port)))
  const started_ms = clock.monotonic()
  await Promise.all(connections.map((connection) => sendAll(connection, requests)))
  const took_ms = clock.monotonic() - started_ms
  for (const connection of connections) connection.close()
  return { took_ms }
})

/** Takes from the common heap until it is empty. */
async function sendAll(connection: Connection, requests: Buffer[]): Promise<void> {
  for (let request = requests.pop(); request; request = requests.pop()) {
    const status = await connection.send(request)
    if (!status.startsWith('HTTP/1.1 202')) throw new Error(`a redemption was answered ${status}`)
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
