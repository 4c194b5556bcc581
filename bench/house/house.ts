import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Asked, startChild } from '../process/child.ts'
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

/** Starts a house on a new directory and fills it. */
export function startHouse(dataDir: string, size: SeedSize): Promise<MeasuredHouse> {
  return openHouse(dataDir, (child) => child.ask<Seeded>({ kind: 'seed', size } satisfies HouseQuestion))
}

/** Starts one again on what an earlier one left. @param seeded of the earlier one */
export function reopenHouse(dataDir: string, seeded: Seeded): Promise<MeasuredHouse> {
  return openHouse(dataDir, async () => seeded)
}

async function openHouse(dataDir: string, fill: (child: Asked) => Promise<Seeded>): Promise<MeasuredHouse> {
  const child = startChild(new URL('./house-process.ts', import.meta.url), [dataDir])
  const { httpUrl, mqttUrl } = await child.ask<{ httpUrl: string; mqttUrl: string }>({ kind: 'addresses' })
  const seeded = await fill(child)
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
