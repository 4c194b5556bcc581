import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { systemClock, wait } from '../../src/std/clock.ts'
import { type Figure, figure } from '../figure.ts'
import { inNewDirectory } from '../house/house.ts'
import { startServer } from '../house/start-server.ts'
import { residentMemory_kB } from '../measure/resident-memory.ts'

const CODES = 1_000_000
const ORDER = {
  family: 'sim-activation',
  product: { type: 'sim-extend', simKind: 'tele2', period: 'P1Y' },
  count: CODES,
}
/** Before the start of minting: what a process holds in its first moment says little. */
const SETTLE_MS = 3_000
const LOOK_EVERY_MS = 250
const MB_KB = 1_024

type Run = { url: string; token: string }

/** A million codes minted by `koppel serve`, durable, and exported as CSV: how many a second, and what they add to its memory at most. */
export function mintFigures(): Promise<Figure[]> {
  return inNewDirectory(async (directory) => {
    const dataDir = join(directory, 'house')
    const server = await startServer(dataDir)
    try {
      const run = JSON.parse(await readFile(join(dataDir, 'run.json'), 'utf8')) as Run
      return await measure(run, server.pid)
    } finally {
      await server.stop()
    }
  })
}

async function measure(run: Run, pid: number): Promise<Figure[]> {
  const clock = systemClock()
  await wait(clock, SETTLE_MS)
  const idle_kB = await residentMemory_kB(pid)
  let most_kB = idle_kB
  const look = async (): Promise<void> => {
    most_kB = Math.max(most_kB, await residentMemory_kB(pid))
  }
  const started_ms = clock.monotonic()
  const { id } = await batch(run, '', { method: 'POST', body: JSON.stringify(ORDER) })
  for (let state = 'minting'; state === 'minting'; ) {
    await wait(clock, LOOK_EVERY_MS)
    await look()
    state = (await batch(run, `/${id}`)).state
  }
  const minted_ms = clock.monotonic() - started_ms
  const lines = await exportedLines(run, id, look)
  if (lines !== CODES + 1) throw new Error(`the export has ${lines} lines`)
  const exported_ms = clock.monotonic() - started_ms - minted_ms
  return [
    figure('mint-1000000', 'codes/s', { value: (CODES * 1_000) / minted_ms }),
    figure('export-1000000', 'codes/s', { value: (CODES * 1_000) / exported_ms }),
    figure('mint-memory', 'MB', { value: (most_kB - idle_kB) / MB_KB }, { of: 'value', most: 200 }),
  ]
}

function ask({ url, token }: Run, path: string, init: RequestInit = {}): Promise<Response> {
  const headers = {
    authorization: `Bearer ${token}`,
    'idempotency-key': 'bench',
    ...(init.body ? { 'content-type': 'application/json' } : {}),
  }
  return fetch(`${url}/api/v1/batches${path}`, { ...init, headers })
}

async function batch(run: Run, path: string, init?: RequestInit): Promise<{ id: string; state: string }> {
  const answer = await ask(run, path, init)
  if (!answer.ok) throw new Error(`batches answered ${answer.status}`)
  return (await answer.json()) as { id: string; state: string }
}

async function exportedLines(run: Run, id: string, look: () => Promise<void>): Promise<number> {
  const answer = await ask(run, `/${id}/export.csv`)
  if (!answer.body) throw new Error('an empty export')
  let lines = 0
  for await (const chunk of answer.body) {
    for (const byte of chunk) if (byte === 0x0a) lines++
    if (lines % 50 === 0) await look()
  }
  return lines
}
