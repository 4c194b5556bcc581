import { afterEach, expect, test } from 'vitest'
import type { Inbox } from '../src/inbox/inbox.ts'
import { ProblemError } from '../src/std/problems.ts'
import { openWorld, type TestWorld } from './world.ts'

const MINUTE = 60_000
const REPORT_EVERY_MS = 2_000
/** Room for one report of the largest size that a device may send, and a little more. */
const BACKLOG_BYTES_MAX = 24_000

let world: TestWorld
afterEach(() => world.close())

test('telemetry is away and the inbox is full: acknowledgements stop, the collar keeps its samples, and all of them land when it is back', async () => {
  let away = false
  const inboxes: Inbox[] = []
  world = await openWorld({
    reportEvery_ms: REPORT_EVERY_MS,
    inboxLimits: { backlogBytes_max: BACKLOG_BYTES_MAX, segmentBytes_max: 4_000 },
    sabotage: {
      ground(ground) {
        inboxes.push(ground.inbox)
        const write: typeof ground.telemetry.write = async (batch) => {
          if (away) throw new ProblemError('try-again-later', {}, { cause: 'telemetry is away' })
          await ground.telemetry.write(batch)
        }
        return { ...ground, telemetry: { ...ground.telemetry, write } }
      },
    },
  })
  const [it] = world.collars
  const [inbox] = inboxes
  if (!it || !inbox) throw new Error('an empty world')
  await it.collar.power('on')
  await world.advance(MINUTE)
  expect(it.collar.state().samplesWaiting).toBeLessThan(2)

  away = true
  await world.advance(6 * MINUTE)
  const acknowledged = world.broker.acknowledged.length
  expect(inbox.backlog().bytes).toBeGreaterThan(BACKLOG_BYTES_MAX / 2)
  const waiting = it.collar.state().samplesWaiting
  expect(waiting).toBeGreaterThan(0)
  await world.advance(4 * MINUTE)
  expect(world.broker.acknowledged).toHaveLength(acknowledged)
  expect(inbox.backlog().bytes).toBeLessThanOrEqual(BACKLOG_BYTES_MAX)
  expect(it.collar.state()).toMatchObject({
    samplesWaiting: waiting + (4 * MINUTE) / REPORT_EVERY_MS,
    samplesDropped: 0,
  })

  away = false
  // It was cut again and again, so that it waits up to five minutes before it comes, and may come before the inbox has room again.
  await world.advance(12 * MINUTE)
  expect(it.collar.state()).toMatchObject({ connected: true, samplesDropped: 0 })
  expect(it.collar.state().samplesWaiting).toBeLessThan(2)
  await world.running().idle()
  const { house } = world.running()
  const { series_id } = await house.ledger.reads.selectFrom('ownerships').select('series_id').executeTakeFirstOrThrow()
  const held = await house.telemetry.series({
    ...{ seriesId: series_id, field: 'bat', limit: 10_000 },
    ...{ from: 0, to: world.clock.now() + MINUTE },
  })
  const gaps = held.slice(1).map(([at], before) => at - (held[before]?.[0] ?? 0))
  expect(held.length).toBeGreaterThan((16 * MINUTE) / REPORT_EVERY_MS)
  expect(gaps.filter((gap) => gap > REPORT_EVERY_MS + 1_000)).toEqual([])
})
