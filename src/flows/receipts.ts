import type { Actor } from '../accounts/actor.ts'
import { can } from '../accounts/can.ts'
import { standingOf } from '../accounts/standing.ts'
import { redemptionRow, redemptionSteps } from '../codes/redemptions.ts'
import { publicBytes, signingKey } from '../devices/signature.ts'
import { fingerprintOf, type PublishedKey } from '../receipts/published-keys.ts'
import type { CarriedText, DevicePart, Receipt, Statement } from '../receipts/receipt.ts'
import { base64url, seal } from '../receipts/seal.ts'
import { wireInstantText } from '../std/period.ts'
import type { AccountEffect, Carried, Effect } from './effect.ts'
import type { House } from './house.ts'
import type { LedgerReads } from './tables.ts'

/**
 * The proof of a redemption that was applied. It is made of what is recorded and of nothing else, so asking again gives the same statement.
 * `not-found`: there is none that the actor may see; `no-receipt`: it has not been applied.
 */
export async function receiptFor(
  house: House,
  actor: Actor,
  id: string,
): Promise<Receipt | 'not-found' | 'no-receipt'> {
  const { reads } = house.ledger
  const row = await redemptionRow(reads, id)
  if (!row || !can(await standingOf(reads, actor), 'see-device', row.account_id)) return 'not-found'
  if (row.state !== 'applied') return 'no-receipt'
  const steps = await redemptionSteps(reads, [id])
  const statement: Statement = {
    redemption: row.id,
    account: row.account_id,
    family: row.family,
    ...(row.device_id === null
      ? { effect: onAccount(JSON.parse(row.effect)) }
      : await onDevice(house, row.id, row.device_id, JSON.parse(row.effect))),
    redeemedAt: wireInstantText(row.created_at),
    appliedAt: wireInstantText(steps.findLast(({ state }) => state === 'applied')?.at ?? row.updated_at),
  }
  return seal(house.keys.current('receipt-signing'), statement)
}

/** Every public key that receipts and commands were ever signed with, the newest first: old receipts name old keys. */
export function publishedKeys({ keys }: Pick<House, 'keys'>): PublishedKey[] {
  return (['receipt-signing', 'command-signing'] as const).flatMap((purpose) =>
    keys.all(purpose).map(({ id, bytes }) => {
      const raw = publicBytes(signingKey(bytes))
      return { id, purpose, alg: 'Ed25519', publicKey: base64url(raw), fingerprint: fingerprintOf(raw) }
    }),
  )
}

/** The house's word alone, so what it was before and after belongs to the effect. */
function onAccount({ type, ...recorded }: AccountEffect): Statement['effect'] {
  const told = Object.entries(recorded).map(([name, value]) => [name, isEnd(value) ? carriedText(value) : value])
  return { type, ...Object.fromEntries(told) }
}

function isEnd(value: unknown): value is { validUntil: number } {
  return typeof value === 'object' && value !== null && 'validUntil' in value
}

async function onDevice(
  house: House,
  redemptionId: string,
  deviceId: string,
  { before, after, until, ...bought }: Effect,
): Promise<Pick<Statement, 'effect' | 'device'>> {
  const part = await devicePart(house, redemptionId, deviceId)
  return {
    effect: { ...bought, ...(until === undefined ? {} : { until: wireInstantText(until) }) },
    device: {
      ...part,
      // Without `before` the device's list of outcomes settled it, and `after` is our own conclusion: no proof.
      ...(before && after ? { before: carriedText(before), after: carriedText(after) } : {}),
    },
  }
}

async function devicePart(house: House, redemptionId: string, deviceId: string): Promise<DevicePart> {
  const found = await signedDocuments(house.ledger.reads, redemptionId, deviceId)
  const { key_id, envelope, counter, result_body, result_sig } = found
  if (!key_id || !envelope || counter === null || !result_body || !result_sig)
    throw new Error('what a device has applied was sent, and answered')
  const commandKey = house.keys.byId(key_id)
  return {
    kind: found.kind,
    serial: found.serial,
    publicKey: base64url(found.public_key),
    counter,
    command: {
      id: found.id,
      key: key_id,
      publicKey: base64url(publicBytes(signingKey(commandKey.bytes))),
      envelope: base64url(envelope),
    },
    result: { key: RESULT_KEY, body: base64url(result_body), sig: base64url(result_sig) },
  }
}

/** The one key of a device so far (docs/protocol/collar.md §6). */
const RESULT_KEY = '1'

function signedDocuments(reads: LedgerReads, redemptionId: string, deviceId: string) {
  return reads
    .selectFrom('commands')
    .innerJoin('devices', 'devices.id', 'commands.device_id')
    .innerJoin('collars', 'collars.device_id', 'devices.id')
    .select(['commands.id', 'commands.key_id', 'commands.envelope', 'commands.counter'])
    .select(['commands.result_body', 'commands.result_sig'])
    .select(['devices.kind', 'devices.serial', 'collars.public_key'])
    .where('commands.device_id', '=', deviceId)
    .where('commands.state', '=', 'applied')
    .where('commands.redemption_id', '=', redemptionId)
    .executeTakeFirstOrThrow()
}

function carriedText(carried: Carried): CarriedText {
  return 'validUntil' in carried ? { validUntil: wireInstantText(carried.validUntil) } : carried
}
