import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync, watch } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { DemoFile } from '../../src/main/demo.ts'

export const ROOT = join(import.meta.dirname, '../..')

/** What `run.json` tells about a running house. */
export type Run = { url: string; mqttUrl: string; token: string; pid: number }
export type Ended = { code: number | null; signal: NodeJS.Signals | null }

/** A child process and all that it said. */
export type Process = {
  child: ChildProcess
  out(): string
  err(): string
  ended: Promise<Ended>
  /** Sends the signal and waits for the end. */
  stop(signal?: NodeJS.Signals): Promise<Ended>
}

export type Program = Process & { dir: string; run: Run }
type Mode = 'demo' | 'serve'
type Options = { dir: string; env?: Record<string, string> }

/** A node process in an environment that holds nothing but what is given; killed, whatever it does, when its test ends. */
export function startNode(argv: readonly string[], env: Record<string, string> = {}): Process {
  const child = spawn(process.execPath, argv, {
    cwd: ROOT,
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = { out: '', err: '' }
  for (const [name, stream] of [
    ['out', child.stdout],
    ['err', child.stderr],
  ] as const) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said[name] += text
    })
  }
  const ended = once(child, 'close').then(([code, signal]): Ended => ({ code, signal }))
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> => {
    child.kill(signal)
    return ended
  }
  return { child, out: () => said.out, err: () => said.err, ended, stop }
}

/** `koppel demo` or `koppel serve` on free ports of 127.0.0.1, without waiting for anything. */
export function launch(mode: Mode, { dir, env = {} }: Options): Process {
  const free = { KOPPEL_HOST: '127.0.0.1', KOPPEL_HTTP_PORT: '0', KOPPEL_MQTT_PORT: '0' }
  return startNode(['bin/koppel.mjs', mode], { ...free, KOPPEL_DATA_DIR: dir, ...env })
}

/** The same, once it is ready. @throws Error with all that it said when it ends instead */
export async function start(mode: Mode, options: Options): Promise<Program> {
  const launched = launch(mode, options)
  const run = await readyOf(launched, options.dir).catch(async (error: unknown) => {
    await launched.stop('SIGKILL')
    throw error
  })
  return { ...launched, dir: options.dir, run }
}

/** As `start`, for one test: gone when it ends. */
export async function startProgram(mode: Mode, options: Options): Promise<Program> {
  const program = await start(mode, options)
  onTestFinished(async () => void (await program.stop('SIGKILL')))
  return program
}

/** A data directory for one test. On a real disk: what survives SIGKILL is what is tried here. */
export async function dataDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'koppel-program-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

/** The running demo's `demo.json`. */
export function demoFile(dir: string): DemoFile {
  return JSON.parse(readFileSync(join(dir, 'demo.json'), 'utf8'))
}

/** The demo's collars: a demo has dongles too. */
export function demoCollars(demo: DemoFile): { id: string; imei: string; simKind: string }[] {
  return demo.devices.flatMap(({ id, imei, simKind }) =>
    imei === undefined || simKind === undefined ? [] : [{ id, imei, simKind }],
  )
}

/** Resolves when `run.json` is this process's own: one that SIGKILL left behind names another. */
async function readyOf({ child, ended, out, err }: Process, dir: string): Promise<Run> {
  const ready = Promise.withResolvers<Run>()
  const look = (): void => {
    const run = readRun(dir)
    if (run?.pid === child.pid) ready.resolve(run as Run)
  }
  const watcher = watch(dir, look)
  try {
    look()
    return await Promise.race([
      ready.promise,
      ended.then(({ code, signal }) => {
        throw new Error(`ended with ${code ?? signal} before it was ready:\n${out()}${err()}`)
      }),
    ])
  } finally {
    watcher.close()
  }
}

function readRun(dir: string): Run | null {
  const file = join(dir, 'run.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Run) : null
}
