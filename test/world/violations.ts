import { decodeMemory } from '../../firmware-sim/collar/memory.ts'
import type { SimCard } from '../../firmware-sim/sim-card.ts'
import type { Ledger } from '../../src/flows/tables.ts'
import { verifyAudit } from '../../src/store/audit-chain.ts'
import type { TestWorld, WorldCollar } from '../world.ts'
import type { Wish } from './ordeal.ts'

/** What stands in the way of calling a world well: every promise that was broken, in words. */
export async function violations(world: TestWorld, wishes: readonly Wish[]): Promise<string[]> {
  const { house } = world.running()
  const faults: string[] = []
  faults.push(...answers(wishes))
  faults.push(...(await codesAndRedemptions(house.ledger, wishes)))
  for (const it of world.collars) faults.push(...(await effects(house.ledger, it)))
  faults.push(...(await ledgerEntries(house.ledger)))
  faults.push(...(await samples(world)))
  const audit = await verifyAudit(house.ledger.reads)
  if (audit.kind !== 'sound') faults.push(`the audit chain is broken: ${JSON.stringify(audit)}`)
  return faults
}

function answers(wishes: readonly Wish[]): string[] {
  return wishes.flatMap(({ key, answer }) => {
    if (!answer) return [`${key} never got an answer`]
    return answer.kind === 'accepted' || answer.kind === 'refused' ? [] : [`${key} got ${answer.kind}`]
  })
}

async function codesAndRedemptions(ledger: Ledger, wishes: readonly Wish[]): Promise<string[]> {
  const faults: string[] = []
  const redemptions = await ledger.reads.selectFrom('redemptions').selectAll().execute()
  const codes = await ledger.reads.selectFrom('codes').selectAll().execute()
  const open = redemptions.filter(({ state }) => state !== 'applied' && state !== 'refused')
  for (const { id, state } of open) faults.push(`redemption ${id} is still ${state}`)
  for (const code of codes) {
    const applied = redemptions.filter(({ code_id, state }) => code_id === code.id && state === 'applied')
    if (applied.length > 1) faults.push(`code ${code.id} was applied ${applied.length} times`)
    if ((code.state === 'used') !== (applied.length === 1))
      faults.push(`code ${code.id} is ${code.state}, applied ${applied.length} times`)
  }
  for (const { key, answer } of wishes) {
    if (answer?.kind === 'accepted' && !redemptions.some(({ id }) => id === answer.redemptionId))
      faults.push(`${key} was accepted and is not in the ledger`)
  }
  return faults
}

/** What the SIM cards of a collar carry against what the ledger says was applied to them. */
async function effects(ledger: Ledger, { nvm, identity }: WorldCollar): Promise<string[]> {
  const stored = nvm.load()
  if (!stored) return [`${identity.imei} has no memory`]
  const faults: string[] = []
  for (const sim of decodeMemory(stored).sims) {
    const entries = await ledger.reads.selectFrom('sim_entries').selectAll().where('iccid', '=', sim.iccid).execute()
    const opening = entries.find(({ entry }) => entry === 'opening')
    if (!opening) continue // never seen by the backend, so nothing was redeemed for it
    const applied = entries.filter(({ entry }) => entry === 'applied').length
    const received = effectsReceived(sim, opening)
    if (received !== applied)
      faults.push(`${sim.kind} ${sim.iccid}: ${received} effects on the device, ${applied} in the ledger`)
  }
  return faults
}

/** Years or hundreds of kronor that a SIM has gained since its opening; its own use is far below fifty. */
function effectsReceived(sim: SimCard, opening: { amount_minor: number | null; until_at: number | null }): number {
  if ('balance' in sim) return Math.round((sim.balance - (opening.amount_minor ?? 0)) / 10_000)
  return Math.round((Date.parse(sim.until) - (opening.until_at ?? 0)) / (365.25 * 86_400_000))
}

/** What was granted was applied or given back, once. */
async function ledgerEntries(ledger: Ledger): Promise<string[]> {
  const entries = await ledger.reads
    .selectFrom('sim_entries')
    .selectAll()
    .where('redemption_id', 'is not', null)
    .execute()
  const byRedemption = Map.groupBy(entries, ({ redemption_id }) => redemption_id)
  return [...byRedemption].flatMap(([id, lines]) => {
    const kinds = lines
      .map(({ entry }) => entry)
      .sort()
      .join(' + ')
    return kinds === 'applied + granted' || kinds === 'given-back + granted'
      ? []
      : [`redemption ${id} has the entries ${kinds}`]
  })
}

/** Every report that got its PUBACK is in telemetry. */
async function samples(world: TestWorld): Promise<string[]> {
  const { house } = world.running()
  const faults: string[] = []
  const rows = await house.ledger.reads
    .selectFrom('devices')
    .innerJoin('ownerships', 'ownerships.device_id', 'devices.id')
    .select(['devices.serial', 'ownerships.series_id'])
    .execute()
  for (const { serial, series_id } of rows) {
    const field = {
      seriesId: series_id,
      field: 'bat' as const,
      from: 0,
      to: world.clock.now() + 86_400_000,
      limit: 10_000,
    }
    const stored = new Set((await house.telemetry.series(field)).map(([at]) => at))
    const wanted = world.broker.acknowledged
      .filter(({ topic }) => topic.includes(serial))
      .flatMap(({ payload }) => times(JSON.parse(Buffer.from(payload).toString())))
    const missing = wanted.filter((at) => !stored.has(at))
    if (missing.length > 0)
      faults.push(`${missing.length} of ${wanted.length} acknowledged samples of ${serial} are missing`)
  }
  return faults
}

type Report = { t?: number; samples?: { t: number }[] }

function times({ t, samples: many }: Report): number[] {
  return (many ?? (t === undefined ? [] : [{ t }])).map((sample) => sample.t * 1_000)
}
