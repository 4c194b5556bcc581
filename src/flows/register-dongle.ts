import { type Actor, actorName } from '../accounts/actor.ts'
import { can } from '../accounts/can.ts'
import { standingOf } from '../accounts/standing.ts'
import { secretHash } from '../devices/secret.ts'
import { isCaratId } from '../devices/serial.ts'
import { keyVersionOf } from '../licences/key-version.ts'
import { releasesOfDongle } from '../licences/releases.ts'
import { dongleKey } from '../licences/unlock-code.ts'
import { newId } from '../std/ids.ts'
import { record } from '../store/audit.ts'
import type { House } from './house.ts'
import type { LedgerTx } from './tables.ts'
import { queueReleased } from './unlock/queue-released.ts'

/** A dongle that production is about to make, or one that was made before there was a house (`keyVersion`). */
export type DongleItem = {
  /** 8 hexadecimal capitals. */
  caratId: string
  name: string
  /** The bridge's: 43 characters base64url, 256 random bits. Absent: the house draws one. */
  secret?: string
  /** Absent: the version of the releases that there are for it already, or else the newest. */
  keyVersion?: number
  accountId?: string
}

/** What production writes into the dongle (`key`: 32 bytes, and its version), and what its bridge is given (`secret`). */
export type DongleSecrets = { key: Uint8Array; keyVersion: number; secret: string }

/** What registering comes to; `field` is the first member at fault. The secrets are told once. */
export type DongleOutcome =
  | { kind: 'registered'; deviceId: string; told: DongleSecrets }
  | { kind: 'already-registered' }
  | { kind: 'invalid'; field: string }

const SECRET_BYTES = 32
/** An answer may be lost on its way to production, and the key with it: until the dongle has been plugged in, registering it again within a day tells it again. */
const TOLD_AGAIN_MS = 86_400_000

/**
 * Takes dongles into the ledger, each in a transaction of its own, and queues what has been released for them already.
 * @returns outcomes in the order of the items
 */
export async function registerDongles(
  house: House,
  actor: Actor,
  items: readonly DongleItem[],
): Promise<DongleOutcome[] | 'forbidden'> {
  const { reads } = house.ledger
  if (!can(await standingOf(reads, actor), 'register-stock', null)) return 'forbidden'
  const accounts = await reads.selectFrom('accounts').select(['id', 'kind']).orderBy('id').execute()
  const office = accounts.find(({ kind }) => kind === 'office')?.id
  const known = new Set(accounts.map(({ id }) => id))
  return Promise.all(
    items.map(async (item): Promise<DongleOutcome> => {
      const accountId = item.accountId ?? office
      if (accountId === undefined || !known.has(accountId)) return { kind: 'invalid', field: 'accountId' }
      return registerDongle(house, actorName(actor), { ...item, accountId })
    }),
  )
}

/** Takes one dongle into the ledger and gives it to an account. @param actor as it stands in the audit */
export async function registerDongle(
  house: House,
  actor: string,
  item: DongleItem & { accountId: string },
): Promise<DongleOutcome> {
  const fault = faultOf(item)
  if (fault) return { kind: 'invalid', field: fault }
  const { world, ledger } = house
  const drawn = Buffer.from(world.random.bytes(SECRET_BYTES)).toString('base64url')
  const outcome = await ledger.transact('register-dongle', async (tx): Promise<DongleOutcome> => {
    const secret = item.secret ?? drawn
    const before = await tx
      .selectFrom('devices')
      .innerJoin('dongles', 'dongles.device_id', 'devices.id')
      .select(['devices.id', 'devices.last_seen_at', 'devices.created_at', 'dongles.key_id'])
      .where('devices.serial', '=', item.caratId)
      .executeTakeFirst()
    if (before) {
      const fresh = before.last_seen_at === null && world.clock.now() - before.created_at < TOLD_AGAIN_MS
      if (!fresh) return { kind: 'already-registered' }
      const same = item.keyVersion === undefined || item.keyVersion === keyVersionOf(before.key_id)
      if (!same) return { kind: 'invalid', field: 'keyVersion' }
      await tx
        .updateTable('devices')
        .set(storedSecret(house, item.caratId, secret))
        .where('id', '=', before.id)
        .execute()
      await noteDeed(house, tx, { actor, act: 'tell-dongle-again', accountId: item.accountId, deviceId: before.id })
      return { kind: 'registered', deviceId: before.id, told: secretsOf(house, item.caratId, before.key_id, secret) }
    }
    return add(house, tx, actor, { ...item, secret })
  })
  if (outcome.kind === 'registered') house.wake.emit(outcome.deviceId)
  return outcome
}

async function add(
  house: House,
  tx: LedgerTx,
  actor: string,
  item: DongleItem & { accountId: string; secret: string },
): Promise<DongleOutcome> {
  const { world } = house
  const { caratId, name, accountId, secret } = item
  const releases = await releasesOfDongle(tx, caratId)
  const keyId = masterFor(house, item, releases[0]?.keyId)
  if (keyId === null) return { kind: 'invalid', field: 'keyVersion' }
  const at = world.clock.now()
  const id = newId(world.clock, world.random)
  const added = await tx
    .insertInto('devices')
    .values({
      id,
      kind: 'dongle',
      serial: caratId,
      name,
      ...storedSecret(house, caratId, secret),
      iccid: null,
      counter: 0,
      online: 0,
      last_seen_at: null,
      created_at: at,
    })
    .onConflict((conflict) => conflict.column('serial').doNothing())
    .returning('id')
    .execute()
  if (added.length === 0) return { kind: 'already-registered' }
  const unsaid = {
    said_boot: null,
    said_seq: null,
    said_at: null,
    licence_number: null,
    key_version: null,
    firmware: null,
  }
  await tx
    .insertInto('dongles')
    .values({ device_id: id, key_id: keyId, ...unsaid })
    .execute()
  const [ownershipId, seriesId] = [newId(world.clock, world.random), newId(world.clock, world.random)]
  await tx
    .insertInto('ownerships')
    .values({ id: ownershipId, device_id: id, account_id: accountId, series_id: seriesId, from_at: at, until_at: null })
    .execute()
  for (const licenceNumber of new Set(releases.map((release) => release.licenceNumber)))
    await queueReleased(house, tx, { deviceId: id, licenceNumber, held: null })
  await noteDeed(house, tx, { actor, act: 'register-device', accountId, deviceId: id })
  return { kind: 'registered', deviceId: id, told: secretsOf(house, caratId, keyId, secret) }
}

/** Codes that have been released keep their key for ever, so a dongle that some were released for has that key. Null: the version is not one of ours, or another than theirs. */
function masterFor({ keys }: House, item: DongleItem, released: string | undefined): string | null {
  if (item.keyVersion === undefined) return released ?? keys.current('dongle-master').id
  const named = keys.all('dongle-master').find(({ id }) => keyVersionOf(id) === item.keyVersion)?.id
  return named !== undefined && (released === undefined || released === named) ? named : null
}

function secretsOf({ keys }: House, caratId: string, keyId: string, secret: string): DongleSecrets {
  return { key: dongleKey(keys.byId(keyId).bytes, caratId), keyVersion: keyVersionOf(keyId), secret }
}

function storedSecret({ keys }: House, caratId: string, secret: string) {
  const key = keys.current('device-secret')
  return { secret_hash: secretHash(key, caratId, secret), secret_key_id: key.id }
}

async function noteDeed(
  { world }: House,
  tx: LedgerTx,
  deed: { actor: string; act: string; accountId: string; deviceId: string },
): Promise<void> {
  const { actor, act, accountId, deviceId } = deed
  await record(tx, world, { actor, act, accountId, subject: `device:${deviceId}`, details: '{}' })
}

function faultOf({ caratId, name, secret }: DongleItem): string | null {
  if (!isCaratId(caratId)) return 'caratId'
  if (name.length < 1 || name.length > 100) return 'name'
  if (secret !== undefined && !/^[A-Za-z0-9_-]{43}$/.test(secret)) return 'secret'
  return null
}
