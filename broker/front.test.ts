import fc from 'fast-check'
import mqtt, { type Packet } from 'mqtt-packet'
import { describe, expect, test } from 'vitest'
import { Front, pubacks } from './front.ts'
import { publishPacket } from './testing/raw-client.ts'

const TOPIC = 'v1/collars/490154203237518/report'
const report = (payload: string, messageId: number, more: object = {}) =>
  mqtt.generate(publishPacket(TOPIC, payload, messageId, more))
const result = mqtt.generate(publishPacket('v1/collars/490154203237518/result', 'r', 9))
const ping = mqtt.generate({ cmd: 'pingreq' })

function openFront(): Front {
  const front = new Front()
  front.open(TOPIC)
  return front
}

/** Splits the chunks one after the other and joins what came of them. */
function splitAll(front: Front, chunks: readonly Buffer[]): { passed: Buffer; reports: string[] } {
  const splits = chunks.map((chunk) => front.split(chunk))
  return {
    passed: Buffer.concat(splits.flatMap(({ pass }) => pass)),
    reports: splits.flatMap(({ reports: { messageIds, payloads } }) =>
      messageIds.map((messageId, nth) => `${messageId} ${Buffer.from(payloads[nth]!)}`),
    ),
  }
}

describe('the front of a connection', () => {
  test('takes plain QoS 1 messages to the report topic, DUP or not, and passes all else on as it is', () => {
    const others = [
      ping,
      mqtt.generate(publishPacket(TOPIC, 'kept', 1, { retain: true })),
      mqtt.generate({ cmd: 'publish', topic: TOPIC, payload: 'zero', qos: 0, retain: false, dup: false }),
      mqtt.generate(publishPacket(`${TOPIC}s`, 'longer topic', 1)),
      mqtt.generate(publishPacket(TOPIC.replace('5', '6'), 'another device', 1)),
    ]
    for (const other of others) {
      const { passed, reports } = splitAll(openFront(), [Buffer.concat([report('1', 1), other, ping])])
      expect(passed).toEqual(Buffer.concat([other, ping]))
      expect(reports).toEqual(['1 1'])
    }
    expect(splitAll(openFront(), [report('again', 5, { dup: true })]).reports).toEqual(['5 again'])
  })

  test('takes nothing before it is opened', () => {
    expect(splitAll(new Front(), [report('1', 1)])).toEqual({ passed: report('1', 1), reports: [] })
  })

  test('leaves a packet identifier of 0 to aedes, which ends the connection [MQTT-2.3.1-1]', () => {
    const zero = Buffer.from(report('1', 1))
    zero.writeUInt16BE(0, zero.length - 3)
    expect(splitAll(openFront(), [zero])).toEqual({ passed: zero, reports: [] })
  })

  test('passes reports on while a PUBLISH before them is unanswered, and takes them again afterwards', () => {
    const front = openFront()
    const behind = Buffer.concat([report('1', 1), result, report('2', 2)])
    expect(splitAll(front, [behind])).toEqual({ passed: Buffer.concat([result, report('2', 2)]), reports: ['1 1'] })
    front.answered()
    expect(splitAll(front, [report('3', 3)]).reports).toEqual([])
    front.answered()
    front.answered()
    expect(splitAll(front, [report('4', 4)]).reports).toEqual(['4 4'])
  })

  test('finds the same in every cut of the same bytes', () => {
    const bytes = Buffer.concat([ping, report('one', 1), report('x'.repeat(300), 2), ping, report('', 3), result, ping])
    const whole = splitAll(openFront(), [bytes])
    expect(whole.reports).toHaveLength(3)
    for (let cut = 1; cut < bytes.length; cut++) {
      expect(splitAll(openFront(), [bytes.subarray(0, cut), bytes.subarray(cut)])).toEqual(whole)
    }
    expect(
      splitAll(
        openFront(),
        [...bytes].map((byte) => Buffer.from([byte])),
      ),
    ).toEqual(whole)
  })

  test('loses and invents no packet, however packets and chunks fall', () => {
    const packet: fc.Arbitrary<Packet> = fc.oneof(
      fc
        .record({ id: fc.integer({ min: 1, max: 65_535 }), size: fc.integer({ min: 0, max: 400 }) })
        .map(({ id, size }) => publishPacket(TOPIC, 'p'.repeat(size), id)),
      fc.constant<Packet>({ cmd: 'pingreq' }),
      fc.integer({ min: 1, max: 65_535 }).map((messageId): Packet => ({ cmd: 'puback', messageId })),
      fc.constant<Packet>({ cmd: 'publish', topic: TOPIC, payload: 'zero', qos: 0, retain: false, dup: false }),
    )
    fc.assert(
      fc.property(
        fc.array(packet, { maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }),
        (packets, sizes) => {
          const bytes = Buffer.concat(packets.map((one) => mqtt.generate(one)))
          const chunks: Buffer[] = []
          for (let at = 0, n = 0; at < bytes.length; n++) {
            const size = sizes[n % sizes.length]!
            chunks.push(bytes.subarray(at, at + size))
            at += size
          }
          const { passed, reports } = splitAll(openFront(), chunks)
          const short = packets.filter((one) => one.cmd === 'publish' && one.qos === 1)
          expect(reports).toEqual(short.map((one) => one.cmd === 'publish' && `${one.messageId} ${one.payload}`))
          expect(passed).toEqual(
            Buffer.concat(packets.filter((one) => !short.includes(one)).map((one) => mqtt.generate(one))),
          )
        },
      ),
    )
  })

  test('writes a PUBACK for each', () => {
    const parser = mqtt.parser()
    const seen: Packet[] = []
    parser.on('packet', (one) => seen.push(one))
    parser.parse(pubacks([1, 65_535]))
    expect(seen).toMatchObject([
      { cmd: 'puback', messageId: 1 },
      { cmd: 'puback', messageId: 65_535 },
    ])
  })
})
