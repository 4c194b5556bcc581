import type { Packet } from 'mqtt-packet'
import { expect } from 'vitest'
import { settle } from '../../src/std/manual-clock.ts'
import type { BrokerLimits } from '../types.ts'
import { publishPacket, type RawClient, rawClient } from './raw-client.ts'
import { openTestBroker, type TestBroker } from './test-broker.ts'

/** A test broker where everybody may publish and subscribe everywhere, and a client `writer`. */
export async function openForSessions(
  limits: Partial<BrokerLimits> = {},
): Promise<{ open: TestBroker; writer: RawClient }> {
  const open = await openTestBroker({ gate: { mayPublish: () => true, maySubscribe: () => true }, limits })
  const writer = await rawClient(open.port)
  await writer.signIn('writer')
  return { open, writer }
}

/** Signs in with clean session 0 and says whether there was a session. */
export async function keptAt(open: TestBroker, clientId: string): Promise<RawClient & { present: boolean }> {
  const client = await rawClient(open.port)
  const connack = await client.signIn(clientId, { clean: false })
  expect(connack).toMatchObject({ cmd: 'connack', returnCode: 0 })
  return Object.assign(client, { present: 'sessionPresent' in connack && connack.sessionPresent })
}

/** Breaks the connection and waits until the broker knows. */
export async function leaveFrom(open: TestBroker, client: RawClient, clientId: string): Promise<void> {
  const before = open.heard.lines.filter((line) => line === `disconnected ${clientId}`).length
  client.wire.destroy()
  await open.heard.until(`disconnected ${clientId}`, before + 1)
}

/** Subscribes and waits for the SUBACK, over whatever else comes. */
export async function subscribe(client: RawClient, topic: string, qos: 0 | 1 | 2 = 1): Promise<void> {
  client.send({ cmd: 'subscribe', messageId: 99, subscriptions: [{ topic, qos }] })
  let packet = await client.next()
  while (packet.cmd !== 'suback') packet = await client.next()
  expect(packet).toMatchObject({ granted: [qos] })
}

/** Publishes with QoS 1 and waits for the PUBACK. */
export async function say(writer: RawClient, topic: string, ...payloads: (string | Buffer)[]): Promise<void> {
  for (const [at, payload] of payloads.entries()) {
    writer.send(publishPacket(topic, payload, at + 1))
    expect(await writer.next()).toMatchObject({ cmd: 'puback' })
  }
  await settle()
}

/** Everything that comes until two pings in a row bring nothing but their answers: a queue is sent over several turns. */
export async function untilQuiet(client: RawClient): Promise<Packet[]> {
  const seen: Packet[] = []
  for (let quiet = 0; quiet < 2; quiet++) {
    client.send({ cmd: 'pingreq' })
    for (let packet = await client.next(); packet.cmd !== 'pingresp'; packet = await client.next()) {
      seen.push(packet)
      quiet = 0
    }
  }
  return seen
}
