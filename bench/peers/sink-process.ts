import { createServer } from 'node:net'
import { answerAsks } from '../process/answer.ts'

/**
 * Takes MQTT's bytes and acknowledges each PUBLISH without a look at it: what the generator can do at most. All packets of a connection but its first are as long
 * as its second, which is how the generator makes them.
 */
const CONNACK = Buffer.from([0x20, 2, 0, 0])
const PUBACK = Buffer.from([0x40, 2, 0, 1])

const server = createServer({ noDelay: true }, (socket) => {
  let greeted = false
  let bytes = 0
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk: Buffer) => {
    if (!greeted) {
      greeted = true
      socket.write(CONNACK)
      return
    }
    const packetBytes = 3 + ((chunk[1] ?? 0) & 0x7f) + 128 * (chunk[2] ?? 0)
    if (bytes === 0) packet = packetBytes
    bytes += chunk.length
    const count = Math.floor(bytes / packet)
    bytes -= count * packet
    if (count > 0) socket.write(Buffer.concat(Array.from({ length: count }, () => PUBACK)))
  })
})
let packet = 1
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
answerAsks(async () => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the sink has no address')
  return { mqttUrl: `mqtt://127.0.0.1:${address.port}` }
})
