import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import mqtt, { type Packet } from 'mqtt-packet'
import { decode, type Fields } from '../../firmware-sim/codec.ts'

/** A packet on its way between a collar and the house. */
export type Passing = { from: 'collar' | 'house'; topic: string | null; packet: Packet }

/**
 * A line into the house that outlives it: collars keep one address while the house behind it dies and comes back on another port. It passes
 * bytes on as they are, and reads along.
 */
export type Tap = {
  url: string
  /** Where the house is now. @param url `mqtt://host:port` */
  leadTo(url: string): void
  /** Told of every packet before it is passed on. */
  onPassing: (passing: Passing) => void
  /** Samples whose report had its PUBACK, by IMEI. */
  readonly acknowledged: ReadonlyMap<string, readonly Fields[]>
  /** Samples that a collar sent, acknowledged or not, each once however often it was sent; by IMEI. */
  readonly sent: ReadonlyMap<string, readonly Fields[]>
  /** Reports that were sent again: the same (device, boot, seq) on another connection. */
  readonly redelivered: () => number
  close(): Promise<void>
}

export async function openTap(): Promise<Tap> {
  let target: URL | null = null
  const acknowledged = new Map<string, Fields[]>()
  const sent = new Map<string, Fields[]>()
  const samples = new Set<string>()
  const messages = new Set<string>()
  let redelivered = 0
  const noteSent = ({ imei, message, samples: carried }: Report): void => {
    if (messages.has(message)) redelivered++
    messages.add(message)
    for (const sample of carried) {
      const key = `${imei} ${sample.t} ${sample.bytes}`
      if (!samples.has(key)) sent.set(imei, [...(sent.get(imei) ?? []), sample])
      samples.add(key)
    }
  }
  const sockets = new Set<Socket>()
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  }
  const server = createServer((collar) => {
    keep(collar)
    if (!target) return void collar.destroy()
    const house = connect({ host: target.hostname, port: Number(target.port) })
    keep(house)
    const waiting = new Map<number, Report>()
    pass(collar, house, (packet) => {
      const topic = packet.cmd === 'publish' ? packet.topic : null
      const report = readReport(packet)
      if (report) {
        waiting.set(packet.messageId ?? 0, report)
        noteSent(report)
      }
      tap.onPassing({ from: 'collar', topic, packet })
    })
    pass(house, collar, (packet) => {
      const report = packet.cmd === 'puback' ? waiting.get(packet.messageId ?? 0) : undefined
      if (report) acknowledged.set(report.imei, [...(acknowledged.get(report.imei) ?? []), ...report.samples])
      waiting.delete(packet.cmd === 'puback' ? (packet.messageId ?? 0) : -1)
      tap.onPassing({ from: 'house', topic: packet.cmd === 'publish' ? packet.topic : null, packet })
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const tap: Tap = {
    url: `mqtt://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo(url) {
      target = new URL(url)
    },
    onPassing: () => {},
    acknowledged,
    sent,
    redelivered: () => redelivered,
    async close() {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
  return tap
}

/** Passes bytes from one to the other, each packet shown first; the end of one is the end of the other. */
function pass(from: Socket, to: Socket, show: (packet: Packet) => void): void {
  const parser = mqtt.parser({ protocolVersion: 4 })
  parser.on('packet', show)
  from.on('data', (chunk) => {
    parser.parse(chunk as Buffer)
    to.write(chunk)
  })
  from.on('close', () => to.destroySoon())
}

/** `message`: (device, boot, seq), as one word. */
type Report = { imei: string; message: string; samples: Fields[] }

function readReport(packet: Packet): Report | null {
  if (packet.cmd !== 'publish' || !packet.topic.endsWith('/report')) return null
  const fields = decode(packet.payload as Buffer)
  if (!fields) throw new Error('a collar sent a report that cannot be read')
  const samples = (fields.samples as readonly Fields[] | undefined) ?? [fields]
  const imei = packet.topic.split('/')[2] ?? ''
  return { imei, message: `${imei} ${fields.boot} ${fields.seq}`, samples: [...samples] }
}
