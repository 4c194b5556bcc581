import { codeHash } from '../../codes/code-hash.ts'
import { identify } from '../../codes/identify.ts'
import { isId } from '../../std/ids.ts'
import { luhnFits } from '../../std/luhn.ts'
import type { Keyring } from '../../store/keyring.ts'
import type { LedgerReads } from '../tables.ts'

/** What a text names: ids of what there is. All empty: nothing. */
export type Named = {
  codes: string[]
  devices: string[]
  redemptions: string[]
  licences: string[]
  /** Subjects of the audit besides: what an entry is about whose id is asked for. */
  subjects: string[]
  /** The text, where it is an id. */
  id: string | null
}

/** A page of history, not an export. */
const FOUND_MAX = 50

/**
 * Finds what a customer tells on the telephone: a code, a licence code, an IMEI or Carat-ID, or an id out of a support case: a redemption's, a device's, or
 * that of the refusal.
 */
export async function findNamed(tx: LedgerReads, keys: Keyring, text: string): Promise<Named> {
  const plain = text.trim()
  if (isId(plain)) {
    const entry = await tx.selectFrom('audit').select('subject').where('id', '=', plain).executeTakeFirst()
    const [, kind, subjectId = ''] = /^([a-z]+):(.+)$/.exec(entry?.subject ?? '') ?? []
    const ids = (of: string): string[] => (kind === of ? [plain, subjectId] : [plain])
    return named({
      redemptions: await idsOf(tx.selectFrom('redemptions').select('id').where('id', 'in', ids('redemption'))),
      devices: await idsOf(tx.selectFrom('devices').select('id').where('id', 'in', ids('device'))),
      codes: await idsOf(tx.selectFrom('codes').select('id').where('id', 'in', ids('code'))),
      subjects: entry ? [entry.subject] : [],
      id: plain,
    })
  }
  const serial = plain.replace(/[\s-]/g, '').toUpperCase()
  const devices = isSerial(serial)
    ? await idsOf(tx.selectFrom('devices').select('id').where('serial', '=', serial))
    : []
  const canonicals = identify(text).flatMap(({ canonical }) => canonical ?? [])
  if (canonicals.length === 0) return named({ devices })
  const hashes = keys.all('code-hash').flatMap((key) => canonicals.map((canonical) => codeHash(key, canonical)))
  const codes = await idsOf(tx.selectFrom('codes').select('id').where('hash', 'in', hashes).limit(FOUND_MAX))
  const licences = await idsOf(tx.selectFrom('licences').select('id').where('code_hash', 'in', hashes).limit(FOUND_MAX))
  return named({ codes, devices, licences })
}

/** The redemptions that belong to what was named, newest first. */
export async function redemptionIds(tx: LedgerReads, found: Named): Promise<string[]> {
  const ids = new Set(found.redemptions)
  const add = (rows: readonly { id: string | null }[]): void => {
    for (const { id } of rows) if (id !== null) ids.add(id)
  }
  const all = tx.selectFrom('redemptions').select('id').orderBy('id', 'desc').limit(FOUND_MAX)
  if (found.codes.length > 0) add(await all.where('code_id', 'in', found.codes).execute())
  if (found.devices.length > 0) add(await all.where('device_id', 'in', found.devices).execute())
  if (found.licences.length > 0) {
    const entries = tx.selectFrom('licence_entries').select('redemption_id as id')
    add(await entries.where('licence_id', 'in', found.licences).orderBy('id', 'desc').limit(FOUND_MAX).execute())
  }
  return [...ids].sort().reverse().slice(0, FOUND_MAX)
}

function isSerial(text: string): boolean {
  return (text.length === 15 && luhnFits(text)) || /^[0-9A-F]{8}$/.test(text)
}

function named(found: Partial<Named>): Named {
  return { codes: [], devices: [], redemptions: [], licences: [], subjects: [], id: null, ...found }
}

async function idsOf(query: { execute(): Promise<{ id: string }[]> }): Promise<string[]> {
  return (await query.execute()).map(({ id }) => id)
}
