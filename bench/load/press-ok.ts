import { Agent, type IncomingMessage, request } from 'node:http'
import { createParser } from 'eventsource-parser'
import type { Clock } from '../../src/std/clock.ts'
import type { Wish } from './load.ts'

/** A person's browser: one connection kept open for requests, one for the stream of events. */
export type Person = {
  /** Redeems a code and follows it. @returns milliseconds from the first byte sent to the event that says `applied` */
  pressOk(wish: Wish): Promise<number>
  close(): void
}

export function newPerson(url: URL, clock: Clock): Person {
  const agent = new Agent({ keepAlive: true, maxSockets: 2 })
  const ask = (
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: string,
  ): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => {
      const sent = request(new URL(path, url), { method, headers, agent }, resolve)
      sent.on('error', reject)
      sent.end(body)
    })
  return {
    async pressOk({ deviceId, token, code, key }) {
      const body = JSON.stringify({ code })
      const authorization = `Bearer ${token}`
      const headers = { authorization, 'idempotency-key': key, 'content-type': 'application/json' }
      const started_ms = clock.monotonic()
      const accepted = await ask('POST', `/api/v1/devices/${deviceId}/redemptions`, headers, body)
      const answer = await textOf(accepted)
      if (accepted.statusCode !== 202) throw new Error(`a redemption was answered ${accepted.statusCode}: ${answer}`)
      const { id } = JSON.parse(answer) as { id: string }
      await untilApplied(await ask('GET', `/api/v1/redemptions/${id}/events`, { authorization }))
      return clock.monotonic() - started_ms
    },
    close: () => agent.destroy(),
  }
}

async function textOf(answer: IncomingMessage): Promise<string> {
  let text = ''
  for await (const piece of answer.setEncoding('utf8')) text += piece
  return text
}

/** Resolves at the event that says `applied`; what is left of the stream is read, so that the connection can be used again. */
function untilApplied(stream: IncomingMessage): Promise<void> {
  return new Promise((resolve, reject) => {
    const parser = createParser({
      onEvent: ({ data }) => (JSON.parse(data) as { state: string }).state === 'applied' && resolve(),
    })
    stream.setEncoding('utf8')
    stream.on('data', (text: string) => parser.feed(text))
    stream.on('end', () => reject(new Error('the stream ended before the code was applied')))
    stream.on('error', reject)
  })
}
