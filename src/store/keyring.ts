import type { Cancel } from '../std/clock.ts'
import type { World } from '../std/world.ts'
import { StoreError } from './errors.ts'
import { faultName } from './fault-name.ts'
import { keyWrapper, type Wrapper } from './key-wrap.ts'
import type { Store, Tx } from './store.ts'
import type { GroundTables } from './tables.ts'

/** What keys are for; each purpose has its own, so that one can be rotated or lost without the others. */
export const KEY_PURPOSES = [
  'code-hash',
  'session-hash',
  'device-secret',
  'command-signing',
  'subject-hash',
  'receipt-signing',
  'batch-seed',
  'licence-code',
  'sms-text',
  'mail-text',
  'second-factor',
  'recipient',
  'push',
  'vapid',
  'dongle-master',
] as const
export type KeyPurpose = (typeof KEY_PURPOSES)[number]

/** 32 random bytes with the id under which hashes, ciphertexts and signatures name them. */
export type Key = { id: string; purpose: KeyPurpose; bytes: Uint8Array }

export type Keyring = {
  /** The key for new work. */
  current(purpose: KeyPurpose): Key
  /** Every key of a purpose, the newest first: old work names old keys. */
  all(purpose: KeyPurpose): readonly Key[]
  /** @throws StoreError `unknown-key` */
  byId(id: string): Key
  /** Makes a new key. It becomes current after a minute, by when every process of the house has read it. */
  rotate(purpose: KeyPurpose): Promise<Key>
  /** Stops reading the ring again. */
  close(): void
}

const KEY_BYTES = 32
const REREAD_MS = 20_000
const OVERLAP_MS = 60_000

type Held = { key: Key; retiredAt: number | null }
type House = { store: Store<GroundTables>; world: World; wrapper: Wrapper }

/**
 * Opens the ring and makes the first key of each purpose that has none.
 * @param secret the bytes of KOPPEL_SECRET
 * @throws StoreError `weak-secret`, `wrong-secret`
 */
export async function openKeyring(parts: {
  store: Store<GroundTables>
  world: World
  secret: Uint8Array
}): Promise<Keyring> {
  const { store, world } = parts
  const house = { store, world, wrapper: keyWrapper(parts.secret) }
  await store.transact('open-keyring', async (tx) => {
    for (const purpose of KEY_PURPOSES) await makeKey(tx, house, purpose, 1)
  })
  let held = await readAll(house)
  const stopReading = rereading(world, async () => {
    held = await readAll(house)
  })
  const all = (purpose: KeyPurpose): Key[] => held.filter(({ key }) => key.purpose === purpose).map(({ key }) => key)
  const current = (purpose: KeyPurpose): Key => {
    const now = world.clock.now()
    // Oldest that is not retired: a new key waits until its predecessor's retirement comes.
    const found = held.findLast(
      ({ key, retiredAt }) => key.purpose === purpose && (retiredAt === null || retiredAt > now),
    )
    if (!found) throw new StoreError('unknown-key', `no key for ${purpose}`)
    return found.key
  }
  const byId = (id: string): Key => {
    const found = held.find(({ key }) => key.id === id)
    if (!found) throw new StoreError('unknown-key', `no key ${id}`)
    return found.key
  }
  return {
    current,
    all,
    byId,
    async rotate(purpose) {
      const newest = all(purpose)[0]
      const ordinal = newest ? ordinalOf(newest.id) + 1 : 1
      await store.transact('rotate-key', async (tx) => {
        if (!(await makeKey(tx, house, purpose, ordinal))) return
        await tx
          .updateTable('keys')
          .set({ retired_at: world.clock.now() + OVERLAP_MS })
          .where('purpose', '=', purpose)
          .where('retired_at', 'is', null)
          .where('id', '!=', `${purpose}-${ordinal}`)
          .execute()
      })
      held = await readAll(house)
      return byId(`${purpose}-${ordinal}`)
    },
    close: stopReading,
  }
}

/** False when another process was first: the id is the lock. */
async function makeKey(tx: Tx<GroundTables>, house: House, purpose: KeyPurpose, ordinal: number): Promise<boolean> {
  const { random, clock } = house.world
  const id = `${purpose}-${ordinal}`
  const wrapped = house.wrapper.wrap(id, random.bytes(KEY_BYTES), random)
  const made = await tx
    .insertInto('keys')
    .values({ id, purpose, wrapped, created_at: clock.now(), retired_at: null })
    .onConflict((clash) => clash.column('id').doNothing())
    .executeTakeFirst()
  return made.numInsertedOrUpdatedRows === 1n
}

/** Newest first. */
async function readAll({ store, wrapper }: House): Promise<Held[]> {
  const rows = await store.reads.selectFrom('keys').selectAll().execute()
  const held = rows.map(({ id, purpose, wrapped, retired_at }) => ({
    key: { id, purpose: purpose as KeyPurpose, bytes: wrapper.unwrap(id, wrapped) },
    retiredAt: retired_at,
  }))
  return held.sort((a, b) => ordinalOf(b.key.id) - ordinalOf(a.key.id))
}

function ordinalOf(id: string): number {
  return Number(id.slice(id.lastIndexOf('-') + 1))
}

/** Another process may have rotated. A failed reading keeps what is known and is tried again: the overlap leaves time for two more. */
function rereading(world: World, read: () => Promise<void>): Cancel {
  let cancel: Cancel = () => {}
  let stopped = false
  const arm = (): void => {
    cancel = world.clock.after(REREAD_MS, () => {
      read()
        .catch((error: unknown) => world.log.warn({ error: faultName(error) }, 'key ring not read'))
        .finally(() => !stopped && arm())
    })
  }
  arm()
  return () => {
    stopped = true
    cancel()
  }
}
