import type { House } from '../../src/flows/house.ts'
import { startIngest } from '../../src/flows/ingest.ts'
import type { Inbox } from '../../src/inbox/inbox.ts'
import { INBOX_LIMITS } from '../../src/inbox/limits.ts'
import { memoryDisk } from '../../src/inbox/memory-disk.ts'
import { openInbox } from '../../src/inbox/open.ts'
import type { Log } from '../../src/std/log.ts'
import { silent } from '../../src/std/log.ts'
import { type ManualClock, manualClock } from '../../src/std/manual-clock.ts'
import { seededRandom } from '../../src/std/random.ts'
import { openInfluxTelemetry } from '../../src/telemetry/influx/open.ts'

export const START = Date.UTC(2026, 10, 22, 12)
/** Minute 0 of what collars measured: they were out of coverage for a day. */
export const MEASURED_FROM = START - 86_400_000
const IMEI = '490154203237518'
const SERIES = '0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b'

/** An inbox, its reader and an InfluxDB, on a clock moved by hand; what the reader's log tells is what a test waits for. */
export type Path = {
  clock: ManualClock
  inbox: Inbox
  aside: [reason: string, points: number][]
  /** Takes reports of one sample each, as a broker does before it acknowledges. Times are minutes from `MEASURED_FROM`. */
  take(...minutes: number[]): Promise<void>
  /** Goes from one trouble to the next until the inbox is empty, the clock being moved to each next try; or until `enough` says so. @returns how many troubles */
  untilStored(enough?: () => boolean): Promise<number>
  /** The next trouble, told by the reader's log. */
  trouble(): Promise<void>
  stop(): Promise<void>
}

export async function ingestTo(url: string): Promise<Path> {
  const clock = manualClock(START)
  const happened: ('trouble' | 'stored')[] = []
  let wake: () => void = () => {}
  const tell = (what: 'trouble' | 'stored'): void => {
    happened.push(what)
    wake()
  }
  const next = async (): Promise<'trouble' | 'stored'> => {
    for (;;) {
      const one = happened.shift()
      if (one) return one
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  const log: Log = { ...silent, warn: (_, what) => what === 'reports not stored yet' && tell('trouble') }
  const world = { clock, random: seededRandom(1), log }
  const aside: [string, number][] = []
  const tally = { report() {}, setAside: (reason: string, points: number) => void aside.push([reason, points]) }
  const place = { url, token: null, org: null, bucket: 'koppel' }
  // The clock shall move from one try to the next, and to nothing else.
  const limits = { rollUp_every_ms: Number.POSITIVE_INFINITY }
  const telemetry = await openInfluxTelemetry({ place, beside: { memory: true }, world, fetch, tally, limits })
  const inbox = await openInbox({ disk: memoryDisk(), world, limits: INBOX_LIMITS })
  const rows = [{ id: 'd', serial: IMEI, series_id: SERIES, from_at: 0, until_at: null }]
  const query: object = new Proxy({}, { get: (_, name) => (name === 'execute' ? async () => rows : () => query) })
  const house = {
    world,
    ledger: { reads: { selectFrom: () => query }, transact: async () => [] },
    telemetry,
  } as unknown as House
  const reader = inbox.reader('telemetry')
  const ingest = startIngest(
    house,
    {
      follow: () => reader.follow(),
      async done(at) {
        await reader.done(at)
        tell('stored')
      },
    },
    tally,
  )
  return {
    clock,
    inbox,
    aside,
    async take(...minutes) {
      const frames = minutes.map((minute) => {
        const t = MEASURED_FROM / 1000 + minute * 60
        const report = { now: START / 1000, boot: 1, seq: minute, t, bat: minute % 100 }
        return {
          receivedAt: clock.now(),
          source: `v1/collars/${IMEI}/report`,
          payload: Buffer.from(JSON.stringify(report)),
        }
      })
      await inbox.append(frames)
    },
    async untilStored(enough = () => false) {
      for (let troubles = 0; ; ) {
        if (inbox.backlog().bytes === 0 || enough()) return troubles
        if ((await next()) === 'stored') continue
        troubles++
        await clock.advance((clock.nextAt() ?? clock.now()) - clock.now() + 1)
      }
    },
    async trouble() {
      while ((await next()) !== 'trouble');
    },
    async stop() {
      await ingest.stop()
      await inbox.close()
      await telemetry.close()
    },
  }
}
