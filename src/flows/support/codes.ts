import { cardOf } from '../../codes/pack.ts'
import type { LedgerReads } from '../tables.ts'
import { namesOf } from './history.ts'

/** A code with the batch that it was minted in. `product` is the batch's own JSON. */
export type FoundBatchCode = {
  id: string
  family: string
  state: string
  last4: string | null
  activatedAt: number | null
  usedAt: number | null
  /** The printed number of its card; null: minted one by one. */
  card: number | null
  batch: {
    id: string
    product: string
    channel: string
    soldTo: string | null
    packSize: number | null
    purchasedAt: number | null
    mintedAt: number
    mintedBy: string
    state: string
  }
}
/** A device with whose it is. */
export type FoundDevice = {
  id: string
  kind: string
  serial: string
  name: string
  accountId: string
  accountName: string
}

/** Codes by id, with what their batch says of where they came from. */
export async function codesOf(tx: LedgerReads, ids: readonly string[]): Promise<FoundBatchCode[]> {
  if (ids.length === 0) return []
  const rows = await tx
    .selectFrom('codes')
    .innerJoin('batches', 'batches.id', 'codes.batch_id')
    .select(['codes.id', 'codes.state', 'codes.last4', 'codes.activated_at', 'codes.used_at', 'codes.batch_id'])
    .select(['codes.position', 'batches.pack_size'])
    .select(['batches.family', 'batches.product', 'batches.channel', 'batches.sold_to', 'batches.purchased_at'])
    .select(['batches.created_at', 'batches.created_by', 'batches.state as batch_state'])
    .where('codes.id', 'in', ids)
    .execute()
  const names = await namesOf(
    tx,
    rows.map(({ created_by }) => created_by),
  )
  return rows.map((row) => ({
    id: row.id,
    family: row.family,
    state: row.state,
    last4: row.last4,
    activatedAt: row.activated_at,
    usedAt: row.used_at,
    card: row.position === null ? null : cardOf(row.pack_size, row.position),
    batch: {
      id: row.batch_id,
      product: row.product,
      channel: row.channel,
      soldTo: row.sold_to,
      packSize: row.pack_size,
      purchasedAt: row.purchased_at,
      mintedAt: row.created_at,
      mintedBy: names.get(row.created_by) ?? row.created_by,
      state: row.batch_state,
    },
  }))
}

/** Devices by id, with who owns them now. */
export async function devicesOf(tx: LedgerReads, ids: readonly string[]): Promise<FoundDevice[]> {
  if (ids.length === 0) return []
  return tx
    .selectFrom('devices')
    .innerJoin('ownerships', 'ownerships.device_id', 'devices.id')
    .innerJoin('accounts', 'accounts.id', 'ownerships.account_id')
    .select([
      'devices.id',
      'devices.kind',
      'devices.serial',
      'devices.name',
      'accounts.id as accountId',
      'accounts.name as accountName',
    ])
    .where('devices.id', 'in', ids)
    .where('ownerships.until_at', 'is', null)
    .execute()
}
