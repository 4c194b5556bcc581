import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CoreFault } from './embedded-line.ts'
import { workerLine } from './embedded-worker-line.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'telemetry-line-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a thread that dies fails what waits for it and all that comes after, and is told once', async () => {
  const died: CoreFault[] = []
  const line = await workerLine({
    file: join(folder, 'telemetry.db'),
    requests_max: 10,
    onDied: (fault) => died.push(fault),
    heapMb_max: 32,
  })
  const moreThanItsHeap = Array.from({ length: 1_000_000 }, (_, start) => ({ series: `dog-${start}`, start }))
  const waiting = [line.call('markWindows', moreThanItsHeap), line.call('last', 'dog')]
  const answers = await Promise.allSettled(waiting)
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(died.length).toBe(1)
  await expect(line.call('last', 'dog')).rejects.toMatchObject({ kind: 'engine' })
  await line.close()
  expect(died.length).toBe(1)
})

test('a thread that was closed is not told as dead', async () => {
  const died: CoreFault[] = []
  const line = await workerLine({
    file: join(folder, 'telemetry.db'),
    requests_max: 10,
    onDied: (fault) => died.push(fault),
  })
  await line.close()
  await line.close()
  expect(died).toEqual([])
  await expect(line.call('last', 'dog')).rejects.toMatchObject({ kind: 'engine' })
})
