import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SetAside } from '../../src/telemetry/set-aside.ts'
import { OPERATOR_TOKEN, type OpenDoor, openDoor } from '../http/open-door.ts'
import { koppelAt } from './koppel-at.ts'

const AT = Date.UTC(2026, 10, 22, 12)
let door: OpenDoor
let rows: SetAside[]
beforeAll(async () => {
  door = await openDoor()
  rows = Array.from({ length: 250 }, (_, n) => {
    return {
      id: n + 1,
      at: AT,
      series: 'dog',
      line: `telemetry,series_id=dog bat=${n} ${AT}`,
      reason: 'conflict\nof type',
    }
  })
  door.house.telemetry.setAside = {
    list: async ({ after, limit }) => rows.filter(({ id }) => id > after).slice(0, limit),
    count: async () => rows.length,
    async retry() {
      rows = rows.slice(0, 10)
      return { stored: 240, refused: 10 }
    },
  }
})
afterAll(() => door.close())
const said = (...argv: string[]) => koppelAt(door, ['telemetry', 'set-aside', ...argv], { token: OPERATOR_TOKEN })

test('the office lists what InfluxDB refused, oldest first, and is told how many there are', async () => {
  const { out, err, exit } = await said('list', '--limit', '2')
  expect([exit, err]).toEqual([0, '250 set aside\n'])
  expect(out.split('\n')[1]).toMatch(
    /^1 +2026-11-22T12:00:00.000Z +dog +conflict.of type +telemetry,series_id=dog bat=0 /,
  )
  expect((await said('list', '--json', '--limit', '2')).out.trim().split('\n')).toHaveLength(2)
  expect((await said('list', '--limit', '0')).exit).toBe(2)
})

test('an export holds all of them as line protocol, each reason a comment of one line', async () => {
  const lines = (await said('export')).out.trim().split('\n')
  expect(lines.filter((line) => !line.startsWith('# '))).toEqual(rows.map(({ line }) => line))
  expect(lines).toHaveLength(500)
})

test('they are tried again, which is audited', async () => {
  expect((await said('retry')).out).toBe('240 stored, 10 refused again\n')
  const audited = await door.house.ledger.reads
    .selectFrom('audit')
    .selectAll()
    .where('act', '=', 'retry-set-aside')
    .execute()
  expect(audited.map(({ details }) => details)).toEqual(['{"points":250}'])
})

test('a store that refuses nothing has none', async () => {
  delete door.house.telemetry.setAside
  expect((await said('list')).err).toBe('0 set aside\n')
  expect((await said('retry', '--json')).out).toBe('{"stored":0,"refused":0}\n')
})
