import { expect, test } from 'vitest'
import { settle } from '../std/manual-clock.ts'
import { SampleRows } from '../telemetry/packed.ts'
import type { PackedSamples } from '../telemetry/telemetry.ts'
import type { House } from './house.ts'
import type { PreparedReports } from './prepare-reports.ts'
import { storeReports } from './store-reports.ts'

const SAMPLES = 55_000
const rows = new SampleRows()
for (let at = 0; at < SAMPLES; at++) rows.add({ at })
const prepared: PreparedReports = {
  series: new Map([['dog', rows]]),
  said: [],
  networks: new Map(),
  outcomes: { stored: 1, malformed: 0, 'unknown-device': 0 },
  setAside: new Map(),
}

/** A store whose writes end when they are told to. */
function slowStore() {
  const begun: { first: number; end: PromiseWithResolvers<void> }[] = []
  const told: string[] = []
  const query: object = new Proxy({}, { get: (_, name) => (name === 'execute' ? async () => [] : () => query) })
  const house = {
    ledger: { reads: { selectFrom: () => query } },
    telemetry: {
      write({ values }: PackedSamples) {
        const end = Promise.withResolvers<void>()
        begun.push({ first: values[0] ?? -1, end })
        return end.promise
      },
    },
  } as unknown as House
  const tally = { report: () => {}, setAside: () => {}, stored: (samples: number) => void told.push(`${samples}`) }
  const stored = storeReports(house, prepared, tally).then(
    () => told.push('done'),
    (error: Error) => told.push(error.message),
  )
  return { begun, told, stored }
}

test('three writes of a batch are under way at once, in its order, and it is stored when all of them are', async () => {
  const { begun, told, stored } = slowStore()
  for (let ended = 0; ended < 6; ended++) {
    await settle()
    expect(begun.length).toBe(Math.min(6, ended + 3))
    expect(told).toEqual([])
    begun[ended]?.end.resolve()
  }
  await stored
  expect(begun.map(({ first }) => first)).toEqual([0, 10_000, 20_000, 30_000, 40_000, 50_000])
  expect(told).toEqual([`${SAMPLES}`, 'done'])
})

test('a write that fails ends the batch, but not before those that are under way have ended', async () => {
  const { begun, told, stored } = slowStore()
  await settle()
  begun[0]?.end.reject(new Error('telemetry is away'))
  begun[2]?.end.resolve()
  await settle()
  expect([begun.length, told]).toEqual([3, []])
  begun[1]?.end.resolve()
  await stored
  expect([begun.length, told]).toEqual([3, ['telemetry is away']])
})
