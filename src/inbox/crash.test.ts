import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { silent } from '../std/log.ts'
import { manualClock } from '../std/manual-clock.ts'
import { below, fraction, type Random, seededRandom } from '../std/random.ts'
import type { DiskStep } from './disk.ts'
import { INBOX_LIMITS } from './limits.ts'
import { type MemoryDisk, memoryDisk } from './memory-disk.ts'
import { openInbox } from './open.ts'
import { drain, frameOf, textOf, waitingFor } from './testing/frames.ts'
import { workerDisk } from './worker-disk.ts'

const soak = process.env.KOPPEL_SOAK !== undefined
const SEEDS = soak ? 20_000 : 200
const KILLS = soak ? 100 : 4

const worldOf = (random: Random) => ({ clock: manualClock(), random, log: silent })

test.each([
  ['', 0],
  [' on a disk that refuses one step in twenty', 1 / 20],
])(
  'whatever step power is lost at%s, no acknowledged frame is missing and none that was done comes again',
  async (_, refused) => {
    for (let seed = 1; seed <= SEEDS; seed++)
      await live(seed, refused).catch((cause) => expect.fail(`seed ${seed}: ${cause.stack}`))
  },
  soak ? 600_000 : 20_000,
)

/** Several lives of one inbox, each ended by a loss of power at a step drawn from the seed. @param refused share of the steps that the disk refuses before */
async function live(seed: number, refused: number): Promise<void> {
  const random = seededRandom(seed)
  const acknowledged = new Set<string>()
  const done = new Set<string>()
  /** `done` was called: whether it was recorded, a power loss may have kept from us. */
  const said = new Set<string>()
  let stepsLeft = 0
  const faults = (_step: DiskStep): void => {
    if (stepsLeft-- <= 0) throw new Error('power lost')
    if (stepsLeft < Infinity && refused > 0 && fraction(random) < refused) throw new Error('EIO')
  }
  /** A refusal is nothing while there is power. */
  const carryOn = (error: unknown): void => {
    if (stepsLeft < 0) throw error
  }
  // Every other seed reads everything from disk.
  const recentBytes_max = seed % 2 === 0 ? 0 : 200
  const limits = { ...INBOX_LIMITS, segmentBytes_max: 400, readBytes_max: 150, recentBytes_max, batchFrames_max: 3 }
  let disk: MemoryDisk = memoryDisk(faults)
  for (let life = 0; life < 6; life++) {
    stepsLeft = 1 + below(random, 60)
    await liveOnce(life).catch((error) => expect(String(error)).toMatch(/power lost|try-again-later/))
    disk = disk.crash(random)
  }
  stepsLeft = Infinity
  const inbox = await openInbox({ disk, world: worldOf(random), limits })
  const left = (await drain(inbox)).map(textOf)
  expect(new Set(left).size).toBe(left.length)
  expect([...acknowledged].filter((text) => !said.has(text) && !left.includes(text))).toEqual([])
  expect(left.filter((text) => done.has(text))).toEqual([])

  async function liveOnce(life: number): Promise<void> {
    const inbox = await openInbox({ disk, world: worldOf(random), limits })
    for (let round = 0; round < 10; round++) {
      const texts = Array.from({ length: 1 + below(random, 6) }, (_, n) =>
        `${life}.${round}.${n}`.padEnd(below(random, 80)),
      )
      await Promise.all(
        texts.map((text) => inbox.append([frameOf(text)]).then(() => void acknowledged.add(text), carryOn)),
      )
      const frames = await waitingFor(inbox, 'test', 1 + below(random, 4))
      if (frames.length === 0) continue
      for (const frame of frames) said.add(textOf(frame))
      const isDone = await inbox
        .reader('test')
        .done(frames.at(-1)!.place)
        .then(() => true, carryOn)
      if (isDone) for (const frame of frames) done.add(textOf(frame))
    }
  }
}

test('a process killed while it appends has lost nothing that it acknowledged', async () => {
  const random = seededRandom(7)
  const folder = mkdtempSync(join(tmpdir(), 'koppel-inbox-'))
  const acknowledged: number[] = []
  let passed = -1
  for (let kill = 0; kill < KILLS; kill++) {
    const printed = await appendUntilKilled(folder, (acknowledged.at(-1) ?? 0) + 1_000, 1 + below(random, 2_000))
    passed = Math.max(passed, ...printed.map((number) => -number))
    acknowledged.push(...printed.filter((number) => number > 0))
  }
  const inbox = await openInbox({ disk: await workerDisk(folder), world: worldOf(random), limits: INBOX_LIMITS })
  const there = new Set((await drain(inbox, 'past')).map((frame) => Number.parseInt(textOf(frame), 10)))
  await inbox.close()
  rmSync(folder, { recursive: true })
  expect(acknowledged.length).toBeGreaterThan(KILLS)
  expect(passed).toBeGreaterThan(1_000)
  // Frames are appended in the order of their numbers, so that what the reader passed is told by the largest of them.
  expect(acknowledged.filter((number) => number > passed && !there.has(number))).toEqual([])
}, 600_000)

/** Runs a process that appends, kills it after it printed so many numbers, and returns them all: those that it acknowledged, and with a minus those that were passed. */
async function appendUntilKilled(folder: string, from: number, enough: number): Promise<number[]> {
  const script = fileURLToPath(new URL('./testing/append-until-killed.ts', import.meta.url))
  const child: ChildProcess = spawn(process.execPath, [script, folder, String(from)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const numbers: number[] = []
  for await (const line of createInterface({ input: child.stdout! })) {
    if (line !== '') numbers.push(Number(line))
    if (numbers.length === enough) child.kill('SIGKILL')
  }
  expect((await exited)[1]).toBe('SIGKILL')
  return numbers
}
