import { afterEach, describe, expect, test } from 'vitest'
import { publishPacket, type RawClient } from './testing/raw-client.ts'
import { keptAt, leaveFrom, openForSessions, say, subscribe, untilQuiet } from './testing/session-clients.ts'
import type { TestBroker } from './testing/test-broker.ts'
import type { BrokerLimits } from './types.ts'

/** What sessions with clean session 0 may cost, and QoS 2 towards the broker over their connections. */
let open: TestBroker
afterEach(() => open.broker.close(0))

const kept = (clientId: string) => keptAt(open, clientId)
const leave = (client: RawClient, clientId: string) => leaveFrom(open, client, clientId)

async function openBroker(limits: Partial<BrokerLimits> = {}): Promise<RawClient> {
  const opened = await openForSessions(limits)
  open = opened.open
  return opened.writer
}

/** A session of `a` that is subscribed to `t` and away. */
async function away(qos: 1 | 2 = 1): Promise<void> {
  const first = await kept('a')
  expect(first.present).toBe(false)
  await subscribe(first, 't', qos)
  await leave(first, 'a')
}

describe('QoS 2 from a client with a session', () => {
  test('sent again on the next connection it is the same message, until PUBREL [MQTT-4.3.3-2, MQTT-3.1.2-4]', async () => {
    await openBroker()
    for (const dup of [false, true]) {
      const client = await kept('a')
      client.send(publishPacket('x', 'two', 7, { qos: 2, dup }))
      expect(await client.next()).toMatchObject({ cmd: 'pubrec', messageId: 7 })
      await leave(client, 'a')
    }
    const last = await kept('a')
    last.send({ cmd: 'pubrel', messageId: 7 })
    expect(await last.next()).toMatchObject({ cmd: 'pubcomp', messageId: 7 })
    last.send(publishPacket('x', 'another', 7, { qos: 2 }))
    expect(await last.next()).toMatchObject({ cmd: 'pubrec', messageId: 7 })
    expect(open.heard.lines.filter((line) => line.startsWith('received a x'))).toEqual([
      'received a x two',
      'received a x another',
    ])
  })

  test('never released it is limited over all connections together', async () => {
    await openBroker({ inflight_max: 4 })
    let messageId = 0
    for (let round = 1; round <= 2; round++) {
      const client = await kept('a')
      for (let at = 0; at < 2; at++) {
        client.send(publishPacket('x', 'two', ++messageId, { qos: 2 }))
        expect(await client.next()).toMatchObject({ cmd: 'pubrec' })
      }
      await leave(client, 'a')
    }
    const last = await kept('a')
    last.send(publishPacket('x', 'two', ++messageId, { qos: 2 }))
    await last.closed
    expect(open.heard.lines).toContain('refused too-many-unacknowledged a')
  })
})

describe('limits', () => {
  test('a session that is owed too many messages, or bytes, loses the oldest, and it is counted', async () => {
    const writer = await openBroker({ sessionMessages_max: 3, sessionBytes_max: 10_000 })
    await away()
    await say(writer, 't', '1', '2', '3', '4')
    expect(open.heard.lines.filter((line) => line === 'refused queue-dropped a')).toHaveLength(1)
    await say(writer, 't', Buffer.alloc(9_700))
    const seen = await untilQuiet(await kept('a'))
    expect(seen).toMatchObject([{ payload: Buffer.alloc(9_700) }])
  })

  test('sessions that together are owed too much lose the oldest of whoever waits longest', async () => {
    const writer = await openBroker({ sessionsBytes_max: 10_000 })
    for (const name of ['a', 'b']) {
      const client = await kept(name)
      await subscribe(client, name)
      await leave(client, name)
      await say(writer, name, Buffer.alloc(4_500))
    }
    await say(writer, 'b', 'x'.repeat(500))
    expect(open.heard.lines).toContain('refused queue-dropped a')
    expect(await untilQuiet(await kept('a'))).toEqual([])
    expect(await untilQuiet(await kept('b'))).toHaveLength(2)
  })

  test('one session too many ends the one that is away longest', async () => {
    await openBroker({ sessions_max: 2 })
    for (const name of ['a', 'b', 'c']) await leave(await kept(name), name)
    expect(open.heard.lines).toContain('refused session-dropped a')
    expect((await kept('b')).present).toBe(true)
    expect((await kept('a')).present).toBe(false)
  })

  test('a session is kept for its time from the end of its connection on, and not longer', async () => {
    await openBroker({ sessionAway_ms_max: 60_000 })
    for (const name of ['a', 'b']) {
      await leave(await kept(name), name)
      await open.clock.advance(30_000)
    }
    expect(open.heard.lines).toContain('refused session-dropped a')
    const back = await kept('b')
    expect(back.present).toBe(true)
    await leave(back, 'b')
    await open.clock.advance(59_000)
    expect(open.heard.lines).not.toContain('refused session-dropped b')
    await open.clock.advance(1_000)
    expect(open.heard.lines).toContain('refused session-dropped b')
  })

  test('a client that reads nothing is cut, and finds all of it in order when it comes again', async () => {
    const writer = await openBroker({ messagesPer10s_max: 100_000, sessionMessages_max: 5_000, sessionBytes_max: 1e8 })
    const frozen = await kept('a')
    await subscribe(frozen, 't')
    frozen.wire.pause()
    let sent = 0
    while (!open.heard.lines.includes('disconnected a'))
      await say(writer, 't', Buffer.concat([Buffer.from(`${sent++} `), Buffer.alloc(8_000)]))
    expect(open.heard.lines).toContain('refused slow-reader a')
    await say(writer, 't', `${sent++} `)
    frozen.wire.destroy()
    const again = await kept('a')
    const seen: number[] = []
    while (seen.length < sent) {
      const packet = await again.next()
      if (packet.cmd === 'publish') seen.push(Number.parseInt(packet.payload.toString(), 10))
    }
    expect(seen).toEqual(Array.from({ length: sent }, (_, at) => at))
  })
})
