import { expect, test } from 'vitest'
import { manualClock } from '../std/manual-clock.ts'
import { type Parts, readiness } from './readiness.ts'

const served = (changed: object = {}): Parts =>
  ({
    ledger: { reads: { selectFrom: () => ({ select: () => ({ limit: () => ({ execute: async () => [] }) }) }) } },
    inbox: { backlog: () => ({ bytes: 0, oldestReceivedAt: null }) },
    running: { house: { telemetry: { last: async () => null } }, ingesting: () => true },
    broker: { connections: 0 },
    connections_max: 2,
    world: { clock: manualClock() },
    sms: null,
    telemetryApart: false,
    ...changed,
  }) as unknown as Parts

test('a broker with every connection taken is told as not ready, by the limit that it was given', async () => {
  const at = async (connections: number) => (await readiness(served({ broker: { connections } }))).broker
  expect(await at(1)).toEqual({ ready: true })
  expect(await at(2)).toEqual({ ready: false, why: 'every connection is taken' })
})

test('a part that hangs holds up nobody who asks: after three seconds it is told as not ready', async () => {
  const clock = manualClock()
  const hanging = { execute: () => new Promise(() => {}) }
  const reads = { selectFrom: () => ({ select: () => ({ limit: () => hanging }) }) }
  const parts = served({ ledger: { reads }, world: { clock } })
  const told: unknown[] = []
  void readiness(parts).then((state) => told.push(state))
  await clock.advance(2_999)
  expect(told).toEqual([])
  await clock.advance(1)
  expect(told).toEqual([
    expect.objectContaining({ ledger: { ready: false, why: 'no answer within 3 s' }, telemetry: { ready: true } }),
  ])
})
