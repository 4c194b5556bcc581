import { createServer } from 'node:net'
import { Aedes } from 'aedes'
import Fastify from 'fastify'
import { answerAsks } from '../process/answer.ts'

/** Fastify and aedes with nothing behind them: what the house's two doors weigh before there is a house. */
const app = Fastify({ logger: false })
await app.listen({ host: '127.0.0.1', port: 0 })
const broker = await Aedes.createBroker()
const listener = createServer((socket) => void broker.handle(socket))
await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
answerAsks(async () => {
  const address = listener.address()
  if (address === null || typeof address === 'string') throw new Error('the broker has no address')
  return { mqttUrl: `mqtt://127.0.0.1:${address.port}` }
})
