import { expect, test } from 'vitest'
import { manualClock } from '../std/manual-clock.ts'
import { type Parts, readiness } from './readiness.ts'

test('a part that hangs holds up nobody who asks: after three seconds it is told as not ready', async () => {
  const clock = manualClock()
  const hanging = { execute: () => new Promise(() => {}) }
  const reads = { selectFrom: () => ({ select: () => ({ limit: () => hanging }) }) }
  const parts = {
    ledger: { reads },
    inbox: { backlog: () => ({ bytes: 0, oldestReceivedAt: null }) },
    running: { house: { telemetry: { last: async () => null } }, ingesting: () => true },
    broker: { connections: 0 },
    world: { clock },
    sms: null,
    telemetryApart: false,
  } as unknown as Parts
  const told: unknown[] = []
  void readiness(parts).then((state) => told.push(state))
  await clock.advance(2_999)
  expect(told).toEqual([])
  await clock.advance(1)
  expect(told).toEqual([
    expect.objectContaining({ ledger: { ready: false, why: 'no answer within 3 s' }, telemetry: { ready: true } }),
  ])
})
