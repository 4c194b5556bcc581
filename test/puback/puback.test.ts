import { expect, test } from 'vitest'
import { crashBetween } from './crash-between.ts'

const soak = process.env.KOPPEL_SOAK !== undefined

const WAYS = ['aedes', 'short'] as const

test.each(WAYS)(
  'every message that got its PUBACK is in the inbox and stored once (device, boot, seq), though the process was killed between write and answer and the collar sent again (%s)',
  async (way) => {
    const { acknowledged, kept, again, stored } = await crashBetween({
      order: 'durable-first',
      way,
      kills: soak ? 100 : 3,
      seed: 11,
    })
    expect(acknowledged.length).toBeGreaterThan(0)
    expect(acknowledged.filter((number) => !kept.has(number))).toEqual([])
    expect(again.length).toBeGreaterThan(0)
    expect(stored).toEqual([...kept].sort((a, b) => a - b))
  },
  600_000,
)

test.each(WAYS)('a PUBACK sent before the message is durable is found out (%s)', async (way) => {
  const { acknowledged, kept } = await crashBetween({ order: 'puback-first', way, kills: 1, seed: 11 })
  expect(acknowledged.filter((number) => !kept.has(number))).not.toEqual([])
})
