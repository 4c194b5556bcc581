import { preparedInsert } from '../store/prepared.ts'
import type { Tx } from '../store/store.ts'
import type { SimsTables } from './schema.ts'

/** One line of a SIM's ledger, never changed afterwards. */
export type SimEntry = {
  iccid: string
  redemptionId: string | null
  entry: 'opening' | 'granted' | 'applied' | 'given-back'
  amountMinor?: number
  currency?: string
  /** Milliseconds since 1970. */
  until?: number | null
  at: number
}

const insertEntry = preparedInsert<SimsTables, 'sim_entries'>('sim_entries')

/** Appends an entry. Each redemption has each kind once: a second one breaks a unique index and with it the story. */
export async function enter(tx: Tx<SimsTables>, id: string, made: SimEntry): Promise<void> {
  await insertEntry(tx, {
    id,
    iccid: made.iccid,
    redemption_id: made.redemptionId,
    entry: made.entry,
    amount_minor: made.amountMinor ?? null,
    currency: made.currency ?? null,
    until_at: made.until ?? null,
    at: made.at,
  })
}
