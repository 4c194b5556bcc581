import { expect, test } from 'vitest'
import { crashBetween } from './crash-between.ts'

const soak = process.env.KOPPEL_SOAK !== undefined

test('every message that got its PUBACK is in the inbox, though the process was killed between write and answer', async () => {
  const { acknowledged, kept } = await crashBetween({ order: 'durable-first', kills: soak ? 100 : 4, seed: 11 })
  expect(acknowledged.length).toBeGreaterThan(0)
  expect(acknowledged.filter((number) => !kept.has(number))).toEqual([])
}, 600_000)

test('a PUBACK sent before the message is durable is found out', async () => {
  const { acknowledged, kept } = await crashBetween({ order: 'puback-first', kills: 1, seed: 11 })
  expect(acknowledged.filter((number) => !kept.has(number))).not.toEqual([])
})
