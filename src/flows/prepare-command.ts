import { redemptionRow, stepRedemption } from '../codes/redemptions.ts'
import { type CommandHead, commandBody, commandEnvelope, type SimTarget } from '../devices/command-body.ts'
import { headOfQueue, nextCounter } from '../devices/commands.ts'
import { readIntent, type SimIntent } from '../devices/intent.ts'
import { signCommand, signingKey } from '../devices/signature.ts'
import { transition } from '../devices/transition.ts'
import { extendedEnd } from '../sims/extend.ts'
import { simOf } from '../sims/sims.ts'
import { tell } from '../store/events.ts'
import type { Effect } from './effect.ts'
import type { House } from './house.ts'
import type { LedgerTx } from './tables.ts'
import { aimUnlock } from './unlock/aim-unlock.ts'
import { tellUnlock } from './unlock/tell-unlock.ts'

/** A command that may now leave: its counter, target and signature are committed, and these bytes are the only ones that will ever be sent for it. */
export type Ready = { commandId: string; serial: string; kind: string; envelope: Uint8Array; firstTime: boolean }

/**
 * Takes the head of a device's queue to `sent` and gives its bytes; a command already in flight is given again as it was stored. Null: nothing to do.
 * Counter, target and signature are made here and not when the code was redeemed, so that a refusal of the one before loses nobody a year.
 */
export async function prepareCommand(house: House, deviceId: string): Promise<Ready | null> {
  const { world, ledger, keys } = house
  return ledger.transact('prepare-command', async (tx): Promise<Ready | null> => {
    const device = await tx
      .selectFrom('devices')
      .select(['serial', 'kind'])
      .where('id', '=', deviceId)
      .executeTakeFirst()
    const head = await headOfQueue(tx, deviceId)
    if (!device || !head) return null
    if (head.envelope) return { commandId: head.id, ...device, envelope: head.envelope, firstTime: false }
    const next = transition(head.state as 'queued', 'send', head.effect === 1)
    if (!('to' in next)) throw new Error(`a command without bytes is ${head.state}`)
    const now = world.clock.now()
    const counter = await nextCounter(tx, deviceId)
    const intent = readIntent(head.intent)
    const made = { id: head.id, device: device.serial, counter, issuedAt: now }
    const { body, target } =
      intent.type === 'unlock' ? await aimUnlock(house, tx, made, intent) : await aimAtSim(tx, made, intent)
    const key = keys.current('command-signing')
    const envelope = commandEnvelope(key.id, body, signCommand(signingKey(key.bytes), body))
    const taken = await tx
      .updateTable('commands')
      .set({ state: next.to, counter, target: JSON.stringify(target), key_id: key.id, envelope, sent_at: now })
      .where('id', '=', head.id)
      .where('state', '=', 'queued')
      .returning('id')
      .execute()
    if (taken.length === 0) return null
    if (head.redemption_id) await tellSent(house, tx, head.redemption_id, target, now)
    if (head.release_id) await tellUnlock(house, tx, { deviceId, commandId: head.id, state: next.to })
    return { commandId: head.id, ...device, envelope, firstTime: true }
  })
}

async function aimAtSim(
  tx: LedgerTx,
  head: CommandHead,
  intent: SimIntent,
): Promise<{ body: Uint8Array; target: SimTarget }> {
  const target = await simTarget(tx, intent)
  return { body: commandBody(head, intent, target), target }
}

async function simTarget(tx: LedgerTx, intent: SimIntent): Promise<SimTarget> {
  if (intent.type === 'sim-top-up') return { amountMinor: intent.amountMinor, currency: intent.currency }
  const sim = await simOf(tx, intent.iccid)
  const ends = { ledger: sim?.valid_until ?? null, reported: sim?.reported_until ?? null }
  return { until: extendedEnd(ends, intent.anchor, intent.period).until }
}

async function tellSent(
  { world }: House,
  tx: LedgerTx,
  redemptionId: string,
  target: object,
  at: number,
): Promise<void> {
  const row = await redemptionRow(tx, redemptionId)
  if (!row) throw new Error('a command serves a redemption that exists')
  const effect = JSON.parse(row.effect) as Effect
  if ('until' in target) effect.until = target.until as number
  await stepRedemption(tx, redemptionId, { state: 'sent', at, effect: JSON.stringify(effect), reason: null })
  const body = JSON.stringify({ state: 'sent', deviceId: row.device_id })
  await tell(tx, world, { accountId: row.account_id, topic: `redemption:${redemptionId}`, body })
}
