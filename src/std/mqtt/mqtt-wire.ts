import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Clock } from '../clock.ts'
import { createMqttLink } from './mqtt-link.ts'
import { type PacketStream, packetStream } from './packet-stream.ts'
import { type ConnectOptions, type Link, type Wire, WireError } from './wire.ts'

export type MqttWireOptions = {
  /** `mqtt://host[:port]` or `mqtts://host[:port]`. */
  url: string
  clock: Clock
  /** PEM of the authority that signed the broker's certificate, where the system does not know it. */
  ca?: string
  /** TCP, TLS and CONNACK together. */
  connect_timeout_ms?: number
}

const CONNECT_TIMEOUT_MS = 10_000

/** MQTT 3.1.1 §3.2.2.3: what a return code other than 0 means to a device. */
const REFUSALS: Record<number, 'unavailable' | 'bad-credentials'> = {
  3: 'unavailable',
  4: 'bad-credentials',
  5: 'bad-credentials',
}

/** An MQTT 3.1.1 client with no more state than a connection: thousands fit in a process. @throws TypeError for another kind of URL */
export function mqttWire(options: MqttWireOptions): Wire {
  const open = dialler(options)
  return {
    async connect(session) {
      const socket = open()
      const packets = packetStream(socket, options.clock)
      const giveUp = options.clock.after(options.connect_timeout_ms ?? CONNECT_TIMEOUT_MS, () =>
        packets.end('no answer to CONNECT in time'),
      )
      try {
        return await signIn(packets, session, options.clock)
      } catch (error) {
        packets.end('not signed in')
        throw error
      } finally {
        giveUp()
      }
    },
  }
}

async function signIn(packets: PacketStream, session: ConnectOptions, clock: Clock): Promise<Link> {
  const { will } = session
  packets.send({
    ...{ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: false },
    ...{ clientId: session.clientId, username: session.username, password: Buffer.from(session.password) },
    ...{ keepalive: session.keepAlive_s, will: { ...will, payload: Buffer.from(will.payload) } },
  })
  const answer = await Promise.race([packets.first, packets.ended])
  if (typeof answer === 'string') throw new WireError('unreachable', answer)
  if (answer.cmd !== 'connack') throw new WireError('refused', `${answer.cmd} in place of CONNACK`)
  const code = answer.returnCode ?? 0
  if (code !== 0) throw new WireError(REFUSALS[code] ?? 'refused', `CONNACK ${code}`)
  return createMqttLink(packets, { clock, keepAlive_s: session.keepAlive_s })
}

function dialler({ url, ca }: MqttWireOptions): () => Socket {
  const { protocol, hostname, port } = URL.canParse(url) ? new URL(url) : { protocol: '', hostname: '', port: '' }
  const host = hostname.replace(/^\[(.*)\]$/, '$1')
  if (!host || (protocol !== 'mqtt:' && protocol !== 'mqtts:')) {
    throw new TypeError(`not an MQTT address: "${url}"; write mqtt://host:port or mqtts://host:port`)
  }
  if (protocol === 'mqtt:') return () => connectTcp({ host, port: Number(port || 1883), noDelay: true })
  const certificate = ca === undefined ? {} : { ca }
  // RFC 6066 §3: an address is no server name. The certificate is held against the host in any case.
  const named = isIP(host) === 0 ? { servername: host } : {}
  return () => connectTls({ host, port: Number(port || 8883), ...named, ...certificate }).setNoDelay(true)
}
