import { releaseCode } from '../codes/claim-code.ts'
import { stepRedemption } from '../codes/redemptions.ts'
import { releaseCampaign } from '../licences/subscription.ts'
import { enter } from '../sims/entries.ts'
import { newId } from '../std/ids.ts'
import { record } from '../store/audit.ts'
import { tell } from '../store/events.ts'
import type { Effect } from './effect.ts'
import type { House } from './house.ts'
import type { LedgerTx } from './tables.ts'

type Given = { id: string; account_id: string; device_id: string | null; effect: string }
type Why = { state: 'refused' | 'cancelled'; reason: string; actor: string; at: number }

/** Makes a redemption's code unused again: ledger entry, step, event and audit entry with it. The caller has won the command's conditional update. */
export async function giveBack({ world }: House, tx: LedgerTx, redemption: Given, why: Why): Promise<void> {
  if (!(await releaseCode(tx, redemption.id))) throw new Error('a code in flight is used by its redemption')
  await releaseCampaign(tx, redemption.id)
  const effect = JSON.parse(redemption.effect) as Effect
  const amount =
    effect.type === 'sim-top-up' ? { amountMinor: effect.amountMinor ?? 0, currency: effect.currency ?? '' } : {}
  await enter(tx, newId(world.clock, world.random), {
    iccid: effect.iccid,
    redemptionId: redemption.id,
    entry: 'given-back',
    at: why.at,
    ...amount,
  })
  await stepRedemption(tx, redemption.id, {
    state: why.state,
    at: why.at,
    effect: redemption.effect,
    reason: why.reason,
  })
  const body = JSON.stringify({ state: why.state, deviceId: redemption.device_id })
  await tell(tx, world, { accountId: redemption.account_id, topic: `redemption:${redemption.id}`, body })
  await record(tx, world, {
    actor: why.actor,
    act: 'give-back',
    accountId: redemption.account_id,
    subject: `redemption:${redemption.id}`,
    details: JSON.stringify({ reason: why.reason }),
  })
}
