import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** The example collar beside the protocol page. */
export const EXAMPLES = join(import.meta.dirname, '../../docs/protocol/examples')
const LINES_MAX = 1_000

/** The members of its memory that a test looks at or spoils. */
export type CollarMemory = {
  boot: number
  highest: number
  secret: string
  keys: Record<string, string>
  sim: { until: string }
}

export type ExampleCollar = {
  /** As `POST /api/v1/stock/devices` wants it. */
  registration: { devices: object[] }
  /** Writes the backend's keys into its memory. @param answer to the registration */
  trust(answer: object): void
  /** Switches it on. */
  run(...flags: string[]): RunningCollar
  memory(): CollarMemory
  spoil(change: Partial<CollarMemory>): void
}

export type RunningCollar = {
  /** Resolves when it has said this whole line, now or before. @throws when it ends without */
  says(line: string): Promise<void>
  /** Everything it has said. */
  lines: readonly string[]
  /** Cuts the power. */
  kill(): Promise<void>
  ended: Promise<{ signal: string | null }>
}

/** Production of a collar with a Tele2 SIM that ends on 2027-03-01T10:00:00Z. @param python see test/setup/python.ts */
export function makeExampleCollar(
  python: string,
  { folder, imei, iccid, mqttUrl }: { folder: string; imei: string; iccid: string; mqttUrl: string },
): ExampleCollar {
  const file = join(folder, `${imei}.json`)
  const program = join(EXAMPLES, 'collar.py')
  const act = (args: string[], input = ''): string =>
    execFileSync(python, ['-B', program, ...args, file], { input, encoding: 'utf8' })
  const memory = (): CollarMemory => JSON.parse(readFileSync(file, 'utf8'))
  return {
    registration: JSON.parse(act(['make', '--imei', imei, '--iccid', iccid])),
    trust: (answer) => void act(['trust'], JSON.stringify(answer)),
    run: (...flags) => running(python, ['-B', program, 'run', '--mqtt', mqttUrl, ...flags, file]),
    memory,
    spoil: (change) => writeFileSync(file, JSON.stringify({ ...memory(), ...change })),
  }
}

function running(python: string, args: string[]): RunningCollar {
  const child = spawn(python, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  const waiting = new Map<string, PromiseWithResolvers<void>>()
  const reader = createInterface(child.stdout).on('line', (line) => {
    if (lines.length < LINES_MAX) lines.push(line)
    waiting.get(line)?.resolve()
  })
  const close = () => {
    for (const [line, { reject }] of waiting)
      reject(new Error(`the collar ended without "${line}": ${lines.join(', ')}`))
  }
  reader.on('close', close)
  const ended = once(child, 'close').then(([, signal]) => ({ signal: signal as string | null }))
  return {
    lines,
    async says(line) {
      if (lines.includes(line)) return
      const wanted = waiting.get(line) ?? Promise.withResolvers<void>()
      waiting.set(line, wanted)
      if (child.exitCode !== null || child.signalCode !== null) close()
      await wanted.promise
    },
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
    ended,
  }
}
