import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Asked, startChild } from '../process/child.ts'
import type { Seeded, SeedSize } from './seed.ts'

export type HouseQuestion =
  | { kind: 'addresses' }
  | { kind: 'seed'; size: SeedSize }
  | { kind: 'commits' }
  | { kind: 'stored' }

/** `unhurried`: for a generator that is many collars in one connection. */
export type HouseOptions = { influx?: { url: string; token: null; org: null; bucket: string }; unhurried?: true }

/** A house in a process of its own, filled, on the disk that TMPDIR names. */
export type MeasuredHouse = {
  pid: number
  httpUrl: URL
  mqttUrl: string
  seeded: Seeded
  /** Durable commits of the ledger since its start, those of the sealer included. */
  commits(): Promise<number>
  /** Samples that can be queried, counted since its start. */
  stored(): Promise<number>
  stop(): Promise<void>
}

/** Starts a house on a new directory and fills it. */
export function startHouse(dataDir: string, size: SeedSize, options: HouseOptions = {}): Promise<MeasuredHouse> {
  return openHouse(dataDir, options, (child) => child.ask<Seeded>({ kind: 'seed', size } satisfies HouseQuestion))
}

/** Starts one again on what an earlier one left. @param seeded of the earlier one */
export function reopenHouse(dataDir: string, seeded: Seeded): Promise<MeasuredHouse> {
  return openHouse(dataDir, {}, async () => seeded)
}

async function openHouse(
  dataDir: string,
  options: HouseOptions,
  fill: (child: Asked) => Promise<Seeded>,
): Promise<MeasuredHouse> {
  const child = startChild(new URL('./house-process.ts', import.meta.url), [dataDir, JSON.stringify(options)])
  const { httpUrl, mqttUrl } = await child.ask<{ httpUrl: string; mqttUrl: string }>({ kind: 'addresses' })
  const seeded = await fill(child)
  return {
    pid: child.pid,
    httpUrl: new URL(httpUrl),
    mqttUrl,
    seeded,
    commits: () => child.ask<number>({ kind: 'commits' } satisfies HouseQuestion),
    stored: () => child.ask<number>({ kind: 'stored' } satisfies HouseQuestion),
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
