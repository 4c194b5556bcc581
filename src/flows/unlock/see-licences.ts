import { heldBy } from '../../devices/dongle-holdings.ts'
import type { Held } from '../../devices/dongle-record.ts'
import { type Release, type Released, releasedBy, releasesOfDongle } from '../../licences/releases.ts'
import type { LicenceType } from '../../std/licence-type.ts'
import type { House } from '../house.ts'
import type { LedgerReads } from '../tables.ts'

/** A release with how far it has come to the dongle: `unsent` = nothing was ever queued for it, else the state of its last command. */
export type SeenRelease = { id: string; type: LicenceType; at: number; state: string; reason: string | null }

/** One licence number of a dongle: what it holds, as it last said (null: it never showed that number), and what is released. Instants in milliseconds since 1970. */
export type SeenLicence = {
  licenceNumber: string
  present: boolean
  held: Held | null
  saidAt: number | null
  released: Released
  releases: SeenRelease[]
}

/** What a dongle says of itself; null before its first word. */
export type SeenSelf = { licenceNumber: string; keyVersion: number; firmware: string; at: number }

/** The licences of a dongle: the present number first, then those that it showed, then those that something is released for. Null: no dongle. */
export async function seeLicences(
  { ledger }: House,
  device: { id: string; serial: string },
): Promise<{ self: SeenSelf | null; items: SeenLicence[] } | null> {
  const { reads } = ledger
  const dongle = await reads.selectFrom('dongles').selectAll().where('device_id', '=', device.id).executeTakeFirst()
  if (!dongle) return null
  const held = await heldBy(reads, device.id)
  const releases = await releasesOfDongle(reads, device.serial)
  const commands = await lastCommands(reads, device.id)
  const numbers = new Set([...held, ...releases].map(({ licenceNumber }) => licenceNumber))
  const items = [...numbers].map((licenceNumber): SeenLicence => {
    const said = held.find((one) => one.licenceNumber === licenceNumber)
    const own = releases.filter((one) => one.licenceNumber === licenceNumber)
    return {
      licenceNumber,
      present: licenceNumber === dongle.licence_number,
      held: said?.held ?? null,
      saidAt: said?.at ?? null,
      released: releasedBy(own),
      releases: own.map((one) => seen(one, commands)),
    }
  })
  return { self: selfOf(dongle), items: items.sort((a, b) => Number(b.present) - Number(a.present)) }
}

type Row = {
  licence_number: string | null
  key_version: number | null
  firmware: string | null
  said_at: number | null
}

function selfOf({ licence_number, key_version, firmware, said_at }: Row): SeenSelf | null {
  if (licence_number === null || key_version === null || firmware === null || said_at === null) return null
  return { licenceNumber: licence_number, keyVersion: key_version, firmware, at: said_at }
}

type LastCommands = ReadonlyMap<string, { state: string; reason: string | null }>

/** By release; the latest of each. */
async function lastCommands(reads: LedgerReads, deviceId: string): Promise<LastCommands> {
  const rows = await reads
    .selectFrom('commands')
    .select(['release_id', 'state', 'reason'])
    .where('device_id', '=', deviceId)
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('commands')
        .select((inner) => inner.fn.max('id').as('id'))
        .where('device_id', '=', deviceId)
        .where('release_id', 'is not', null)
        .groupBy('release_id'),
    )
    .execute()
  return new Map(rows.map(({ release_id, state, reason }) => [release_id ?? '', { state, reason }]))
}

function seen({ id, type, at }: Release, commands: LastCommands): SeenRelease {
  const last = commands.get(id)
  return { id, type, at, state: last?.state ?? 'unsent', reason: last?.reason ?? null }
}
