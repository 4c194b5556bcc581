import { decodeResultBody, type ResultBody } from '../devices/collar-result.ts'
import type { SignedResult } from '../devices/decode-result.ts'
import { type DongleRecord, decodeRecord, recordTagFits } from '../devices/dongle-record.ts'
import { resultSignatureFits } from '../devices/signature.ts'
import { keyVersionOf } from '../licences/key-version.ts'
import { dongleKey } from '../licences/unlock-code.ts'
import type { House } from './house.ts'
import type { LedgerTx } from './tables.ts'

/** What a device has answered, proved to be its own. */
export type OwnAnswer = { kind: 'collar'; body: ResultBody } | { kind: 'dongle'; body: DongleRecord }

/** Reads an answer in the form of the device's kind, and holds it to the device's own key: a collar signs, a dongle has but the key that it shares with the house. */
export async function ownAnswer(
  house: House,
  tx: LedgerTx,
  device: { id: string; kind: string; serial: string },
  result: SignedResult,
): Promise<OwnAnswer | 'malformed' | 'bad-signature'> {
  return device.kind === 'dongle' ? ofDongle(house, tx, device, result) : ofCollar(tx, device.id, result)
}

async function ofCollar(
  tx: LedgerTx,
  deviceId: string,
  result: SignedResult,
): Promise<OwnAnswer | 'malformed' | 'bad-signature'> {
  const read = decodeResultBody(result.bytes)
  if (!read.ok) return 'malformed'
  const { public_key } = await tx
    .selectFrom('collars')
    .select('public_key')
    .where('device_id', '=', deviceId)
    .executeTakeFirstOrThrow()
  return resultSignatureFits(public_key, result) ? { kind: 'collar', body: read.body } : 'bad-signature'
}

async function ofDongle(
  { keys }: House,
  tx: LedgerTx,
  device: { id: string; serial: string },
  { keyId, bytes, sig }: SignedResult,
): Promise<OwnAnswer | 'malformed' | 'bad-signature'> {
  const body = decodeRecord(bytes)
  if (!body) return 'malformed'
  const { key_id } = await tx
    .selectFrom('dongles')
    .select('key_id')
    .where('device_id', '=', device.id)
    .executeTakeFirstOrThrow()
  // The version is named in clear, and only one is this dongle's: the master of another would prove nothing of it.
  if (keyId !== String(keyVersionOf(key_id))) return 'bad-signature'
  const key = dongleKey(keys.byId(key_id).bytes, device.serial)
  return recordTagFits(key, bytes, sig) ? { kind: 'dongle', body } : 'bad-signature'
}
