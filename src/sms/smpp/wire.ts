import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

/** A connection to an SMSC. Octets arrive in the pieces in which the system gave them. */
export type Wire = {
  /** Resolves when the system has taken the octets. @throws Error when the connection is gone */
  write(octets: Uint8Array): Promise<void>
  /** One taker; never called from within this call. */
  onOctets(take: (octets: Uint8Array) => void): void
  /** Called once, when the connection is gone; at once if it is already. */
  onGone(take: (why: string) => void): void
  /** Ends it, whatever is still under way. */
  close(): void
}

/** Opens a connection anew. @throws Error when there is nobody, or `signal` is aborted */
export type OpenWire = (signal: AbortSignal) => Promise<Wire>

/** TCP, or TLS with the certificate checked against the host's name. @param to `ca`: PEM of whom to trust; absent = whom the machine trusts */
export function socketWire(to: { tls: boolean; host: string; port: number; ca?: string }): OpenWire {
  return (signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason)
      const { host, port, ca } = to
      const socket = to.tls
        ? connectTls({ host, port, ...(ca === undefined ? {} : { ca }) })
        : connectTcp({ host, port })
      const onAbort = (): void => void socket.destroy(signal.reason)
      signal.addEventListener('abort', onAbort, { once: true })
      socket.once('error', reject)
      socket.once('close', () => reject(new Error('closed')))
      socket.once(to.tls ? 'secureConnect' : 'connect', () => {
        signal.removeEventListener('abort', onAbort)
        socket.setNoDelay(true)
        resolve(wireOf(socket))
      })
    })
}

function wireOf(socket: Socket): Wire {
  let why: string | null = null
  let tell: (why: string) => void = () => {}
  socket.on('error', (error: NodeJS.ErrnoException) => {
    why ??= error.code ?? 'failed'
  })
  socket.once('end', () => {
    why ??= 'the SMSC closed the connection'
    socket.destroy()
  })
  socket.once('close', () => {
    why ??= 'closed'
    tell(why)
  })
  return {
    write: (octets) =>
      new Promise((resolve, reject) => socket.write(octets, (error) => (error ? reject(error) : resolve()))),
    onOctets: (take) => void socket.on('data', take),
    onGone(take) {
      tell = take
      if (socket.closed) take(why ?? 'closed')
    },
    close: () => void socket.destroy(),
  }
}
