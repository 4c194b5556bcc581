import type { LedgerCode } from '../../alarms/code-window.ts'
import { reconcileBalance } from '../../alarms/reconcile-balance.ts'
import { reconcileValidity } from '../../alarms/reconcile-validity.ts'
import type { Carried } from '../../sims/sims.ts'
import type { Effect } from '../effect.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import type { KnownDevice, SimRow, SimSaid, StandingRow } from './note-sims.ts'
import { closeAlarm, openAlarm, type TakenStep } from './steps.ts'
import { wantsOfSim } from './watches.ts'

/** A reading that is to be held against the ledger; `standing` is moved on by it. */
export type JudgedSim = { device: KnownDevice; sim: SimRow; said: SimSaid; carried: Carried; standing: StandingRow }

type Code = LedgerCode & { amountMinor: number; until: number | null }
type Verdict = { disagrees: string | null; details: Record<string, number | string> }

/** Devices and the ledger tell the same end where they differ by less: the wire has seconds, and people type dates. */
const TOLERANCE_MS = 60_000
/** Codes that ended that long before the last reading cannot explain the next one. */
const ENDED_MS = 10 * 60_000

/** Judges readings in the order given, and opens or closes the one alarm that each device and SIM may have for it. */
export async function judgeSims(house: House, tx: LedgerTx, readings: readonly JudgedSim[]): Promise<TakenStep[]> {
  if (readings.length === 0) return []
  const codes = await codesOf(tx, readings)
  const opened = await openingsOf(tx, readings)
  const steps: TakenStep[] = []
  for (const reading of readings) {
    const { device, sim, said, standing } = reading
    const verdict = judge(reading, codes.get(sim.iccid) ?? [], opened.get(sim.iccid) ?? sim.created_at)
    if (!verdict || verdict.disagrees === standing.disagrees) continue
    const before = standing.disagrees
    standing.disagrees = verdict.disagrees
    const of = { accountId: device.accountId, deviceId: device.id, rule: 'disagreement', subject: sim.iccid } as const
    const happened = { at: said.at, knownAt: said.receivedAt }
    if (verdict.disagrees === null) steps.push(...(await closeAlarm(house, tx, of, happened)))
    else if (before === null && (await wantsOfSim(tx, device.id, 'disagreement')))
      steps.push(...(await openAlarm(house, tx, of, happened, { why: verdict.disagrees, ...verdict.details })))
  }
  return steps
}

/** Null: the reading says nothing new. @param openedAt when the ledger last knew for sure what the SIM carried */
function judge(reading: JudgedSim, codes: readonly Code[], openedAt: number): Verdict | null {
  const { carried } = reading
  return 'balanceMinor' in carried
    ? judgeBalance(reading, carried.balanceMinor, codes, openedAt)
    : judgeValidity(reading, carried.validUntil, codes, openedAt)
}

function judgeBalance(
  { said: { boot, at }, sim, standing }: JudgedSim,
  balanceMinor: number,
  codes: readonly Code[],
  openedAt: number,
): Verdict | null {
  const before = {
    boot: standing.judged_boot ?? boot,
    at: standing.judged_at ?? Math.min(openedAt, at - 1),
    balanceMinor: standing.balance_minor ?? sim.balance_minor ?? balanceMinor,
    unexplainedMinor: standing.unexplained_minor ?? 0,
  }
  const judged = reconcileBalance(before, { boot, at, balanceMinor }, codes)
  if (!judged) return null
  standing.judged_boot = boot
  standing.judged_at = at
  standing.balance_minor = balanceMinor
  standing.unexplained_minor = judged.standing.unexplainedMinor
  const { leastMinor, mostMinor } = judged.band
  return { disagrees: judged.disagrees, details: { reported: balanceMinor, least: leastMinor, most: mostMinor } }
}

function judgeValidity(
  { said: { boot, at }, sim, standing }: JudgedSim,
  reported: number,
  codes: readonly Code[],
  openedAt: number,
): Verdict | null {
  const agreed = standing.agreed_until ?? sim.valid_until ?? reported
  const before = {
    boot: standing.judged_boot ?? boot,
    at: standing.judged_at ?? Math.min(openedAt, at - 1),
    until: agreed,
  }
  const ends = [agreed, ...codes.flatMap(({ until }) => until ?? [])]
  const until = ends.find((end) => Math.abs(end - reported) < TOLERANCE_MS) ?? reported
  const judged = reconcileValidity(before, { boot, at, until }, codes)
  if (!judged) return null
  standing.judged_boot = judged.standing.boot
  standing.judged_at = judged.standing.at
  standing.agreed_until = judged.standing.until
  const { expected, disagrees } = judged
  return { disagrees, details: { reported, least: expected[0] ?? agreed, most: expected.at(-1) ?? agreed } }
}

/** By ICCID: the codes that may explain these readings. */
async function codesOf(tx: LedgerTx, readings: readonly JudgedSim[]): Promise<Map<string, Code[]>> {
  const since = Math.min(...readings.map(({ standing, sim }) => standing.judged_at ?? sim.created_at)) - ENDED_MS
  const rows = await tx
    .selectFrom('sim_entries')
    .innerJoin('redemptions', 'redemptions.id', 'sim_entries.redemption_id')
    .select(['sim_entries.iccid', 'sim_entries.amount_minor', 'sim_entries.at'])
    .select(['redemptions.state', 'redemptions.updated_at', 'redemptions.effect'])
    .where('sim_entries.iccid', 'in', [...new Set(readings.map(({ sim }) => sim.iccid))])
    .where('sim_entries.entry', '=', 'granted')
    .where((eb) =>
      eb.or([eb('redemptions.state', 'in', ['queued', 'sent']), eb('redemptions.updated_at', '>=', since)]),
    )
    .orderBy('sim_entries.id')
    .execute()
  const codes = new Map<string, Code[]>()
  for (const row of rows) {
    const { until, after } = JSON.parse(row.effect) as Effect
    const open = row.state === 'queued' || row.state === 'sent'
    const as = row.state === 'applied' ? 'applied' : 'given-back'
    const code: Code = {
      grantedAt: row.at,
      ended: open ? null : { at: row.updated_at, as },
      amountMinor: row.amount_minor ?? 0,
      until: (after && 'validUntil' in after ? after.validUntil : until) ?? null,
    }
    codes.set(row.iccid, [...(codes.get(row.iccid) ?? []), code])
  }
  return codes
}

/** By ICCID, of those that were never judged: when an opening or a signed result last told the ledger what they carry. */
async function openingsOf(tx: LedgerTx, readings: readonly JudgedSim[]): Promise<Map<string, number>> {
  const iccids = readings.filter(({ standing }) => standing.judged_at === null).map(({ sim }) => sim.iccid)
  if (iccids.length === 0) return new Map()
  const rows = await tx
    .selectFrom('sim_entries')
    .select(['iccid', ({ fn }) => fn.max('at').as('at')])
    .where('iccid', 'in', [...new Set(iccids)])
    .where('entry', 'in', ['opening', 'applied'])
    .groupBy('iccid')
    .execute()
  return new Map(rows.map(({ iccid, at }) => [iccid, Number(at)]))
}
