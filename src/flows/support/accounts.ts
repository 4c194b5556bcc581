import { numberHashes, readPhone } from '../../accounts/phone.ts'
import { isId } from '../../std/ids.ts'
import type { Keyring } from '../../store/keyring.ts'
import { addressHashes, readAddress } from '../recipients/address.ts'
import type { LedgerReads } from '../tables.ts'

/** An account that a caller's words name. */
export type FoundAccount = { id: string; name: string; kind: string; country: string }
/** In the order of their names; `more`: there are others that fit. */
export type FoundAccounts = { accounts: FoundAccount[]; more: boolean }

/** More than one reads through on the telephone is asked for again, with more words. */
const FOUND_MAX = 20
/** A name begins anywhere, so no index finds it: it is looked for among so many accounts, the newest. */
const COMPARED_MAX = 50_000
/** Of those, so many that hold the letters somewhere are looked at closely. */
const HOLDING_MAX = 2_000
/** Longer, or of more words, is no name that anybody says. */
const NAME_MAX = 100
const WORDS_MAX = 6

/** What comes before it in the same text is no part of a word. */
const NO_LETTER = /[^\p{L}\p{N}]+/u

/**
 * Finds accounts by what a caller knows exactly: its id, the e-mail address of one of its users or recipients of alarms, an invoice's number, a telephone number (E.164) that is
 * verified, registered or a recipient's. Each is one key of an index.
 */
export async function accountsKnown(tx: LedgerReads, keys: Keyring, text: string): Promise<FoundAccounts> {
  const plain = text.trim()
  return seen(tx, await idsKnown(tx, keys, plain))
}

/** Finds accounts by the beginnings of words of their names, in any order, small letters or capitals: at most 20. */
export async function accountsCalled(tx: LedgerReads, text: string): Promise<FoundAccounts> {
  const words = wordsOf(text)
  if (text.length > NAME_MAX || words.length === 0 || words.length > WORDS_MAX) return { accounts: [], more: false }
  const newest = tx.selectFrom('accounts').select(['id', 'name']).orderBy('id', 'desc').limit(COMPARED_MAX)
  let query = tx.selectFrom(newest.as('newest')).select(['id', 'name']).limit(HOLDING_MAX)
  for (const word of words) query = query.where(({ eb, fn }) => eb(fn('lower', ['name']), 'like', `%${roughly(word)}%`))
  const fitting = (await query.execute()).filter(({ name }) => {
    const beginnings = wordsOf(name)
    return words.every((word) => beginnings.some((beginning) => beginning.startsWith(word)))
  })
  return seen(
    tx,
    fitting.map(({ id }) => id),
  )
}

async function idsKnown(tx: LedgerReads, keys: Keyring, plain: string): Promise<string[]> {
  if (isId(plain)) return [plain]
  if (plain.includes('@')) {
    const users = tx.selectFrom('users').innerJoin('memberships', 'memberships.user_id', 'users.id')
    const rows = await users.select('account_id as id').where('email', '=', plain.toLowerCase()).execute()
    return [...rows.map(({ id }) => id), ...(await idsOfRecipients(tx, keys, 'email', plain))]
  }
  const [, series, count] = /^([A-Z]\d{4})[\s-]?(\d{6,})$/.exec(plain.toUpperCase()) ?? []
  if (series !== undefined) {
    const number = `${series}-${count}`
    const rows = await tx.selectFrom('invoices').select('account_id as id').where('number', '=', number).execute()
    return rows.map(({ id }) => id)
  }
  const phone = readPhone(plain.replace(/^00/, '+'))
  if (phone === null) return []
  return [...(await idsOfPhone(tx, numberHashes(keys, phone))), ...(await idsOfRecipients(tx, keys, 'sms', phone))]
}

async function idsOfPhone(tx: LedgerReads, hashes: Uint8Array[]): Promise<string[]> {
  const registered = await tx
    .selectFrom('sms_numbers')
    .select('account_id as id')
    .where('number_hash', 'in', hashes)
    .where('state', '=', 'active')
    .execute()
  const verified = await tx
    .selectFrom('phones')
    .innerJoin('memberships', 'memberships.user_id', 'phones.user_id')
    .select('account_id as id')
    .where('number_hash', 'in', hashes)
    .execute()
  return [...registered, ...verified].map(({ id }) => id)
}

/** By whom alarms go to, whether or not they have confirmed it: who calls because of what came there may be no user. Once a recipient was removed its address is nowhere. */
async function idsOfRecipients(tx: LedgerReads, keys: Keyring, way: 'email' | 'sms', typed: string): Promise<string[]> {
  const address = readAddress(way, typed)
  if (address === null) return []
  const rows = await tx
    .selectFrom('recipients')
    .select('account_id as id')
    .where('address_hash', 'in', addressHashes(keys, address))
    .where('way', '=', way)
    .where('removed_at', 'is', null)
    .limit(FOUND_MAX + 1)
    .execute()
  return rows.map(({ id }) => id)
}

async function seen(tx: LedgerReads, ids: readonly string[]): Promise<FoundAccounts> {
  if (ids.length === 0) return { accounts: [], more: false }
  const rows = await tx
    .selectFrom('accounts')
    .select(['id', 'name', 'kind', 'country'])
    .where('id', 'in', [...new Set(ids)])
    .orderBy('name')
    .orderBy('id')
    .limit(FOUND_MAX + 1)
    .execute()
  return { accounts: rows.slice(0, FOUND_MAX), more: rows.length > FOUND_MAX }
}

function wordsOf(text: string): string[] {
  return text
    .normalize('NFC')
    .toLowerCase()
    .split(NO_LETTER)
    .filter((word) => word !== '')
}

/** The ledgers make small letters of A to Z alone or of more: any one character stands for every other. */
function roughly(word: string): string {
  return word.replace(/[^a-z0-9]/gu, '_')
}
