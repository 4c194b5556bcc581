import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

const KOPPEL = join(import.meta.dirname, '../../bin/koppel.mjs')

export type Ran = { code: number | null; out: string; err: string }
type Options = { env?: Record<string, string>; input?: string; cwd?: string; onOut?: (text: string) => void }

/** Starts the real program as a process of its own, in an environment that holds nothing but what is given. */
export function startKoppel(argv: readonly string[], options: Options = {}) {
  const child = spawn(process.execPath, [KOPPEL, ...argv], {
    env: { PATH: process.env.PATH ?? '', LANG: 'C', ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  })
  child.stdin.end(options.input ?? '')
  child.stdout.on('data', (chunk: Buffer) => options.onOut?.(chunk.toString()))
  const ran = async (): Promise<Ran> => {
    const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    return { code, out, err }
  }
  return { child, ran: ran() }
}

export function koppel(argv: readonly string[], options: Options = {}): Promise<Ran> {
  return startKoppel(argv, options).ran
}
