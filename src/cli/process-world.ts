import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { MessageChannel } from 'node:worker_threads'
import { systemClock } from '../std/clock.ts'
import { systemRandom } from '../std/random.ts'
import { CliError, EXIT } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { pipeTo } from './pipe-to.ts'
import { saveFile } from './save-file.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const PASSWORD_BYTES_MAX = 1_024

/** The surroundings of this process, and `release`, which lets it end. */
export function processWorld(): { world: CliWorld; release: () => void } {
  const stop = new AbortController()
  const onSignal = (): void => stop.abort()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal)
  // The clock's timers do not keep a process alive, and between two tries to connect there is nothing else.
  const { port1 } = new MessageChannel()
  port1.ref()
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
  const world: CliWorld = {
    env: process.env,
    clock: systemClock(),
    random: systemRandom(),
    fetch,
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    pipe: (bytes) => pipeTo(process.stdout, bytes),
    stdin,
    askHidden,
    readFile: (path) => readFileSync(path, 'utf8'),
    save: saveFile,
    stop: stop.signal,
    version,
    textsDir: join(ROOT, 'texts'),
  }
  const release = (): void => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onSignal)
    port1.close()
  }
  return { world, release }
}

async function stdin(bytes_max: number): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of process.stdin) {
    bytes += (chunk as Buffer).length
    if (bytes > bytes_max) throw new CliError(EXIT.usage, `Standard input is longer than ${bytes_max} bytes.`)
    chunks.push(chunk as Buffer)
  }
  return Buffer.concat(chunks).toString('utf8')
}

async function askHidden(question: string): Promise<string> {
  if (!process.stdin.isTTY) return ((await stdin(PASSWORD_BYTES_MAX)).split(/\r?\n/, 1)[0] ?? '').trimEnd()
  process.stderr.write(question)
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  try {
    return await lines.question('')
  } finally {
    lines.close()
    process.stderr.write('\n')
  }
}
