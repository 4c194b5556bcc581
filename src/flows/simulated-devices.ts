import type { Actor } from '../accounts/actor.ts'
import { can, reach } from '../accounts/can.ts'
import { standingOf } from '../accounts/standing.ts'
import type { House } from './house.ts'

/** Whether an actor may make a simulated device's life harder, by its serial; a device that it may not even see does not exist for it. */
export async function simulatorRights(
  { ledger }: House,
  actor: Actor,
): Promise<(serial: string) => 'allowed' | 'forbidden' | 'not-found'> {
  const standing = await standingOf(ledger.reads, actor)
  const runs = reach(standing, 'run-simulator')
  const sees = reach(standing, 'see-device')
  if (runs === 'all') return () => 'allowed'
  const accounts = [...new Set([...runs, ...(sees === 'all' ? [] : sees)])]
  if (accounts.length === 0) return () => 'not-found'
  const devices = await ledger.reads
    .selectFrom('devices')
    .innerJoin('ownerships', 'ownerships.device_id', 'devices.id')
    .select(['devices.serial', 'ownerships.account_id'])
    .where('ownerships.until_at', 'is', null)
    .where('ownerships.account_id', 'in', accounts)
    .execute()
  const owners = new Map(devices.map(({ serial, account_id }) => [serial, account_id]))
  return (serial) => {
    const owner = owners.get(serial)
    if (owner === undefined) return 'not-found'
    return runs.includes(owner) ? 'allowed' : 'forbidden'
  }
}

/** Whether an actor may send texts in anybody's name, in a world whose telephones are simulated: it could sign in as them by that. */
export async function mayPlayPhone({ ledger }: House, actor: Actor): Promise<boolean> {
  return can(await standingOf(ledger.reads, actor), 'play-phone', null)
}
