import { tell } from '../store/events.ts'
import type { Delivery } from './deliver.ts'
import type { House } from './house.ts'

/** Who is there. The connection is the truth; the ledger's column is for people who look. */
export type Presence = {
  /** A device listens for commands now. Resolves when the ledger has it; what waits for the device is sent. */
  shown(serial: string): Promise<'kept' | 'unknown-device'>
  /** Its last connection is gone. */
  gone(serial: string): void
  /** Resolves when nothing is being written. */
  idle(): Promise<void>
}

/** Writes down who is connected, and tells `delivery`. An absence that cannot be written is logged: nobody waits for it. */
export function presenceOf(house: House, delivery: Delivery): Presence {
  const { clock, log } = house.world
  const writing = new Set<Promise<unknown>>()
  const live = new Set<string>()

  const note = (serial: string, online: 0 | 1): Promise<string | null> =>
    house.ledger.transact(online ? 'device-online' : 'device-offline', async (tx) => {
      const at = clock.now()
      if (!online && live.has(serial)) return null // came back while this waited its turn
      const device = await tx
        .updateTable('devices')
        .set({ online, last_seen_at: at })
        .where('serial', '=', serial)
        .returning('id')
        .executeTakeFirst()
      if (!device) return null
      const owner = await tx
        .selectFrom('ownerships')
        .select('account_id')
        .where('device_id', '=', device.id)
        .where('until_at', 'is', null)
        .executeTakeFirst()
      const body = JSON.stringify({ online: online === 1 })
      if (owner) await tell(tx, house.world, { accountId: owner.account_id, topic: `device:${device.id}`, body })
      return device.id
    })

  return {
    async shown(serial) {
      live.add(serial)
      const id = await note(serial, 1)
      if (id) delivery.online(id)
      return id ? 'kept' : 'unknown-device'
    },
    gone(serial) {
      live.delete(serial)
      const run: Promise<unknown> = note(serial, 0)
        .then((id) => {
          if (id && !live.has(serial)) delivery.offline(id)
        })
        .catch((error: unknown) => log.warn({ error }, 'absence not noted'))
        .finally(() => writing.delete(run))
      writing.add(run)
    },
    async idle() {
      while (writing.size > 0) await Promise.all(writing)
    },
  }
}

/** At start nobody is connected yet: whatever the last run left in the column is forgotten. Only where one process holds all connections. */
export async function forgetPresence({ ledger }: House): Promise<void> {
  await ledger.transact('forget-presence', async (tx) => {
    await tx.updateTable('devices').set({ online: 0 }).where('online', '=', 1).execute()
  })
}
