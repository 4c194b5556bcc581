import { secretHash } from '../devices/secret.ts'
import { isImei } from '../devices/serial.ts'
import { enter } from '../sims/entries.ts'
import { carries, isIccid, isSimKind } from '../sims/kinds.ts'
import { admitSim, type Carried } from '../sims/sims.ts'
import { newId } from '../std/ids.ts'
import { record } from '../store/audit.ts'
import type { House } from './house.ts'

/** A collar as it leaves production: the public half of its identity, and the SIM in it. */
export type Registration = {
  imei: string
  name: string
  /** 43 characters base64url: 256 random bits. */
  secret: string
  /** Raw Ed25519 key, 32 bytes. */
  publicKey: Uint8Array
  sim: { iccid: string; kind: string; carried: Carried }
  accountId: string
}

/** What registering comes to; `field` is the first member at fault. */
export type RegisterOutcome =
  | { kind: 'registered'; deviceId: string }
  | { kind: 'already-registered' }
  | { kind: 'invalid'; field: string }

/** Takes a collar into the ledger and gives it to an account. @param actor as it stands in the audit */
export async function registerDevice(house: House, actor: string, made: Registration): Promise<RegisterOutcome> {
  const { world, ledger, keys } = house
  const fault = faultOf(made)
  if (fault) return { kind: 'invalid', field: fault }
  const key = keys.current('device-secret')
  return ledger.transact('register-device', async (tx): Promise<RegisterOutcome> => {
    const at = world.clock.now()
    const id = newId(world.clock, world.random)
    const added = await tx
      .insertInto('devices')
      .values({
        id,
        kind: 'collar',
        serial: made.imei,
        name: made.name,
        secret_hash: secretHash(key, made.imei, made.secret),
        secret_key_id: key.id,
        iccid: made.sim.iccid,
        counter: 0,
        online: 0,
        last_seen_at: null,
        created_at: at,
      })
      .onConflict((conflict) => conflict.column('serial').doNothing())
      .returning('id')
      .execute()
    if (added.length === 0) return { kind: 'already-registered' }
    await tx.insertInto('collars').values({ device_id: id, public_key: made.publicKey }).execute()
    const seriesId = newId(world.clock, world.random)
    const ownershipId = newId(world.clock, world.random)
    await tx
      .insertInto('ownerships')
      .values({
        id: ownershipId,
        device_id: id,
        account_id: made.accountId,
        series_id: seriesId,
        from_at: at,
        until_at: null,
      })
      .execute()
    const { iccid, carried } = made.sim
    if (isSimKind(made.sim.kind) && (await admitSim(tx, { iccid, kind: made.sim.kind, carried, at, deviceId: id }))) {
      const value =
        'balanceMinor' in carried
          ? { amountMinor: carried.balanceMinor, currency: carried.currency }
          : { until: carried.validUntil }
      await enter(tx, newId(world.clock, world.random), { iccid, redemptionId: null, entry: 'opening', at, ...value })
    }
    await record(tx, world, {
      actor,
      act: 'register-device',
      accountId: made.accountId,
      subject: `device:${id}`,
      details: '{}',
    })
    return { kind: 'registered', deviceId: id }
  })
}

function faultOf(made: Registration): string | null {
  const { kind, iccid, carried } = made.sim
  if (!isImei(made.imei)) return 'imei'
  if (made.name.length < 1 || made.name.length > 100) return 'name'
  if (!/^[A-Za-z0-9_-]{43}$/.test(made.secret)) return 'secret'
  if (made.publicKey.length !== 32) return 'publicKey'
  if (!isSimKind(kind)) return 'sim.kind'
  if (!isIccid(iccid)) return 'sim.iccid'
  if (('balanceMinor' in carried ? 'balance' : 'validity') !== carries(kind)) return 'sim'
  if ('balanceMinor' in carried && !/^[A-Z]{3}$/.test(carried.currency)) return 'sim.currency'
  return null
}
