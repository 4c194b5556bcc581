import { HELD_MS, mayHold, type SaidAt, type SaidOf, saidLater } from '../../alarms/said.ts'
import type { AlarmTables } from '../../alarms/schema.ts'
import { enter } from '../../sims/entries.ts'
import { carries, type SimKind } from '../../sims/kinds.ts'
import { admitSim, type Carried, noteReported } from '../../sims/sims.ts'
import { newId } from '../../std/ids.ts'
import { record } from '../../store/audit.ts'
import type { WireSim } from '../../telemetry/wire.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { type JudgedSim, judgeSims } from './judge-sims.ts'
import { closeAlarm, openAlarm, type TakenStep } from './steps.ts'
import { wantsOfSim } from './watches.ts'

/**
 * What a device says of the SIM in it. @property at its corrected time @property receivedAt both milliseconds since 1970
 * @property judged false: it is not held against the ledger, because its time cannot be relied on
 */
export type SimSaid = SaidAt & { at: number; receivedAt: number; judged: boolean; sim: WireSim }
export type SayingDevice = { id: string; said: readonly SimSaid[] }
/** @property iccid of the SIM that it has by what is known */
export type KnownDevice = { id: string; accountId: string; iccid: string | null }

export type StandingRow = AlarmTables['sim_standings']
/** A SIM in the ledger, as judging it needs it. */
export type SimRow = {
  iccid: string
  holder_id: string | null
  created_at: number
  balance_minor: number | null
  valid_until: number | null
  reported_balance_minor: number | null
  reported_until: number | null
  reported_at: number | null
}

/** While a SIM reports the same, its instant is renewed so often. */
const RENEWED_MS = 3_600_000

/**
 * Notes what devices say of their SIMs, each in the device's own order: a late word changes nothing, a SIM that another device holds neither, and another SIM than before
 * is a swap. What the holder says is held against the ledger. A few rows for each device.
 */
export async function noteSims(house: House, tx: LedgerTx, devices: readonly SayingDevice[]): Promise<TakenStep[]> {
  const saying = devices.filter(({ said }) => said.length > 0)
  if (saying.length === 0) return []
  const known = await knownOf(tx, saying)
  const steps: TakenStep[] = []
  const judged: JudgedSim[] = []
  const reported = new Map<string, { carried: Carried; at: number }>()
  for (const { id, said: words } of saying) {
    const device = known.devices.get(id)
    if (!device) continue
    let newest = newestOf(known, id)
    for (const said of [...words].sort((a, b) => (saidLater(a, b) ? 1 : -1))) {
      const carried = carriedBy(said.sim)
      if (!carried || (newest && !saidLater(said, newest))) continue
      newest = said
      const sim = await holding(house, tx, known, device, said, carried)
      const standing = stand(known, device.id, said)
      if (!sim) continue
      if (device.iccid !== sim.iccid) {
        steps.push(...(await swap(house, tx, device, said)))
        device.iccid = sim.iccid
      }
      reported.set(sim.iccid, { carried, at: said.at })
      if (said.judged) judged.push({ device, sim, said, carried, standing })
    }
  }
  steps.push(...(await judgeSims(house, tx, judged)))
  await noteChanged(tx, known.sims, reported)
  await keepStandings(tx, [...known.changed])
  return steps
}

type Known = {
  /** Those that somebody owns. */
  devices: Map<string, KnownDevice>
  /** By device and ICCID. */
  standings: Map<string, StandingRow>
  sims: Map<string, SimRow>
  changed: Set<StandingRow>
}

async function knownOf(tx: LedgerTx, devices: readonly SayingDevice[]): Promise<Known> {
  const ids = devices.map(({ id }) => id)
  const iccids = [...new Set(devices.flatMap(({ said }) => said.map(({ sim }) => sim.iccid)))]
  const owned = await tx
    .selectFrom('devices')
    .innerJoin('ownerships', 'ownerships.device_id', 'devices.id')
    .select(['devices.id', 'devices.iccid', 'ownerships.account_id as accountId'])
    .where('devices.id', 'in', ids)
    .where('ownerships.until_at', 'is', null)
    .execute()
  const sims = await tx
    .selectFrom('sims')
    .select(['iccid', 'holder_id', 'created_at', 'balance_minor', 'valid_until'])
    .select(['reported_balance_minor', 'reported_until', 'reported_at'])
    .where('iccid', 'in', iccids)
    .execute()
  const standings = await tx
    .selectFrom('sim_standings')
    .selectAll()
    .where('device_id', 'in', [...ids, ...sims.flatMap(({ holder_id }) => holder_id ?? [])])
    .execute()
  return {
    devices: new Map(owned.map((row) => [row.id, row])),
    standings: new Map(standings.map((row) => [keyOf(row.device_id, row.iccid), row])),
    sims: new Map(sims.map((row) => [row.iccid, row])),
    changed: new Set(),
  }
}

/** The last word of a device of any SIM: what it said before that is about a SIM that may be gone. */
function newestOf({ standings }: Known, deviceId: string): SaidAt | null {
  let newest: SaidAt | null = null
  for (const row of standings.values())
    if (row.device_id === deviceId && (!newest || saidLater(row, newest))) newest = row
  return newest
}

/** Moves what the device said of this SIM on; what was judged of it stays. */
function stand(known: Known, deviceId: string, said: SimSaid): StandingRow {
  const key = keyOf(deviceId, said.sim.iccid)
  const standing = Object.assign(known.standings.get(key) ?? fresh(deviceId, said), orderOf(said))
  known.standings.set(key, standing)
  known.changed.add(standing)
  return standing
}

/** The SIM, if the device may speak for it. */
async function holding(
  house: House,
  tx: LedgerTx,
  { standings, sims }: Known,
  device: KnownDevice,
  said: SimSaid,
  carried: Carried,
): Promise<SimRow | null> {
  const { iccid } = said.sim
  const sim = sims.get(iccid) ?? (await admit(house, tx, device.id, said, carried))
  sims.set(iccid, sim)
  if (sim.holder_id === device.id) return sim
  const claim = { deviceId: device.id, iccid, receivedAt: said.receivedAt }
  if (!mayHold(claim, sim.holder_id, [...standings.values()].map(saidOf), sim.created_at)) {
    if (!standings.has(keyOf(device.id, iccid))) await dispute(house, tx, device, iccid)
    return null
  }
  sim.holder_id = device.id
  await tx.updateTable('sims').set({ holder_id: device.id }).where('iccid', '=', iccid).execute()
  return sim
}

async function admit(
  { world }: House,
  tx: LedgerTx,
  deviceId: string,
  { sim, at }: SimSaid,
  carried: Carried,
): Promise<SimRow> {
  const { iccid } = sim
  if (await admitSim(tx, { iccid, kind: sim.kind, carried, at, deviceId })) {
    const value =
      'balanceMinor' in carried
        ? { amountMinor: carried.balanceMinor, currency: carried.currency }
        : { until: carried.validUntil }
    await enter(tx, newId(world.clock, world.random), { iccid, redemptionId: null, entry: 'opening', at, ...value })
  }
  return tx.selectFrom('sims').selectAll().where('iccid', '=', iccid).executeTakeFirstOrThrow()
}

async function swap({ world }: House, tx: LedgerTx, device: KnownDevice, said: SimSaid): Promise<TakenStep[]> {
  const { id: deviceId, accountId, iccid: from } = device
  const to = said.sim.iccid
  await tx.updateTable('devices').set({ iccid: to }).where('id', '=', deviceId).execute()
  const details = { from, to }
  await record(tx, world, {
    actor: `device:${deviceId}`,
    act: 'change-sim',
    accountId,
    subject: `device:${deviceId}`,
    details: JSON.stringify(details),
  })
  if (from === null) return []
  const happened = { at: said.at, knownAt: said.receivedAt }
  const steps = await closeAlarm({ world }, tx, { deviceId, rule: 'disagreement', subject: from }, happened)
  const back = await tx
    .selectFrom('alarms')
    .select('details')
    .where('open_key', '=', `${deviceId}:sim-swapped:${from}`)
    .executeTakeFirst()
  if (back && (JSON.parse(back.details) as { from: string | null }).from === to) {
    return [...steps, ...(await closeAlarm({ world }, tx, { deviceId, rule: 'sim-swapped', subject: from }, happened))]
  }
  if (!(await wantsOfSim(tx, deviceId, 'simSwapped'))) return steps
  const of = { accountId, deviceId, rule: 'sim-swapped', subject: to } as const
  return [...steps, ...(await openAlarm({ world }, tx, of, happened, details))]
}

async function dispute({ world }: House, tx: LedgerTx, device: KnownDevice, iccid: string): Promise<void> {
  await record(tx, world, {
    actor: `device:${device.id}`,
    act: 'dispute-sim',
    accountId: device.accountId,
    subject: `device:${device.id}`,
    details: JSON.stringify({ to: iccid, heldHours: HELD_MS / 3_600_000 }),
  })
}

async function noteChanged(
  tx: LedgerTx,
  sims: ReadonlyMap<string, SimRow>,
  reported: ReadonlyMap<string, { carried: Carried; at: number }>,
): Promise<void> {
  for (const [iccid, { carried, at }] of reported) {
    const row = sims.get(iccid)
    const same =
      'balanceMinor' in carried
        ? carried.balanceMinor === row?.reported_balance_minor
        : carried.validUntil === row?.reported_until
    if (!same || at >= (row?.reported_at ?? 0) + RENEWED_MS) await noteReported(tx, iccid, carried, at)
  }
}

async function keepStandings(tx: LedgerTx, rows: readonly StandingRow[]): Promise<void> {
  if (rows.length === 0) return
  await tx
    .insertInto('sim_standings')
    .values([...rows])
    .onConflict((conflict) =>
      conflict.columns(['device_id', 'iccid']).doUpdateSet(({ ref }) => ({
        boot: ref('excluded.boot'),
        t: ref('excluded.t'),
        seq: ref('excluded.seq'),
        received_at: ref('excluded.received_at'),
        judged_boot: ref('excluded.judged_boot'),
        judged_at: ref('excluded.judged_at'),
        balance_minor: ref('excluded.balance_minor'),
        unexplained_minor: ref('excluded.unexplained_minor'),
        agreed_until: ref('excluded.agreed_until'),
        disagrees: ref('excluded.disagrees'),
      })),
    )
    .execute()
}

function orderOf({ boot, t, seq, receivedAt }: SimSaid) {
  return { boot, t, seq, received_at: receivedAt }
}

function fresh(deviceId: string, said: SimSaid): StandingRow {
  const unjudged = { judged_boot: null, judged_at: null, balance_minor: null, unexplained_minor: null }
  return {
    ...orderOf(said),
    device_id: deviceId,
    iccid: said.sim.iccid,
    ...unjudged,
    agreed_until: null,
    disagrees: null,
  }
}

function saidOf({ device_id, iccid, boot, t, seq, received_at }: StandingRow): SaidOf {
  return { deviceId: device_id, iccid, boot, t, seq, receivedAt: received_at }
}

function keyOf(deviceId: string, iccid: string): string {
  return `${deviceId}:${iccid}`
}

/** What a SIM is said to carry, in the ledger's units; null when it does not say, or says what its kind does not carry. */
function carriedBy(sim: WireSim): Carried | null {
  if (carries(sim.kind as SimKind) === 'balance') {
    return sim.balance === undefined || sim.currency === undefined
      ? null
      : { balanceMinor: sim.balance, currency: sim.currency }
  }
  return sim.until === undefined ? null : { validUntil: sim.until }
}
