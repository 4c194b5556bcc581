import type { Actor } from '../../accounts/actor.ts'
import { numberHashes } from '../../accounts/phone.ts'
import { isQuiet, type Quiet, type Way } from '../../recipients/recipient.ts'
import { newId } from '../../std/ids.ts'
import { accountPlaceOf, type NoAccountPlace } from '../account-place.ts'
import type { House } from '../house.ts'
import { accountLanguage, memberLanguage } from '../mail/language.ts'
import type { LedgerTx } from '../tables.ts'
import { addressHashes, type KeptAddress, keepAddress, readAddress } from './address.ts'
import { RECIPIENTS_MAX } from './load.ts'
import { noteDeed } from './place.ts'

/** What a recipient wants: `devices` null: all of the account, also later ones; `quiet` null: told at any hour. */
export type WishesAsked = {
  name: string
  language: string
  devices: readonly string[] | null
  security: boolean
  function: boolean
  quiet: Quiet | null
}
/** `language` absent: the person's own, where the recipient is a member of the account; else the account's. */
export type NewRecipient = Omit<WishesAsked, 'language'> & {
  language?: string | undefined
  way: Way
  address?: string
  userId?: string
}

/** What adding one can come to; `no-user`: not of this account. */
export type AddOutcome =
  | { kind: 'added'; id: string; confirmed: boolean }
  | { kind: NoAccountPlace | Fault | 'no-user' | 'exists' | 'too-many' }
export type Fault = 'invalid-phone' | 'invalid-address' | 'unknown-device' | 'invalid-quiet'

const NO_ADDRESS: KeptAddress = { address_sealed: null, seal_key_id: null, address_hash: null, hash_key_id: null }

/**
 * Adds a recipient to an account. An address must be proved before alarms go to it (`prove.ts`), but for what is known to be a member's own: the address that it
 * signs in with, and its verified number.
 */
export async function addRecipient(
  house: House,
  asked: { actor: Actor; accountId?: string | undefined; made: NewRecipient },
): Promise<AddOutcome> {
  const { actor, made } = asked
  const { ledger, world, keys } = house
  return ledger.transact('add-recipient', async (tx): Promise<AddOutcome> => {
    const place = await accountPlaceOf(tx, actor, asked.accountId, 'manage-recipients')
    if (typeof place === 'string') return { kind: place }
    const { accountId } = place
    const id = newId(world.clock, world.random)
    const now = world.clock.now()
    const judged = await judgeWishes(tx, accountId, made)
    if (judged) return { kind: judged }
    const to = made.way === 'push' ? await userOf(tx, accountId, made.userId ?? place.userId) : addressOf(made)
    if (typeof to === 'string') return { kind: to }
    const present = await presentRows(tx, accountId)
    if (present.length >= RECIPIENTS_MAX) return { kind: 'too-many' }
    const hashes = 'address' in to ? addressHashes(keys, to.address) : []
    const same = present.some(({ way, user_id, address_hash }) => {
      if (way !== made.way) return false
      if (!('address' in to)) return user_id === to.userId
      return address_hash !== null && hashes.some((hash) => Buffer.compare(hash, address_hash) === 0)
    })
    if (same) return { kind: 'exists' }
    const confirmed = !('address' in to) || (await isMembers(house, tx, accountId, made.way, to.address))
    await tx
      .insertInto('recipients')
      .values({
        id,
        account_id: accountId,
        way: made.way,
        ...('address' in to ? keepAddress(keys, world, id, to.address) : NO_ADDRESS),
        user_id: 'address' in to ? null : to.userId,
        confirmed_at: confirmed ? now : null,
        created_at: now,
        removed_at: null,
        ...columnsOf({ ...made, language: made.language ?? (await languageFor(house, tx, accountId, made.way, to)) }),
      })
      .execute()
    await chooseDevices(tx, id, made.devices)
    await noteDeed(house, tx, { actor, act: 'add-recipient', accountId, recipientId: id })
    return { kind: 'added', id, confirmed }
  })
}

/** Null: they can be. */
export async function judgeWishes(
  tx: LedgerTx,
  accountId: string,
  wishes: Pick<WishesAsked, 'quiet' | 'devices'>,
): Promise<Fault | null> {
  if (wishes.quiet !== null && !isQuiet(wishes.quiet)) return 'invalid-quiet'
  const { devices } = wishes
  if (devices === null || devices.length === 0) return null
  const own = await tx
    .selectFrom('ownerships')
    .select('device_id')
    .where('account_id', '=', accountId)
    .where('until_at', 'is', null)
    .where('device_id', 'in', [...devices])
    .execute()
  return new Set(own.map(({ device_id }) => device_id)).size === new Set(devices).size ? null : 'unknown-device'
}

/** As they stand in `recipients`. */
export function columnsOf({ name, language, devices, quiet, ...classes }: WishesAsked) {
  return {
    name,
    language,
    all_devices: devices === null ? 1 : 0,
    security: classes.security ? 1 : 0,
    function: classes.function ? 1 : 0,
    quiet_from: quiet?.from ?? null,
    quiet_until: quiet?.until ?? null,
  }
}

/** In place of what was chosen before. */
export async function chooseDevices(tx: LedgerTx, id: string, devices: readonly string[] | null): Promise<void> {
  await tx.deleteFrom('recipient_devices').where('recipient_id', '=', id).execute()
  const rows = [...new Set(devices ?? [])].map((device_id) => ({ recipient_id: id, device_id }))
  if (rows.length > 0) await tx.insertInto('recipient_devices').values(rows).execute()
}

function addressOf({ way, address = '' }: NewRecipient): { address: string } | Fault {
  const read = way === 'push' ? null : readAddress(way, address)
  if (read === null) return way === 'sms' ? 'invalid-phone' : 'invalid-address'
  return { address: read }
}

async function userOf(tx: LedgerTx, accountId: string, userId: string): Promise<{ userId: string } | 'no-user'> {
  const member = await tx
    .selectFrom('memberships')
    .select('user_id')
    .where('account_id', '=', accountId)
    .where('user_id', '=', userId)
    .executeTakeFirst()
  return member ? { userId } : 'no-user'
}

/** Takes the account's row first: two that are added at once are added one after the other. */
async function presentRows(tx: LedgerTx, accountId: string) {
  await tx
    .insertInto('alarm_accounts')
    .values({ account_id: accountId, time_zone: null })
    .onConflict((clash) =>
      clash.column('account_id').doUpdateSet((eb) => ({ account_id: eb.ref('excluded.account_id') })),
    )
    .execute()
  return tx
    .selectFrom('recipients')
    .select(['way', 'user_id', 'address_hash'])
    .where('account_id', '=', accountId)
    .where('removed_at', 'is', null)
    .execute()
}

async function languageFor(
  house: House,
  tx: LedgerTx,
  accountId: string,
  way: Way,
  to: { address: string } | { userId: string },
): Promise<string> {
  if ('address' in to && way === 'email') return memberLanguage(tx, { to: to.address, accountId })
  const members = tx.selectFrom('memberships').select('user_id').where('account_id', '=', accountId)
  const languages = tx.selectFrom('users').select('language').where('id', 'in', members)
  const phones = (number: string) =>
    tx.selectFrom('phones').select('user_id').where('number_hash', 'in', numberHashes(house.keys, number))
  const own = 'address' in to ? languages.where('id', 'in', phones(to.address)) : languages.where('id', '=', to.userId)
  return (await own.executeTakeFirst())?.language ?? accountLanguage(tx, accountId)
}

/** Whether an address is known to be one of the account's own people's. */
async function isMembers(house: House, tx: LedgerTx, accountId: string, way: Way, address: string): Promise<boolean> {
  const members = tx.selectFrom('memberships').select('user_id').where('account_id', '=', accountId)
  if (way === 'email') {
    const own = tx.selectFrom('users').select('id').where('email', '=', address).where('id', 'in', members)
    return (await own.executeTakeFirst()) !== undefined
  }
  const hashes = numberHashes(house.keys, address)
  const own = tx
    .selectFrom('phones')
    .select('user_id')
    .where('number_hash', 'in', hashes)
    .where('user_id', 'in', members)
  return (await own.executeTakeFirst()) !== undefined
}
