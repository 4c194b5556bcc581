import { decodeRecord } from '../../src/devices/dongle-record.ts'
import type { Ledger } from '../../src/flows/tables.ts'
import { coveringRelease, releasedBy, releasesFor, releasesOfDongle } from '../../src/licences/releases.ts'
import { verifyAudit } from '../../src/store/audit-chain.ts'
import type { TestWorld } from '../world.ts'
import type { DongleSite } from './dongle-world.ts'
import type { Wish } from './ordeal.ts'

/** What stands in the way of calling a world well: every promise that was broken, in words. */
export async function violations(
  world: TestWorld,
  sites: readonly DongleSite[],
  wishes: readonly Wish[],
): Promise<string[]> {
  const { ledger } = world.running().house
  const faults: string[] = []
  for (const { licenceNumber, type, taken } of wishes) {
    if (!taken) faults.push(`a wish for ${licenceNumber} was never taken`)
    else if (!coveringRelease(await releasesFor(ledger.reads, licenceNumber), type))
      faults.push(`what was taken for ${licenceNumber} is not released`)
  }
  for (const it of sites) {
    faults.push(...(await commands(ledger, it)))
    faults.push(...(await holdings(ledger, it)))
    faults.push(...(await device(ledger, it)))
  }
  const audit = await verifyAudit(ledger.reads)
  if (audit.kind !== 'sound') faults.push(`the audit chain is broken: ${JSON.stringify(audit)}`)
  return faults
}

/** No command is left open, none shares its counter, and each release has had its effect once at most. */
async function commands(ledger: Ledger, { deviceId }: DongleSite): Promise<string[]> {
  const rows = await ledger.reads.selectFrom('commands').selectAll().where('device_id', '=', deviceId).execute()
  const faults = rows
    .filter(({ state }) => state !== 'applied' && state !== 'refused')
    .map(({ id, state }) => `command ${id} is still ${state}`)
  const counters = rows.map(({ counter }) => counter)
  if (new Set(counters).size < counters.length) faults.push('two commands share a counter')
  const refused = rows.filter(({ reason }) => reason === 'wrong-code' || reason === 'old-unlock-counter')
  for (const { id, reason } of refused) faults.push(`command ${id} came back as ${reason}`)
  const effects = new Map<string, number>()
  for (const row of rows) {
    const record = row.result_body && decodeRecord(row.result_body)
    if (row.state !== 'applied' || record?.outcome !== 'applied') continue
    const { before, after } = record
    if (before.points !== after.points || before.e !== after.e)
      effects.set(row.release_id ?? '', (effects.get(row.release_id ?? '') ?? 0) + 1)
  }
  for (const [releaseId, times] of effects)
    if (times > 1) faults.push(`release ${releaseId} had its effect ${times} times`)
  return faults
}

/** Under every licence number that was shown at the end the dongle holds what is released, no more and no less, and the ledger knows it. */
async function holdings(ledger: Ledger, it: DongleSite): Promise<string[]> {
  const told = await ledger.reads
    .selectFrom('dongle_licences')
    .selectAll()
    .where('device_id', '=', it.deviceId)
    .execute()
  const faults: string[] = []
  const numbers = new Set((await releasesOfDongle(ledger.reads, it.caratId)).map(({ licenceNumber }) => licenceNumber))
  for (const licenceNumber of numbers) {
    const released = releasedBy(await releasesFor(ledger.reads, licenceNumber))
    const row = told.find(({ licence_number }) => licence_number === licenceNumber)
    if (row?.points !== released.points || (row.e === 1) !== released.e)
      faults.push(`${licenceNumber}: released ${JSON.stringify(released)}, told ${JSON.stringify(row)}`)
  }
  const { licenceNumber, points, e } = it.dongle.state()
  const present = told.find(({ licence_number }) => licence_number === licenceNumber)
  if (present?.points !== points || (present.e === 1) !== e)
    faults.push(`${licenceNumber} holds ${points} and ${e}, and is told as ${JSON.stringify(present)}`)
  return faults
}

/** The dongle has handled no counter that was not given, and nothing of ours was ever a wrong code to it. */
async function device(ledger: Ledger, { deviceId, dongle }: DongleSite): Promise<string[]> {
  const row = await ledger.reads
    .selectFrom('devices')
    .select(['counter', 'online'])
    .where('id', '=', deviceId)
    .executeTakeFirstOrThrow()
  const { highestCounter, failures, lockOut_s, plugged } = dongle.state()
  const faults: string[] = []
  if (highestCounter > row.counter) faults.push(`the dongle has handled ${highestCounter}, ${row.counter} was given`)
  if (failures > 0 || lockOut_s > 0) faults.push('the dongle has counted a wrong code')
  if (!plugged || row.online !== 1) faults.push('the dongle is not there any more')
  return faults
}
