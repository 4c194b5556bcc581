import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packSamples } from '../../src/telemetry/packed.ts'
import { OPERATOR_TOKEN, type OpenDoor, openDoor } from '../http/open-door.ts'
import { koppel } from './run-koppel.ts'

const HOUR_MS = 3_600_000
let door: OpenDoor
let device: string
let url: string
beforeAll(async () => {
  door = await openDoor()
  device = await door.collar((await door.person('owner')).accountId)
  await door.api.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(door.api.server.address() as AddressInfo).port}`
})
afterAll(() => door.close())

test('the command line tells a span where there is one, and why there is none', async () => {
  const env = { KOPPEL_URL: url, KOPPEL_TOKEN: OPERATOR_TOKEN, LANG: 'en_GB.UTF-8' }
  const before = await koppel(['device', 'runway', device], { env })
  expect([before.code, before.out]).toEqual([
    0,
    expect.stringContaining('Battery lasts: No battery level reported yet.'),
  ])
  const { series_id: seriesId } = await door.house.ledger.reads
    .selectFrom('ownerships')
    .select('series_id')
    .where('device_id', '=', device)
    .executeTakeFirstOrThrow()
  const now = door.clock.now()
  const samples = Array.from({ length: 481 }, (_, hour) => ({
    at: now - (480 - hour) * HOUR_MS,
    bat: 98 - ((hour * 2 + 20) % 96),
  }))
  await door.house.telemetry.write(packSamples([{ seriesId, samples }]))
  const after = await koppel(['device', 'runway', device], { env })
  expect(after.out).toMatch(/^Battery lasts: P10 20\S+Z {2}P50 20\S+Z {2}P90 20\S+Z\n.*In simulated months \d of 10/m)
})
