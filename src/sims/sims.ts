import type { Reads, Tx } from '../store/store.ts'
import type { SimKind } from './kinds.ts'
import type { SimsTables } from './schema.ts'

/** A SIM's row, or undefined for one never seen. */
export function simOf(reads: Reads<SimsTables>, iccid: string) {
  return reads.selectFrom('sims').selectAll().where('iccid', '=', iccid).executeTakeFirst()
}

/** What a SIM carries, in the ledger's units. */
export type Carried = { balanceMinor: number; currency: string } | { validUntil: number }

/**
 * Takes a SIM into the ledger with what it carried when first seen; a SIM that is there already stays as it is. True if it is new.
 * @param seen `deviceId`: the device that it is in
 */
export async function admitSim(
  tx: Tx<SimsTables>,
  seen: { iccid: string; kind: SimKind; carried: Carried; at: number; deviceId: string },
): Promise<boolean> {
  const { carried } = seen
  const balance = 'balanceMinor' in carried ? carried : null
  const until = 'validUntil' in carried ? carried.validUntil : null
  const added = await tx
    .insertInto('sims')
    .values({
      iccid: seen.iccid,
      kind: seen.kind,
      currency: balance?.currency ?? null,
      balance_minor: balance?.balanceMinor ?? null,
      valid_until: until,
      reported_balance_minor: balance?.balanceMinor ?? null,
      reported_until: until,
      reported_at: seen.at,
      created_at: seen.at,
      holder_id: seen.deviceId,
    })
    .onConflict((conflict) => conflict.column('iccid').doNothing())
    .returning('iccid')
    .execute()
  return added.length === 1
}

/**
 * Notes what a SIM was reported to carry at `at`; an older report than the last one changes nothing. That it comes from the device that holds the SIM, and is later than
 * all that this device has said of it, is for the caller to know.
 */
export async function noteReported(tx: Tx<SimsTables>, iccid: string, carried: Carried, at: number): Promise<void> {
  const values =
    'balanceMinor' in carried
      ? { reported_balance_minor: carried.balanceMinor, currency: carried.currency, reported_at: at }
      : { reported_until: carried.validUntil, reported_at: at }
  await tx
    .updateTable('sims')
    .set(values)
    .where('iccid', '=', iccid)
    .where((eb) => eb.or([eb('reported_at', 'is', null), eb('reported_at', '<=', at)]))
    .execute()
}

/** Sets the ledger's truth to what a signed result says the SIM carries. */
export async function settleSim(tx: Tx<SimsTables>, iccid: string, carried: Carried): Promise<void> {
  const values =
    'balanceMinor' in carried
      ? { balance_minor: carried.balanceMinor, currency: carried.currency }
      : { valid_until: carried.validUntil }
  await tx.updateTable('sims').set(values).where('iccid', '=', iccid).execute()
}
