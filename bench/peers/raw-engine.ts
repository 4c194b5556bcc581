import { join } from 'node:path'
import type { SeedSize } from '../house/seed.ts'
import { startChild } from '../process/child.ts'

export type RecordOrder = {
  ledgerFile: string
  seedFile: string
  recordingFile: string
  size: SeedSize
  redemptions: number
}
export type RawOrder = { seedFile: string; recordingFile: string; workFile: string }

/** `node:sqlite` alone, in a process of its own, doing what a redemption does to the ledger: the most that one durable transaction per redemption can reach. */
export type RawEngine = {
  /** Statements that one redemption executes, `begin` and `commit` not counted. */
  readonly statements: number
  /** Replays every recorded redemption on a new copy of the ledger. @returns redemptions per second */
  round(): Promise<number>
  stop(): Promise<void>
}

/**
 * Records real redemptions and prepares their replay.
 * @param directory on the disk that the house writes to
 * @param size of the ledger: as large as the house's, or its indexes would be smaller
 * @param redemptions how many of its codes a round redeems
 */
export function startRawEngine(directory: string, size: SeedSize, redemptions: number): Promise<RawEngine> {
  const ledgerFile = join(directory, 'recorded.db')
  return startReplay(directory, new URL('./record-process.ts', import.meta.url), { ledgerFile, size, redemptions })
}

/**
 * Has transactions recorded by a process of its own, and prepares their replay.
 * @param recorder takes the order with `seedFile` and `recordingFile`, and writes them
 */
export async function startReplay(directory: string, recorder: URL, order: object): Promise<RawEngine> {
  const files = { seedFile: join(directory, 'seed.db'), recordingFile: join(directory, 'recording') }
  const recording = startChild(recorder)
  await recording.ask({ ...order, ...files })
  await recording.stop()
  const engine = startChild(new URL('./raw-engine-process.ts', import.meta.url))
  const replay: RawOrder = { ...files, workFile: join(directory, 'raw.db') }
  const { statements } = await engine.ask<RawAnswer>(replay)
  return {
    statements,
    round: async () => (await engine.ask<RawAnswer>(replay)).perSecond,
    stop: () => engine.stop(),
  }
}

export type RawAnswer = { perSecond: number; statements: number }
