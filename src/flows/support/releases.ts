import { openNumber } from '../../accounts/phone.ts'
import { type DongleRecord, decodeRecord } from '../../devices/dongle-record.ts'
import { dongleKey, type LicenceType, unlockCode } from '../../licences/unlock-code.ts'
import type { House } from '../house.ts'
import { openDialogue } from '../sms/dialogue-row.ts'
import type { LedgerReads } from '../tables.ts'
import { type SeenUnlock, seenUnlock } from '../unlock/see-unlocks.ts'
import { namesOf } from './history.ts'

/** A message that ordered, with its answer; codes masked. */
export type FoundMessage = { id: string; at: number; from: string; text: string; answer: string; answerText: string }
/** An unlock command; `answer` is what the dongle authenticated, where it answered. */
export type FoundUnlock = SeenUnlock & {
  deviceId: string
  counter: number | null
  answer: Pick<DongleRecord, 'outcome' | 'reason' | 'licenceNumber' | 'before' | 'after'> | null
}
/** What was released for a licence number, by whom and for which order, and what became of it. */
export type FoundRelease = {
  id: string
  licenceNumber: string
  type: LicenceType
  /** Of its unlock code. */
  counter: number
  keyId: string
  at: number
  who: string
  order: {
    id: string
    number: string
    /** Null: it is gone. */
    accountId: string | null
    accountName: string
    pricing: string
    amountMinor: number
    currency: string
  } | null
  messages: FoundMessage[]
  unlocks: FoundUnlock[]
}

const FOUND_MAX = 50
const UNLOCKS_MAX = 200
/** An unlock code names its counter and nothing else in clear, so it is compared with those of so many releases, the newest first. */
const COMPARED_MAX = 2_000

/** Releases that a text names: by licence number, Carat-ID, unlock code, order number, or an id of release, order or unlock. The newest first, at most 50. */
export async function releasesNamed(tx: LedgerReads, { keys }: Pick<House, 'keys'>, text: string): Promise<string[]> {
  const plain = text.trim()
  const hex = plain.replace(/[\s-]/g, '').toUpperCase()
  const all = tx.selectFrom('releases').select('releases.id').orderBy('releases.id', 'desc').limit(FOUND_MAX)
  const ids = async (query: typeof all): Promise<string[]> => (await query.execute()).map(({ id }) => id)
  if (/^[0-9A-F]{8}$/.test(hex)) return ids(all.where('carat_id', '=', hex))
  if (/^[0-9A-F]{16}$/.test(hex)) {
    const named = await ids(all.where('carat_id', '=', hex.slice(0, 8)).where('licence_number', '=', hex))
    return named.length > 0 ? named : withCode(tx, keys, hex)
  }
  if (/^B-?[0-9]{8}$/i.test(plain)) {
    const number = `B-${plain.slice(-8)}`
    return ids(all.where('order_id', 'in', (eb) => eb.selectFrom('orders').select('id').where('number', '=', number)))
  }
  if (!/^[0-9a-f-]{36}$/.test(plain)) return []
  const command = await tx.selectFrom('commands').select('release_id').where('id', '=', plain).executeTakeFirst()
  return ids(all.where((eb) => eb.or([eb('id', 'in', [plain, command?.release_id ?? '']), eb('order_id', '=', plain)])))
}

async function withCode(tx: LedgerReads, keys: House['keys'], code: string): Promise<string[]> {
  const operation = Number.parseInt(code.slice(0, 2), 16)
  const kind = operation === 255 ? 'e' : 'points'
  let query = tx
    .selectFrom('releases')
    .selectAll()
    .where('kind', '=', kind)
    .where('counter', '=', Number.parseInt(code.slice(2, 6), 16))
    .orderBy('id', 'desc')
    .limit(COMPARED_MAX)
  if (kind === 'points') query = query.where('points', '>=', operation)
  const type: LicenceType = kind === 'e' ? { kind } : { kind, points: operation }
  const fits = (await query.execute()).find((row) => {
    const key = dongleKey(keys.byId(row.key_id).bytes, row.carat_id)
    return unlockCode(key, row.licence_number, type, row.counter) === code
  })
  return fits ? [fits.id] : []
}

/** Releases by id with everything that belongs to them, newest first. */
export async function releasesFound(tx: LedgerReads, house: House, ids: readonly string[]): Promise<FoundRelease[]> {
  if (ids.length === 0) return []
  const rows = await tx
    .selectFrom('releases')
    .leftJoin('orders', 'orders.id', 'releases.order_id')
    .leftJoin('accounts', 'accounts.id', 'orders.account_id')
    .leftJoin('billing_entries', 'billing_entries.order_id', 'orders.id')
    .selectAll('releases')
    .select(['orders.number', 'orders.pricing', 'accounts.id as found_account', 'accounts.name as account_name'])
    .select(['billing_entries.amount_minor', 'billing_entries.currency'])
    .where('releases.id', 'in', ids)
    .orderBy('releases.id', 'desc')
    .execute()
  const names = await namesOf(
    tx,
    rows.map(({ actor }) => actor),
  )
  const unlocks = await unlocksOf(tx, ids)
  const messages = await messagesOf(
    tx,
    house,
    rows.flatMap(({ order_id }) => order_id ?? []),
  )
  return rows.map((row) => ({
    id: row.id,
    licenceNumber: row.licence_number,
    type: row.kind === 'e' ? { kind: 'e' } : { kind: 'points', points: row.points ?? 0 },
    counter: row.counter,
    keyId: row.key_id,
    at: row.at,
    who: names.get(row.actor) ?? row.actor,
    order: row.order_id === null ? null : orderOf(row.order_id, row),
    messages: messages.filter(({ orderId }) => orderId === row.order_id).map(({ orderId: _, ...message }) => message),
    unlocks: unlocks.filter(({ releaseId }) => releaseId === row.id),
  }))
}

function orderOf(
  id: string,
  row: {
    number: string | null
    pricing: string | null
    found_account: string | null
    account_name: string | null
    amount_minor: number | null
    currency: string | null
  },
): FoundRelease['order'] {
  return {
    id,
    number: row.number ?? '',
    accountId: row.found_account,
    accountName: row.account_name ?? '',
    pricing: row.pricing ?? '',
    amountMinor: row.amount_minor ?? 0,
    currency: row.currency ?? '',
  }
}

async function unlocksOf(tx: LedgerReads, releaseIds: readonly string[]): Promise<FoundUnlock[]> {
  const rows = await tx
    .selectFrom('commands')
    .selectAll()
    .where('release_id', 'in', releaseIds)
    .orderBy('id', 'desc')
    .limit(UNLOCKS_MAX)
    .execute()
  return rows.map((row) => ({
    ...seenUnlock(row),
    deviceId: row.device_id,
    counter: row.counter,
    answer: row.result_body && answerIn(row.result_body),
  }))
}

function answerIn(bytes: Uint8Array): FoundUnlock['answer'] {
  const record = decodeRecord(bytes)
  if (!record) return null
  const { outcome, reason, licenceNumber, before, after } = record
  return { outcome, ...(reason ? { reason } : {}), licenceNumber, before, after }
}

/** What was written to order; forgotten with the dialogue after its time. */
async function messagesOf(
  tx: LedgerReads,
  house: House,
  orderIds: readonly string[],
): Promise<(FoundMessage & { orderId: string | null })[]> {
  if (orderIds.length === 0) return []
  const rows = await tx.selectFrom('sms_dialogue').selectAll().where('order_id', 'in', orderIds).execute()
  return rows.map((row) => {
    const { text, answer } = openDialogue(house, row)
    return {
      id: row.id,
      orderId: row.order_id,
      at: row.received_at,
      from: openNumber(house.keys, row),
      text,
      answer: row.answer ?? '',
      answerText: answer ?? '',
    }
  })
}
