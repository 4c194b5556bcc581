import { tell } from '../../store/events.ts'
import type { House } from '../house.ts'
import type { LedgerTx } from '../tables.ts'

/** Notes for live views that an unlock command has taken a step; to whoever owns the dongle now. */
export async function tellUnlock(
  { world }: Pick<House, 'world'>,
  tx: LedgerTx,
  step: { deviceId: string; commandId: string; state: string; reason?: string },
): Promise<void> {
  const { deviceId, commandId, state, reason } = step
  const owner = await ownerOf(tx, deviceId)
  const body = JSON.stringify({ unlock: commandId, state, ...(reason ? { reason } : {}) })
  if (owner) await tell(tx, world, { accountId: owner, topic: `device:${deviceId}`, body })
}

/** The account that owns a device now; null: nobody does. */
export async function ownerOf(tx: LedgerTx, deviceId: string): Promise<string | null> {
  const row = await tx
    .selectFrom('ownerships')
    .select('account_id')
    .where('device_id', '=', deviceId)
    .where('until_at', 'is', null)
    .executeTakeFirst()
  return row?.account_id ?? null
}
