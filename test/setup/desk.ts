import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'

/** A server of a test run. */
export type Running = { url: string; stop(): Promise<void> }

type Answer = { url: string } | { error: string }

/**
 * A Unix socket at which a test file asks for a server that all of them share. It starts at the first asking, so that a run without it costs nothing.
 * @param path of the socket
 * @returns to be called at the end of the run
 */
export async function openDesk(path: string, start: () => Promise<Running>): Promise<() => Promise<void>> {
  let starting: Promise<Running> | null = null
  const answer = async (socket: Socket): Promise<void> => {
    starting ??= start()
    const said: Answer = await starting.then(
      ({ url }) => ({ url }),
      (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) }),
    )
    socket.on('error', () => {})
    socket.end(JSON.stringify(said))
  }
  const desk = createServer((socket) => void answer(socket)).listen(path)
  await once(desk, 'listening')
  return async () => {
    desk.close()
    await starting?.then(
      ({ stop }) => stop(),
      () => {},
    )
  }
}

/** @param path of a desk @returns URL of its server @throws Error that says how to get it when there is none */
export async function askAt(path: string): Promise<string> {
  const answer = JSON.parse(await text(connect(path))) as Answer
  if ('error' in answer) throw new Error(answer.error)
  return answer.url
}
