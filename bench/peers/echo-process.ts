import { createServer } from 'node:net'
import { answerAsks } from '../process/answer.ts'

/** The far end of `measure/echo.ts`. */
const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => socket.destroy())
  socket.pipe(socket)
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
answerAsks(async () => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the echo has no address')
  return { port: address.port }
})
