import { type Actor, actorName } from '../../accounts/actor.ts'
import { secretHash } from '../../devices/secret.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import { type NoPlace, placeOf } from '../place.ts'
import type { LedgerTx } from '../tables.ts'

const SECRET_BYTES = 32

/**
 * Gives a dongle another secret in the story's own transaction: the bridge that has the former one is not let in any more. What is connected already is to be dismissed once it is
 * committed (`house.dismissed`). The dongle itself knows nothing of it (docs/protocol/dongle.md §8).
 * @returns 43 characters base64url: 256 random bits
 */
export async function renewSecret(
  { world, keys }: Pick<House, 'world' | 'keys'>,
  tx: LedgerTx,
  { deviceId, serial }: { deviceId: string; serial: string },
): Promise<string> {
  const secret = Buffer.from(world.random.bytes(SECRET_BYTES)).toString('base64url')
  const key = keys.current('device-secret')
  await tx
    .updateTable('devices')
    .set({ secret_hash: secretHash(key, serial, secret), secret_key_id: key.id })
    .where('id', '=', deviceId)
    .execute()
  return secret
}

/**
 * Issues a secret for a dongle's bridge to whoever may unlock the dongle, once: it is told now and never again, and the one before it is over.
 * @returns `not-found` also for what is no dongle
 * @throws ProblemError `try-again-later`
 */
export async function issueSecret(
  house: House,
  actor: Actor,
  deviceId: string,
): Promise<{ caratId: string; secret: string } | NoPlace> {
  const { ledger, world, dismissed } = house
  const outcome = await ledger.transact('issue-bridge-secret', async (tx) => {
    const place = await placeOf(tx, actor, deviceId, 'unlock')
    if (typeof place === 'string') return place
    const dongle = tx.selectFrom('dongles').select('device_id').where('device_id', '=', deviceId)
    if ((await dongle.executeTakeFirst()) === undefined) return 'not-found'
    const secret = await renewSecret(house, tx, place)
    await record(tx, world, {
      actor: actorName(actor),
      act: 'issue-bridge-secret',
      accountId: place.accountId,
      subject: `device:${deviceId}`,
      details: '{}',
    })
    return { caratId: place.serial, secret }
  })
  if (typeof outcome !== 'string') dismissed?.emit(outcome.caratId)
  return outcome
}
