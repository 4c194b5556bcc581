import { expect, test } from 'vitest'
import { crashBetween } from './crash-between.ts'

const soak = process.env.KOPPEL_SOAK !== undefined

const WAYS = ['aedes', 'short'] as const

test.each(WAYS)(
  'every message that got its PUBACK is in the inbox, though the process was killed between write and answer (%s)',
  async (way) => {
    const { acknowledged, kept } = await crashBetween({ order: 'durable-first', way, kills: soak ? 100 : 3, seed: 11 })
    expect(acknowledged.length).toBeGreaterThan(0)
    expect(acknowledged.filter((number) => !kept.has(number))).toEqual([])
  },
  600_000,
)

test.each(WAYS)('a PUBACK sent before the message is durable is found out (%s)', async (way) => {
  const { acknowledged, kept } = await crashBetween({ order: 'puback-first', way, kills: 1, seed: 11 })
  expect(acknowledged.filter((number) => !kept.has(number))).not.toEqual([])
})
