import { expect, test } from 'vitest'
import type { InboxReader, PlacedFrame } from '../inbox/inbox.ts'
import { silent } from '../std/log.ts'
import { manualClock, settle } from '../std/manual-clock.ts'
import { seededRandom } from '../std/random.ts'
import type { House } from './house.ts'
import { startIngest } from './ingest.ts'

const IMEI = '490154203237518'
const START = Date.UTC(2026, 10, 22, 12)

/** A house with one collar in which telemetry fails as often as it is told to. */
function setting(failures: number) {
  const clock = manualClock(START)
  const happened: string[] = []
  const rows = [{ id: 'd', serial: IMEI, series_id: 's', from_at: 0, until_at: null }]
  const query: object = new Proxy({}, { get: (_, name) => (name === 'execute' ? async () => rows : () => query) })
  let left = failures
  const house = {
    world: { clock, random: seededRandom(1), log: silent },
    ledger: { reads: { selectFrom: () => query }, transact: async () => [] },
    telemetry: {
      offsetFor: async () => ({ offset_ms: 0, clockWrong: false }),
      async write() {
        happened.push(left > 0 ? 'failed' : 'stored')
        if (left-- > 0) throw new Error('telemetry is away')
      },
    },
  } as unknown as House
  const payload = Buffer.from(JSON.stringify({ now: START / 1000, boot: 1, seq: 1, t: START / 1000, bat: 50 }))
  const frame: PlacedFrame = { place: 7, receivedAt: START, source: `v1/collars/${IMEI}/report`, payload }
  const batches: PlacedFrame[][] = [[frame], []]
  const reader: Pick<InboxReader, 'follow' | 'done'> = {
    async *follow() {
      yield* batches
    },
    async done(place) {
      happened.push(`done ${place}`)
    },
  }
  return { clock, happened, house, reader, frame }
}

const tally = { report() {}, setAside() {} }

test('a batch is done with only after it is stored', async () => {
  const { house, reader, happened } = setting(0)
  startIngest(house, reader, tally)
  await settle()
  expect(happened).toEqual(['stored', 'done 7'])
})

test('a batch that cannot be stored is tried again until it is, and nothing is done with before', async () => {
  const { house, reader, happened, clock } = setting(3)
  startIngest(house, reader, tally)
  await settle()
  await clock.advance(10_000)
  expect(happened).toEqual(['failed', 'failed', 'failed', 'stored', 'done 7'])
})

test('a batch is decoded while the one before is written, and stored after it', async () => {
  const { house, happened, clock, frame } = setting(1)
  const asked: number[] = []
  const reader = {
    async *follow() {
      for (const place of [7, 8, 9]) {
        asked.push(place)
        yield [{ ...frame, place }]
      }
      yield []
    },
    done: async (place: number) => void happened.push(`done ${place}`),
  }
  startIngest(house, reader, tally)
  await settle()
  expect(asked, 'one ahead, and no more').toEqual([7, 8])
  await clock.advance(1_000)
  expect(happened).toEqual(['failed', 'stored', 'done 7', 'stored', 'done 8', 'stored', 'done 9'])
})

test('an inbox whose disk fails is read again, from where it was', async () => {
  const { house, happened, clock, frame } = setting(0)
  let broken = true
  const reader = {
    async *follow() {
      if (broken) throw new Error('the disk is away')
      yield [frame]
    },
    done: async (place: number) => void happened.push(`done ${place}`),
  }
  const ingest = startIngest(house, reader, tally)
  await settle()
  await clock.advance(1_000)
  expect([happened, ingest.alive()]).toEqual([[], true])
  broken = false
  await clock.advance(30_000)
  expect(happened).toEqual(['stored', 'done 7'])
})

test('a stop does not wait for telemetry that stays away, and the batch stays in the inbox', async () => {
  const { house, reader, happened, clock } = setting(1_000)
  const ingest = startIngest(house, reader, tally)
  await settle()
  await clock.advance(1_000)
  await ingest.stop()
  expect(happened).not.toContain('done 7')
})

test('a stop does not wait for an inbox in which nothing comes', async () => {
  const { house, reader } = setting(0)
  const nothing = async function* (): AsyncGenerator<PlacedFrame[]> {
    await new Promise(() => {})
    yield []
  }
  const ingest = startIngest(house, { ...reader, follow: nothing }, tally)
  await settle()
  await ingest.stop()
  expect(ingest.alive()).toBe(false)
})
