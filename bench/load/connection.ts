import { connect, type Socket } from 'node:net'

/** One keep-alive connection that sends finished requests and reads just enough of the answers: a client that costs more than the server measures itself. */
export type Connection = {
  /** Sends a request and waits for the whole answer. @returns its status line */
  send(request: Buffer): Promise<string>
  close(): void
}

const HEAD_END = '\r\n\r\n'

/** @param localAddress where it comes from, for the server; absent = as the system chooses */
export async function openConnection(host: string, port: number, localAddress?: string): Promise<Connection> {
  const socket: Socket = connect({ host, port, noDelay: true, ...(localAddress === undefined ? {} : { localAddress }) })
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  let received = ''
  let answered: ((status: string) => void) | null = null
  let failed: (error: Error) => void = () => {}
  socket.setEncoding('latin1')
  socket.on('data', (text) => {
    received += text
    const head_bytes = received.indexOf(HEAD_END)
    if (head_bytes < 0) return
    const [, body_bytes] = /\r\ncontent-length: (\d+)\r\n/i.exec(received.slice(0, head_bytes + 2)) ?? []
    if (body_bytes === undefined) return failed(new Error('an answer without a length'))
    if (received.length < head_bytes + HEAD_END.length + Number(body_bytes)) return
    const status = received.slice(0, received.indexOf('\r\n'))
    received = ''
    answered?.(status)
  })
  socket.on('error', (error) => failed(error))
  socket.on('close', () => failed(new Error('the server closed the connection')))
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        answered = resolve
        failed = reject
        socket.write(request)
      }),
    close: () => socket.destroy(),
  }
}
