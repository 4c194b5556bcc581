import type { Actor } from '../../src/accounts/actor.ts'
import type { House } from '../../src/flows/house.ts'
import { noteEvent } from '../../src/flows/note-event.ts'
import { prepareReports } from '../../src/flows/prepare-reports.ts'
import { registerDevice } from '../../src/flows/register-device.ts'
import { storeReports } from '../../src/flows/store-reports.ts'
import { luhnDigit } from '../../src/std/luhn.ts'
import { asClockOffset, type ClockOffset } from '../../src/telemetry/clock-offset.ts'
import { type AccountStory, accountStory, actorOf } from '../accounts/setting.ts'
import type { PlaceKind } from '../setup/ledgers.ts'

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

export type TestSim = { iccid: string; kind: string; balance?: number; currency?: string; until?: string }
/** @property t seconds after the story's beginning, by the device's clock */
export type TestSample = { t: number; sim?: TestSim } & Record<string, unknown>
export type TestReport = { boot?: number; samples: readonly TestSample[]; receivedAt?: number }

export type AlarmStory = AccountStory & {
  owner: Actor
  accountId: string
  /** Two collars of two people, and a third of the first. */
  collars: { id: string; imei: string }[]
  /** The story's beginning, milliseconds since 1970. */
  start: number
  /** A report comes in, at the clock's present where nothing else is said. */
  report(collar: number, report: TestReport): Promise<void>
  /** An event comes in. */
  event(collar: number, boot: number, t: number, sim: TestSim): Promise<string>
  /** What the house takes for a device's offset from now on. */
  offset(offset_ms: number): void
  /** Another collar of the first account. */
  another(): Promise<number>
  alarms(
    collar: number,
  ): Promise<{ rule: string; subject: string; open: boolean; late: number; details: Record<string, unknown> }[]>
  /** The hooks that recipients are told by. */
  told(collar: number): Promise<string[]>
  sim(iccid: string): Promise<{ balance: number | null; until: number | null; holder: string | null } | undefined>
  iccidOf(collar: number): Promise<string | null>
}

/** A valid ICCID for a number. */
export function iccid(number: number): string {
  const body = `8946000${String(number).padStart(11, '0')}`
  return body + luhnDigit(body)
}

export const travel = (number: number, balance: number): TestSim => ({
  iccid: iccid(number),
  kind: 'travel-sim',
  balance,
  currency: 'SEK',
})
export const telia = (number: number, until: string): TestSim => ({ iccid: iccid(number), kind: 'telia-iot', until })

/** A house to which collars report, on one of the engines and a clock moved by hand. */
export async function alarmStory(kind: PlaceKind): Promise<AlarmStory> {
  const story = await accountStory(kind)
  const offset: { now: ClockOffset } = { now: asClockOffset(0) }
  const telemetry = { offsetFor: async () => offset.now, write: async () => {} } as unknown as House['telemetry']
  const house: House = { ...story.house, telemetry }
  const { clock, people } = story
  const start = clock.now()
  const [person] = people
  if (!person) throw new Error('nobody there')
  const { reads } = house.ledger
  const serials = await reads.selectFrom('devices').select(['id', 'serial']).execute()
  const collars = people.map(({ deviceId }) => ({
    id: deviceId,
    imei: serials.find(({ id }) => id === deviceId)?.serial ?? '',
  }))
  const at = (collar: number) => collars[collar] ?? { id: '', imei: '' }
  let seq = 0
  let made = 0
  const second = Math.ceil(start / 1000)
  const uplink = (collar: number, leaf: string, body: object) => ({
    place: seq,
    source: `v1/collars/${at(collar).imei}/${leaf}`,
    payload: Buffer.from(JSON.stringify(body)),
  })
  return {
    ...story,
    house,
    owner: actorOf(person),
    accountId: person.accountId,
    collars,
    start,
    async report(collar, { boot = 1, samples, receivedAt = clock.now() }) {
      const timed = samples.map((sample) => ({ ...sample, t: second + sample.t }))
      const body = { now: Math.ceil(receivedAt / 1000), boot, seq: seq++, samples: timed }
      const frame = { ...uplink(collar, 'report', body), receivedAt }
      await storeReports(house, await prepareReports(house, [frame]), { report() {}, setAside() {} })
    },
    event: (collar, boot, t, sim) =>
      noteEvent(
        house,
        at(collar).imei,
        Buffer.from(JSON.stringify({ now: second + t, boot, seq: seq++, t: second + t, event: 'sim-changed', sim })),
      ),
    offset(offset_ms) {
      offset.now = asClockOffset(offset_ms)
    },
    async another() {
      const body = `3550000000${String(made++).padStart(4, '0')}`
      const imei = body + luhnDigit(body)
      const outcome = await registerDevice(house, 'operator', {
        imei,
        name: `collar ${made}`,
        secret: 'A'.repeat(43),
        publicKey: new Uint8Array(32),
        sim: { iccid: iccid(900_000 + made), kind: 'telia-iot', carried: { validUntil: start + 300 * DAY_MS } },
        accountId: person.accountId,
      })
      if (outcome.kind !== 'registered') throw new Error(outcome.kind)
      return collars.push({ id: outcome.deviceId, imei }) - 1
    },
    async alarms(collar) {
      const all = reads.selectFrom('alarms').selectAll().orderBy('id')
      const rows = await all.where('device_id', '=', at(collar).id).execute()
      return rows.map(({ rule, subject, open_key, late, details }) => ({
        ...{ rule, subject, late, open: open_key !== null },
        details: JSON.parse(details) as Record<string, unknown>,
      }))
    },
    async told(collar) {
      const all = reads.selectFrom('alarm_steps').select(['rule', 'step']).orderBy('id')
      const rows = await all.where('device_id', '=', at(collar).id).execute()
      return rows.map(({ rule, step }) => `${rule} ${step}`)
    },
    sim: (of) => simRow(house, of),
    async iccidOf(collar) {
      const row = await reads.selectFrom('devices').select('iccid').where('id', '=', at(collar).id).executeTakeFirst()
      return row?.iccid ?? null
    },
  }
}

async function simRow(house: House, of: string) {
  const row = await house.ledger.reads.selectFrom('sims').selectAll().where('iccid', '=', of).executeTakeFirst()
  return row && { balance: row.reported_balance_minor, until: row.reported_until, holder: row.holder_id }
}
