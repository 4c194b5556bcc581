import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startChild } from '../process/child.ts'
import type { Seeded, SeedSize } from './seed.ts'

export type HouseQuestion = { kind: 'addresses' } | { kind: 'seed'; size: SeedSize } | { kind: 'commits' }

/** A house in a process of its own, filled, on the disk that TMPDIR names. */
export type MeasuredHouse = {
  httpUrl: URL
  mqttUrl: string
  seeded: Seeded
  /** Durable commits of the ledger since its start, those of the sealer included. */
  commits(): Promise<number>
  stop(): Promise<void>
}

export async function startHouse(dataDir: string, size: SeedSize): Promise<MeasuredHouse> {
  const child = startChild(new URL('./house-process.ts', import.meta.url), [dataDir])
  const { httpUrl, mqttUrl } = await child.ask<{ httpUrl: string; mqttUrl: string }>({ kind: 'addresses' })
  const seeded = await child.ask<Seeded>({ kind: 'seed', size } satisfies HouseQuestion)
  return {
    httpUrl: new URL(httpUrl),
    mqttUrl,
    seeded,
    commits: () => child.ask<number>({ kind: 'commits' } satisfies HouseQuestion),
    stop: () => child.stop(),
  }
}

/** Gives `act` a new directory, and takes it away afterwards. TMPDIR chooses the disk. */
export async function inNewDirectory<R>(act: (directory: string) => Promise<R>): Promise<R> {
  const directory = await mkdtemp(join(tmpdir(), 'koppel-bench-'))
  try {
    return await act(directory)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}
