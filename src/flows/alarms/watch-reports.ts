import { evaluate, forget, type Turn, type WatchState } from '../../alarms/evaluate.ts'
import type { AlarmTables } from '../../alarms/schema.ts'
import type { SampleRows } from '../../telemetry/packed.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { closeAlarm, openAlarm, type TakenStep } from './steps.ts'
import { type WatchedDevice, watchesOf } from './watches.ts'

/** A report as its collar is watched by it: its samples are the rows from `from` on, before `to`. Instants in milliseconds since 1970; those of samples are corrected. */
export type Heard = { boot: number; seq: number; receivedAt: number; rows: SampleRows; from: number; to: number }
export type HeardDevice = { id: string; heard: readonly Heard[] }

type Standing = AlarmTables['alarm_standings']
type Timed = { boot: number; seq: number; receivedAt: number; at: number; rows: SampleRows; row: number }

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** A collar that stored days of changing sides tells what it comes to, and no more than so many steps. */
const STEPS_MAX = 10

/**
 * Holds the reports of some devices against their owners' rules, each sample once that is later than all before it, and opens and closes what it comes to. What was
 * reported late opens as late. A row for each device, and a handful for each step.
 */
export async function watchReports(house: House, tx: LedgerTx, devices: readonly HeardDevice[]): Promise<TakenStep[]> {
  const ids = devices.map(({ id }) => id)
  const watched = await watchesOf(tx, ids)
  const rows = await tx.selectFrom('alarm_standings').selectAll().where('device_id', 'in', ids).execute()
  const standings = new Map(rows.map((row) => [row.device_id, row]))
  const steps: TakenStep[] = []
  const changed: Standing[] = []
  for (const { id, heard } of devices) {
    const device = watched.get(id)
    if (!device) continue
    const known = standings.get(id)
    const standing = known?.account_id === device.accountId ? known : fresh(device)
    if (known && standing !== known) steps.push(...(await closeAll(house, tx, id)))
    steps.push(...(await watchOne(house, tx, device, standing, heard)))
    changed.push(standing)
  }
  await keep(tx, changed)
  return steps
}

async function watchOne(
  house: House,
  tx: LedgerTx,
  device: WatchedDevice,
  standing: Standing,
  heard: readonly Heard[],
): Promise<TakenStep[]> {
  const steps: TakenStep[] = []
  const state = JSON.parse(standing.state) as WatchState
  const turns: { turn: Turn; knownAt: number }[] = []
  for (const { boot, seq, receivedAt, at, rows, row } of inOrder(device, standing, heard)) {
    const now: Turn[] = []
    evaluate(device, state, rows.sampleOf(row), now)
    for (const turn of now) turns.push({ turn, knownAt: receivedAt })
    standing.boot = boot
    standing.at = at
    standing.seq = seq
  }
  standing.heard_at = Math.max(standing.heard_at, ...heard.map(({ receivedAt }) => receivedAt))
  const over: Turn[] = []
  forget(device, state, standing.heard_at, over)
  turns.push(...over.map((turn) => ({ turn, knownAt: turn.at })))
  standing.state = JSON.stringify(state)
  for (const { turn, knownAt } of netOf(turns)) steps.push(...(await take(house, tx, device, turn, knownAt)))
  standing.contact_due_at = standing.heard_at + device.settings.noContact.hours * HOUR_MS
  const { validity } = device.settings
  standing.validity_due_at =
    state.until === undefined || state.validity || !validity.on ? null : state.until - validity.days * DAY_MS
  if (standing.silent !== 0) {
    standing.silent = 0
    const happened = { at: standing.heard_at, knownAt: standing.heard_at }
    steps.push(...(await closeAlarm(house, tx, { deviceId: device.id, rule: 'no-contact', subject: '' }, happened)))
  }
  return steps
}

/** The samples of the present owner that are later than all before, in the device's own order. */
function inOrder(device: WatchedDevice, standing: Standing, heard: readonly Heard[]): Timed[] {
  const known = { boot: standing.boot, seq: standing.seq, at: standing.at }
  const ordered: Timed[] = []
  for (const { boot, seq, receivedAt, rows, from, to } of heard) {
    for (let row = from; row < to; row++) {
      const one = { boot, seq, receivedAt, at: rows.timeOf(row), rows, row }
      if (one.at >= device.from && later(one, known)) ordered.push(one)
    }
  }
  return ordered.sort((a, b) => (later(a, b) ? 1 : -1))
}

type Ordered = { boot: number; seq: number; at: number }

/** Samples of one report have its number in common: the same instant twice says the same. */
function later(one: Ordered, than: Ordered): boolean {
  if (one.boot !== than.boot) return one.boot > than.boot
  if (one.at !== than.at) return one.at > than.at
  return one.seq > than.seq
}

/** Of a collar that tells more than that at once, what is over within it is not told. */
function netOf(turns: readonly { turn: Turn; knownAt: number }[]): readonly { turn: Turn; knownAt: number }[] {
  if (turns.length <= STEPS_MAX) return turns
  const left = new Map<string, { turn: Turn; knownAt: number }>()
  for (const one of turns) {
    const key = `${one.turn.rule}:${one.turn.subject}`
    if (left.get(key)?.turn.step === 'opened' && one.turn.step === 'closed') left.delete(key)
    else left.set(key, one)
  }
  return [...left.values()]
}

function take(house: House, tx: LedgerTx, device: WatchedDevice, turn: Turn, knownAt: number): Promise<TakenStep[]> {
  const of = { accountId: device.accountId, deviceId: device.id, rule: turn.rule, subject: turn.subject }
  const happened = { at: turn.at, knownAt }
  return turn.step === 'opened'
    ? openAlarm(house, tx, of, happened, { value: turn.value })
    : closeAlarm(house, tx, of, happened)
}

/** The device is another account's now: what was open for the one before is over for it. */
async function closeAll(house: House, tx: LedgerTx, deviceId: string): Promise<TakenStep[]> {
  const open = await tx
    .selectFrom('alarms')
    .select(['rule', 'subject'])
    .where('device_id', '=', deviceId)
    .where('open_key', 'is not', null)
    .execute()
  const now = house.world.clock.now()
  const steps: TakenStep[] = []
  for (const { rule, subject } of open) {
    const of = { deviceId, rule: rule as TakenStep['rule'], subject }
    steps.push(...(await closeAlarm(house, tx, of, { at: now, knownAt: now })))
  }
  return steps
}

function fresh({ id, accountId }: WatchedDevice): Standing {
  const nothing: WatchState = { zones: {} }
  return {
    ...{ device_id: id, account_id: accountId, boot: -1, at: 0, seq: -1, heard_at: 0 },
    ...{ contact_due_at: 0, validity_due_at: null, silent: 0, storm_id: null, state: JSON.stringify(nothing) },
  }
}

async function keep(tx: LedgerTx, rows: readonly Standing[]): Promise<void> {
  if (rows.length === 0) return
  await tx
    .insertInto('alarm_standings')
    .values([...rows])
    .onConflict((conflict) =>
      conflict.column('device_id').doUpdateSet(({ ref }) => ({
        account_id: ref('excluded.account_id'),
        boot: ref('excluded.boot'),
        at: ref('excluded.at'),
        seq: ref('excluded.seq'),
        heard_at: ref('excluded.heard_at'),
        contact_due_at: ref('excluded.contact_due_at'),
        validity_due_at: ref('excluded.validity_due_at'),
        silent: ref('excluded.silent'),
        state: ref('excluded.state'),
      })),
    )
    .execute()
}
