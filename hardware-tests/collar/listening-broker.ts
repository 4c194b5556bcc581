import { createServer, type Socket } from 'node:net'
import mqtt, { type IConnectPacket, type IPublishPacket, type Packet } from 'mqtt-packet'

/** What the collar sent, in its order over all connections. */
export type Heard = { connection: number; packet: Packet }

/** A broker for one collar that does what a test says: answers, keeps silent, hangs up. */
export type ListeningBroker = {
  host: string
  port: number
  /** Everything that came, oldest first; at most 10,000 packets. */
  readonly heard: readonly Heard[]
  /** Resolves with the first that fits, from the place `from` in `heard` on. */
  hears(fits: (one: Heard) => boolean, from?: number): Promise<Heard>
  /** Sends a command and resolves at its PUBACK. @throws Error when no collar is connected */
  command(topic: string, payload: Uint8Array): Promise<void>
  /** Return code of the next CONNACKs. */
  connack(returnCode: number): void
  /** Whether a publish to this topic gets its PUBACK; at first every one does. */
  acknowledge(fits: (topic: string) => boolean): void
  /** Cuts the connection without a word. */
  hangUp(): void
  close(): Promise<void>
}

const HEARD_MAX = 10_000

/** Listens at an address; port 0 = any free one. */
export async function listeningBroker(at: { host: string; port: number }): Promise<ListeningBroker> {
  const log = createLog()
  const sockets = new Set<Socket>()
  let latest: Socket | null = null
  let connections = 0
  let returnCode = 0
  let acknowledges: (topic: string) => boolean = () => true
  let messageId = 0

  const write = (socket: Socket, packet: Packet): boolean => socket.write(mqtt.generate(packet))
  const answer = (socket: Socket, packet: Packet): void => {
    if (packet.cmd === 'connect') {
      if (returnCode === 0) latest = socket
      write(socket, { cmd: 'connack', returnCode, sessionPresent: false })
      if (returnCode !== 0) socket.end()
    } else if (packet.cmd === 'subscribe') {
      const granted = packet.subscriptions.map(({ qos }) => qos)
      write(socket, { cmd: 'suback', messageId: packet.messageId ?? 0, granted })
    } else if (packet.cmd === 'pingreq') write(socket, { cmd: 'pingresp' })
    else if (packet.cmd === 'publish' && packet.qos === 1 && acknowledges(packet.topic))
      write(socket, { cmd: 'puback', messageId: packet.messageId ?? 0 })
  }
  const server = createServer((socket) => {
    const connection = ++connections
    sockets.add(socket)
    const parser = mqtt.parser({ protocolVersion: 4 })
    parser.on('packet', (packet: Packet) => {
      answer(socket, packet)
      log.add({ connection, packet })
    })
    parser.on('error', () => socket.destroy())
    socket.on('data', (chunk) => parser.parse(chunk as Buffer))
    socket.on('error', () => {})
    socket.on('close', () => {
      sockets.delete(socket)
      if (latest === socket) latest = null
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(at.port, at.host, resolve)
  })
  const address = server.address()
  return {
    ...{ host: at.host, heard: log.heard, hears: log.hears },
    port: address && typeof address === 'object' ? address.port : at.port,
    async command(topic, payload) {
      if (!latest) throw new Error('no collar is connected')
      const from = log.heard.length
      messageId = (messageId % 0xffff) + 1
      const own = messageId
      write(latest, {
        cmd: 'publish',
        topic,
        payload: Buffer.from(payload),
        qos: 1,
        dup: false,
        retain: false,
        messageId: own,
      })
      await log.hears(({ packet }) => packet.cmd === 'puback' && packet.messageId === own, from)
    },
    connack(code) {
      returnCode = code
    },
    acknowledge(fits) {
      acknowledges = fits
    },
    hangUp: () => latest?.destroy(),
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function createLog() {
  const heard: Heard[] = []
  const waiting = new Set<() => void>()
  return {
    heard,
    add(one: Heard): void {
      if (heard.length < HEARD_MAX) heard.push(one)
      for (const look of [...waiting]) look()
    },
    hears: (fits: (one: Heard) => boolean, from = 0): Promise<Heard> =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = heard.slice(from).find(fits)
          if (!found) return
          waiting.delete(look)
          resolve(found)
        }
        waiting.add(look)
        look()
      }),
  }
}

/** The CONNECT, if it is one. */
export function connectIn({ packet }: Heard): IConnectPacket | null {
  return packet.cmd === 'connect' ? packet : null
}

/** The PUBLISH to this topic, if it is one. */
export function publishIn({ packet }: Heard, topic: string): (IPublishPacket & { payload: Buffer }) | null {
  return packet.cmd === 'publish' && packet.topic === topic ? (packet as IPublishPacket & { payload: Buffer }) : null
}
