import { evaluate, type Turn, type WatchState } from '../../alarms/evaluate.ts'
import { newId } from '../../std/ids.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'
import { closeAlarm, HOUSE_ACCOUNT, openAlarm, type TakenStep } from './steps.ts'
import { watchesOf } from './watches.ts'

/** So many collars that fall silent within `STORM_MS` of each other are one happening: a network or we ourselves are at fault. */
export const STORM_DEVICES = 20
export const STORM_MS = 15 * 60_000
/** And at least one in so many of all that are watched: of many collars some are always being switched off. */
const STORM_SHARE = 10
/** Who falls silent within that time of its beginning is part of a storm. */
const GATHER_MS = 60 * 60_000
/** A storm is over when at most one in so many of its collars is still silent. */
const STORM_REST = 10
/** What we missed is told again within that time after we listen. */
const GRACE_MS = 30 * 60_000
/** Devices looked at in one transaction. */
const PART_DEVICES = 100
const HOUR_MS = 3_600_000
/** A collar that is connected, or for which that is switched off, is looked at again after it. */
const AGAIN_MS = 60_000

export type Swept = { steps: TakenStep[]; more: boolean }

/**
 * Finds collars that have not been heard from for as long as their owner said, and opens an alarm for each, or one storm for many. What the house itself could not hear is
 * no silence. Takes at most a hundred collars at once; `more`: there are others.
 * @param listeningSince from when on reports have been taken in without a gap, milliseconds since 1970
 */
export async function sweepSilence(house: House, listeningSince: number): Promise<Swept> {
  return house.ledger.transact('sweep-silence', async (tx): Promise<Swept> => {
    const now = house.world.clock.now()
    const due = await tx
      .selectFrom('alarm_standings')
      .innerJoin('devices', 'devices.id', 'alarm_standings.device_id')
      .select(['alarm_standings.device_id', 'alarm_standings.account_id', 'heard_at', 'online', 'last_seen_at'])
      .where('silent', '=', 0)
      .where('contact_due_at', '<=', now)
      .orderBy('contact_due_at')
      .limit(PART_DEVICES)
      .execute()
    const over = await endStorms(house, tx, now)
    if (due.length === 0) return { steps: over, more: false }
    const watched = await watchesOf(
      tx,
      due.map(({ device_id }) => device_id),
    )
    const silent: { deviceId: string; accountId: string; since: number }[] = []
    for (const row of due) {
      const watch = watched.get(row.device_id)
      const heard = row.online === 1 ? now : Math.max(row.heard_at, row.last_seen_at ?? 0)
      const on = watch?.accountId === row.account_id && watch.settings.noContact.on
      const term = (watch?.settings.noContact.hours ?? 24) * HOUR_MS
      const dueAt = Math.max(heard + term, listeningSince + GRACE_MS)
      if (on && dueAt <= now) silent.push({ deviceId: row.device_id, accountId: row.account_id, since: heard })
      else await postpone(tx, row.device_id, Math.max(dueAt, now + AGAIN_MS))
    }
    const steps = await raise(house, tx, silent, now)
    return { steps: [...over, ...steps], more: due.length === PART_DEVICES }
  })
}

async function raise(
  house: House,
  tx: LedgerTx,
  silent: readonly { deviceId: string; accountId: string; since: number }[],
  now: number,
): Promise<TakenStep[]> {
  const steps: TakenStep[] = []
  const storm = silent.length === 0 ? null : await stormAt(house, tx, now, steps)
  for (const { deviceId, accountId, since } of silent) {
    await tx
      .updateTable('alarm_standings')
      .set({ silent: 1, storm_id: storm })
      .where('device_id', '=', deviceId)
      .execute()
    if (storm) continue
    const of = { accountId, deviceId, rule: 'no-contact', subject: '' } as const
    steps.push(...(await openAlarm(house, tx, of, { at: now, knownAt: now }, { since })))
  }
  return steps
}

/** The storm that is under way, or a new one where enough fall silent together; null: there is none. */
async function stormAt(house: House, tx: LedgerTx, now: number, steps: TakenStep[]): Promise<string | null> {
  const open = await tx
    .selectFrom('alarms')
    .select('subject')
    .where('rule', '=', 'contact-storm')
    .where('open_key', 'is not', null)
    .where('opened_at', '>', now - GATHER_MS)
    .executeTakeFirst()
  if (open) return open.subject
  const falling = await tx
    .selectFrom('alarm_standings')
    .innerJoin('devices', 'devices.id', 'alarm_standings.device_id')
    .select('alarm_standings.device_id')
    .where('silent', '=', 0)
    .where('online', '=', 0)
    .where('contact_due_at', '<=', now + STORM_MS)
    .execute()
  const all = await tx
    .selectFrom('alarm_standings')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('silent', '=', 0)
    .executeTakeFirst()
  const least = Math.max(STORM_DEVICES, Math.ceil(Number(all?.count ?? 0) / STORM_SHARE))
  if (falling.length < least) return null
  const id = newId(house.world.clock, house.world.random)
  const of = { accountId: HOUSE_ACCOUNT, deviceId: '', rule: 'contact-storm', subject: id } as const
  steps.push(...(await openAlarm(house, tx, of, { at: now, knownAt: now }, {})))
  return id
}

/** A storm that has blown over is closed; who is silent still is then looked at alone. */
async function endStorms(house: House, tx: LedgerTx, now: number): Promise<TakenStep[]> {
  const steps: TakenStep[] = []
  const open = await tx
    .selectFrom('alarms')
    .select('subject')
    .where('rule', '=', 'contact-storm')
    .where('open_key', 'is not', null)
    .execute()
  for (const { subject } of open) {
    const of = tx.selectFrom('alarm_standings').where('storm_id', '=', subject)
    const members = await of.select(({ fn }) => fn.countAll().as('count')).executeTakeFirst()
    const silent = await of
      .where('silent', '=', 1)
      .select(({ fn }) => fn.countAll().as('count'))
      .executeTakeFirst()
    if (Number(silent?.count ?? 0) * STORM_REST > Number(members?.count ?? 0)) continue
    const storm = { deviceId: '', rule: 'contact-storm', subject } as const
    steps.push(...(await closeAlarm(house, tx, storm, { at: now, knownAt: now }, 'house')))
    await tx
      .updateTable('alarm_standings')
      .set({ silent: 0, storm_id: null })
      .where('storm_id', '=', subject)
      .where('silent', '=', 1)
      .execute()
  }
  return steps
}

function postpone(tx: LedgerTx, deviceId: string, contact_due_at: number): Promise<unknown> {
  return tx.updateTable('alarm_standings').set({ contact_due_at }).where('device_id', '=', deviceId).execute()
}

/** Opens the alarms of validities whose end has come near since their collars last reported. Takes at most a hundred at once. */
export async function sweepValidity(house: House): Promise<Swept> {
  return house.ledger.transact('sweep-validity', async (tx): Promise<Swept> => {
    const now = house.world.clock.now()
    const due = await tx
      .selectFrom('alarm_standings')
      .select(['device_id', 'account_id', 'state'])
      .where('validity_due_at', '<=', now)
      .orderBy('validity_due_at')
      .limit(PART_DEVICES)
      .execute()
    if (due.length === 0) return { steps: [], more: false }
    const ids = due.map(({ device_id }) => device_id)
    const watched = await watchesOf(tx, ids)
    const steps: TakenStep[] = []
    for (const row of due) {
      const state = JSON.parse(row.state) as WatchState
      const watch = watched.get(row.device_id)
      const turns: Turn[] = []
      const { until = now } = state
      if (watch?.accountId === row.account_id) evaluate({ ...watch, zones: [] }, state, { at: now, until }, turns)
      for (const { at, value } of turns) {
        const of = { accountId: row.account_id, deviceId: row.device_id, rule: 'validity', subject: '' } as const
        steps.push(...(await openAlarm(house, tx, of, { at, knownAt: now }, { value })))
      }
      const later = watch && !state.validity && watch.settings.validity.on
      const next = later ? until - watch.settings.validity.days * 24 * HOUR_MS : null
      await tx
        .updateTable('alarm_standings')
        .set({ state: JSON.stringify(state), validity_due_at: next })
        .where('device_id', '=', row.device_id)
        .execute()
    }
    return { steps, more: due.length === PART_DEVICES }
  })
}
