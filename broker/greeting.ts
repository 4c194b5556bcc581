import { CONNECT, type PacketHead, PacketScanner } from './packets.ts'
import type { Refusal } from './refusals.ts'

/**
 * What the first bytes of a connection amount to. `wait`: the CONNECT is not whole yet. `whole`: its first `bytes` are one that the
 * broker may parse. `other-version`: MQTT of a level not spoken here, to be told so (MQTT 3.1.1 [MQTT-3.1.2-2]).
 */
export type Greeting =
  | { is: 'wait' }
  | { is: 'whole'; bytes: number }
  | { is: 'other-version' }
  | { is: 'refused'; reason: Refusal }

/**
 * Judges a CONNECT before anything parses it: the parser behind buffers whatever length a packet claims, and takes MQTT 5 and bridges,
 * which the broker does not serve.
 */
export function judgeGreeting(received: Buffer, bytes_max: number): Greeting {
  let head: PacketHead | null = null
  const fault = new PacketScanner().scan(received.subarray(0, 5), {
    head(first) {
      head ??= first
      return 'known' as const
    },
    whole: () => null,
  })
  if (fault === 'malformed') return { is: 'refused', reason: 'malformed' }
  if (received.length > 0 && received[0] !== CONNECT << 4) return { is: 'refused', reason: 'not-mqtt' }
  if (!head) return { is: 'wait' }
  const { bytes } = head as PacketHead
  if (bytes > bytes_max) return { is: 'refused', reason: 'connect-too-large' }
  if (received.length < bytes) return { is: 'wait' }
  return judgeProtocol(received.subarray(0, bytes))
}

/** Protocol name and level, §3.1.2.1 and §3.1.2.2; 3.1 is `MQIsdp` 3. */
function judgeProtocol(connect: Buffer): Greeting {
  const lengthBytes = connect.subarray(1, 5).findIndex((byte) => byte < 0x80) + 1
  const at = 1 + lengthBytes
  const nameBytes = connect.length >= at + 2 ? connect.readUInt16BE(at) : 0
  const name = connect.toString('latin1', at + 2, at + 2 + nameBytes)
  const level = connect[at + 2 + nameBytes]
  if ((name === 'MQTT' && level === 4) || (name === 'MQIsdp' && level === 3))
    return { is: 'whole', bytes: connect.length }
  if (name === 'MQTT' || name === 'MQIsdp') return { is: 'other-version' }
  return { is: 'refused', reason: 'not-mqtt' }
}

/** CONNACK with return code 1, unacceptable protocol version. */
export const OTHER_VERSION_CONNACK = Buffer.from([0x20, 0x02, 0x00, 0x01])
