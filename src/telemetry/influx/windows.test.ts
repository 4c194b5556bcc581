import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openTelemetryCore } from '../embedded-core.ts'
import type { Window } from '../embedded-windows.ts'
import { packSamples } from '../packed.ts'
import { WINDOW_MS } from './layout.ts'
import { type MarkFile, windows } from './windows.ts'

const hour = (n: number): number => n * WINDOW_MS
const sample = (n: number) => packSamples([{ seriesId: 'dog', samples: [{ at: hour(n) + 1, bat: 1 }] }])

function fileOf(): MarkFile & { marks: number; standing(): number[] } {
  const core = openTelemetryCore(':memory:')
  const file = {
    marks: 0,
    async mark(stale: readonly Window[]) {
      file.marks++
      core.markWindows(stale)
    },
    stale: async (before: number, windows_max: number) => core.staleWindows(before, windows_max),
    drop: async (stale: readonly Window[]) => core.dropWindows(stale),
    standing: () => core.staleWindows(hour(1_000), 1_000).map(({ start }) => start / WINDOW_MS),
  }
  return file
}

test('an hour is marked before it is written into, once for many writes', async () => {
  const file = fileOf()
  const own = windows(file)
  for (let write = 0; write < 5; write++) {
    const end = await own.begin(sample(3))
    expect(file.standing()).toEqual([3])
    end()
  }
  expect(file.marks).toBe(1)
})

test('an hour that is summed up loses its mark, and gets it again with the next write', async () => {
  const file = fileOf()
  const own = windows(file)
  ;(await own.begin(sample(3)))()
  expect(await own.roll(hour(10), 10, async () => {})).toBe(1)
  expect(file.standing()).toEqual([])
  ;(await own.begin(sample(3)))()
  expect(file.standing()).toEqual([3])
})

test('an hour that is being written is not summed up, one that is written meanwhile keeps its mark, and so does one that could not be', async () => {
  const file = fileOf()
  const own = windows(file)
  const end = await own.begin(sample(3))
  expect(await own.roll(hour(10), 10, async () => {})).toBe(0)
  end()
  await own.roll(hour(10), 10, async () => void (await own.begin(sample(3)))())
  expect(file.standing()).toEqual([3])
  await expect(own.roll(hour(10), 10, () => Promise.reject(new Error('away')))).rejects.toThrow('away')
  expect(file.standing()).toEqual([3])
  await own.roll(hour(10), 10, async () => {})
  expect(file.standing()).toEqual([])
})

test('in whatever order writes and sums begin and end, an hour without a mark is summed up whole', async () => {
  const step = fc.record({ act: fc.constantFrom('begin', 'land', 'end', 'roll', 'sum'), hour: fc.nat(1) })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const file = fileOf()
      const own = windows(file)
      const written = [0, 0]
      const summed = [0, 0]
      const open: { hour: number; landed: boolean; end: () => void }[] = []
      let release: (() => void) | null = null
      let rolling: Promise<unknown> | null = null
      const letSum = async (): Promise<void> => {
        release?.()
        release = null
        await rolling
        rolling = null
      }
      for (const { act, hour: n } of steps) {
        if (act === 'begin') open.push({ hour: n, landed: false, end: await own.begin(sample(n)) })
        const one = open.find((write) => write.hour === n && (act === 'end' || !write.landed))
        if (act === 'land' && one) {
          one.landed = true
          written[n] = (written[n] ?? 0) + 1
        }
        if (act === 'end' && one) {
          if (!one.landed) written[n] = (written[n] ?? 0) + 1
          one.end()
          open.splice(open.indexOf(one), 1)
        }
        if (act === 'roll' && rolling === null) {
          rolling = own.roll(hour(10), 10, async (stale) => {
            const seen = stale.map(({ start }) => [start / WINDOW_MS, written[start / WINDOW_MS] ?? 0] as const)
            await new Promise<void>((resolve) => {
              release = resolve
            })
            for (const [at, count] of seen) summed[at] = count
          })
          for (let turn = 0; turn < 5; turn++) await Promise.resolve()
        }
        if (act === 'sum') await letSum()
        if (rolling !== null) continue
        for (const at of [0, 1]) if (!file.standing().includes(at)) expect(summed[at]).toBe(written[at])
      }
      await letSum()
    }),
  )
})
