import { expect, test } from 'vitest'
import type { PlacedFrame } from '../inbox/inbox.ts'
import type { BootSeen, ClockOffset } from '../telemetry/clock-offset.ts'
import type { House } from './house.ts'
import { prepareReports } from './prepare-reports.ts'

const NOW_MS = 1_790_000_000_000
const IMEIS = ['350000000000001', '350000000000002']
/** More than two slices. */
const REPORTS = 600

/** A ledger that knows these collars, and a store that fixes an offset by the first message of a boot; both count how often they are asked. */
function asked() {
  const questions = { owners: 0, offsets: [] as string[] }
  const rows = IMEIS.map((serial) => ({ id: serial, serial, series_id: `of ${serial}`, from_at: 0, until_at: null }))
  const query: object = new Proxy({}, { get: (_, name) => (name === 'execute' ? owners : () => query) })
  const owners = async () => {
    questions.owners++
    return rows
  }
  const telemetry = {
    async offsetFor(id: string, boot: number, { receivedAt, now }: BootSeen): Promise<ClockOffset> {
      questions.offsets.push(`${id} ${boot}`)
      return { offset_ms: receivedAt - now * 1_000, clockWrong: true }
    },
  }
  return { questions, house: { ledger: { reads: query }, telemetry } as unknown as House }
}

test('a batch of several slices is judged by one look at who owns what and by the first message of each boot', async () => {
  const { questions, house } = asked()
  const frames = Array.from({ length: REPORTS }, (_, seq): PlacedFrame => {
    const said = { now: seq, boot: seq < REPORTS / 2 ? 1 : 2, seq, t: seq, bat: 50 }
    const payload = Buffer.from(JSON.stringify(said))
    return { receivedAt: NOW_MS + seq, source: `v1/collars/${IMEIS[seq % 2]}/report`, payload, place: seq + 1 }
  })
  const { series, outcomes } = await prepareReports(house, frames)
  expect(questions.owners).toBe(1)
  expect(questions.offsets.toSorted()).toEqual(IMEIS.flatMap((imei) => [`${imei} 1`, `${imei} 2`]))
  expect(outcomes).toEqual({ stored: REPORTS, malformed: 0, 'unknown-device': 0 })
  // The clock of the first boot was wrong by what its first report came with, for all of them.
  const rows = series.get(`of ${IMEIS[0]}`)
  expect([rows?.timeOf(0), rows?.timeOf(1)]).toEqual([NOW_MS, NOW_MS + 2_000])
  expect([...series.values()].map(({ length }) => length)).toEqual([REPORTS / 2, REPORTS / 2])
})

test('what was heard of a device is told in runs of its samples, one for each report, also of one that nothing can be used of', async () => {
  const { house } = asked()
  const frame = (seq: number, samples: object[]): PlacedFrame => {
    const payload = Buffer.from(JSON.stringify({ now: NOW_MS / 1_000, boot: 1, seq, samples }))
    return { receivedAt: NOW_MS, source: `v1/collars/${IMEIS[0]}/report`, payload, place: seq }
  }
  const t = NOW_MS / 1_000
  const { said, setAside } = await prepareReports(house, [
    frame(1, [
      { t: t - 2, bat: 9 },
      { t: t - 1, bat: 8 },
    ]),
    frame(2, [{ t: 0, bat: 7 }]),
    frame(3, [{ t, bat: 6 }]),
  ])
  const heard = said[0]?.heard ?? []
  const batteries = heard.map(({ rows, from, to }) =>
    Array.from({ length: to - from }, (_, row) => rows.sampleOf(from + row).bat),
  )
  expect(heard.map(({ seq }) => seq)).toEqual([1, 2, 3])
  expect(batteries).toEqual([[9, 8], [], [6]])
  expect([...setAside]).toEqual([['before-2020', 1]])
})
