import { join } from 'node:path'
import type { CliWorld } from '../../src/cli/cli-world.ts'
import { runKoppel } from '../../src/cli/koppel.ts'
import type { OpenDoor } from '../http/open-door.ts'

/** What a command said, and its exit code. */
export type Said = { exit: number; out: string; err: string }

type Surroundings = {
  token: string
  stdin?: string
  /** What is in any file that it reads. */
  file?: string
  save?: CliWorld['save']
  /** What becomes of a body on its way. */
  onTheWay?: (body: string) => string | ReadableStream
}

/** The command line in this process, its network the door itself. */
export async function koppelAt(
  door: OpenDoor,
  argv: string[],
  { token, stdin = '', file = '', save, onTheWay = (body) => body }: Surroundings,
): Promise<Said> {
  const said = { out: '', err: '' }
  const never = (): never => {
    throw new Error('not needed')
  }
  const world: CliWorld = {
    env: { KOPPEL_URL: 'http://koppel.test', KOPPEL_TOKEN: token, LANG: 'en' },
    clock: door.clock,
    random: door.house.world.random,
    async fetch(url, init) {
      const { pathname, search } = new URL(String(url))
      const answer = await door.api.inject({
        method: (init?.method ?? 'GET') as 'GET' | 'POST' | 'DELETE',
        url: pathname + search,
        headers: init?.headers as Record<string, string>,
        ...(init?.body === undefined || init.body === null ? {} : { payload: String(init.body) }),
      })
      const { statusCode: status } = answer
      return new Response(status === 204 ? null : onTheWay(answer.body), { status })
    },
    ...{
      askHidden: never,
      readFile: () => file,
      save: save ?? never,
      version: '0',
      stop: new AbortController().signal,
    },
    stdin: async () => stdin,
    textsDir: join(import.meta.dirname, '../../texts'),
    out: (text) => {
      said.out += text
    },
    err: (text) => {
      said.err += text
    },
    async pipe(bytes) {
      for await (const chunk of bytes) said.out += Buffer.from(chunk).toString('utf8')
    },
  }
  return { exit: await runKoppel(argv, world), ...said }
}
