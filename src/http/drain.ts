import type { Socket } from 'node:net'
import type { Clock } from '../std/clock.ts'
import type { Api } from './door.ts'

/** What has not ended by itself this long after the door was asked to close is cut off. */
const GRACE_MS = 5_000

/**
 * Makes closing come to an end. Node's own closing waits for a connection on which nothing was ever asked, and browsers open such ones in advance: they are
 * closed at once, and whatever else is open gets a grace.
 */
export function endConnections(api: Api, clock: Clock): void {
  const unused = new Set<Socket>()
  api.server.on('connection', (socket: Socket) => {
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  api.server.on('request', (request) => unused.delete(request.socket))
  api.addHook('preClose', async () => {
    for (const socket of unused) socket.destroy()
    clock.after(GRACE_MS, () => api.server.closeAllConnections())
  })
}
