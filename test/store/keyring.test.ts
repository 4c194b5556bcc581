import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ManualClock, manualClock, settle } from '../../src/std/manual-clock.ts'
import { seededRandom } from '../../src/std/random.ts'
import type { World } from '../../src/std/world.ts'
import { KEY_PURPOSES, type Keyring, openKeyring } from '../../src/store/keyring.ts'
import { PLACES, type Place } from '../setup/ledgers.ts'
import { testWorld } from '../setup/world.ts'
import { type Shelf, type ShelfTables, shelfMigrations } from './shelf.ts'

const SECRET = new Uint8Array(32).fill(7)

// Two processes at one ring are two openings of one database, which memory does not offer.
describe.each(PLACES.filter(({ lasting }) => lasting))('the key ring on $name', ({ make }) => {
  let place: Place
  let store: Shelf
  let clock: ManualClock
  let world: World
  const rings: Keyring[] = []

  const open = async (on = store, secret = SECRET, seed = 5): Promise<Keyring> => {
    const ring = await openKeyring({ store: on, world: { ...world, random: seededRandom(seed) }, secret })
    rings.push(ring)
    return ring
  }

  beforeEach(async () => {
    place = await make()
    store = await place.open<ShelfTables>({ migrations: shelfMigrations })
    clock = manualClock()
    world = { ...testWorld(), clock }
  })
  afterEach(async () => {
    for (const ring of rings.splice(0)) ring.close()
    await place.leave()
  })

  test('makes one key of 32 bytes for each purpose, all different', async () => {
    const ring = await open()
    const keys = KEY_PURPOSES.map((purpose) => ring.current(purpose))
    expect(keys.map(({ bytes }) => bytes.length)).toEqual(KEY_PURPOSES.map(() => 32))
    expect(new Set(keys.map(({ bytes }) => Buffer.from(bytes).toString('hex'))).size).toBe(KEY_PURPOSES.length)
    expect(ring.byId(keys[0]!.id)).toEqual(keys[0])
  })

  test('is the same ring when it is opened again, and by two at once', async () => {
    const [one, two] = await Promise.all([open(store, SECRET, 1), open(store, SECRET, 2)])
    const three = await open(store, SECRET, 3)
    for (const purpose of KEY_PURPOSES) {
      expect(two.current(purpose)).toEqual(one.current(purpose))
      expect(three.all(purpose)).toEqual(one.all(purpose))
    }
  })

  test('keeps keys sealed: no row contains one', async () => {
    const ring = await open()
    const rows = await store.reads.selectFrom('keys').selectAll().execute()
    for (const { id, wrapped } of rows) {
      expect(Buffer.from(wrapped).includes(Buffer.from(ring.byId(id).bytes))).toBe(false)
    }
  })

  test('does not open with another secret, nor with a short one', async () => {
    await open()
    await expect(open(store, new Uint8Array(32).fill(8))).rejects.toMatchObject({ code: 'wrong-secret' })
    await expect(open(store, new Uint8Array(15))).rejects.toMatchObject({ code: 'weak-secret' })
  })

  test('does not take a key that was moved to another purpose', async () => {
    await open()
    await store.transact('swaps', async (tx) => {
      const from = await tx
        .selectFrom('keys')
        .select('wrapped')
        .where('id', '=', 'code-hash-1')
        .executeTakeFirstOrThrow()
      await tx.updateTable('keys').set({ wrapped: from.wrapped }).where('id', '=', 'session-hash-1').execute()
    })
    await expect(open()).rejects.toMatchObject({ code: 'wrong-secret' })
  })

  test('uses a new key a minute after it was made, and knows the old one for ever', async () => {
    const ring = await open()
    const old = ring.current('code-hash')
    const fresh = await ring.rotate('code-hash')
    expect(ring.current('code-hash')).toEqual(old)
    await clock.advance(60_000)
    expect(ring.current('code-hash')).toEqual(fresh)
    expect(ring.all('code-hash')).toEqual([fresh, old])
    expect(ring.byId(old.id)).toEqual(old)
    expect(ring.current('session-hash').id).toBe('session-hash-1')
  })

  test('hears of another process’s new key before that is used', async () => {
    const ring = await open()
    const elsewhere = await place.open<ShelfTables>({ migrations: shelfMigrations })
    const other = await open(elsewhere)
    const fresh = await other.rotate('session-hash')
    other.close() // one timer is left: it is armed again when the ring here has read
    for (let step = 0; step < 3; step++) {
      await clock.advance(20_000)
      // The reading is real I/O on PostgreSQL: it ends in its own time, without the clock.
      while (clock.nextAt() === null) await settle()
    }
    expect(ring.current('session-hash')).toEqual(fresh)
  })

  test('names what it does not know', async () => {
    const ring = await open()
    expect(() => ring.byId('code-hash-9')).toThrow(/unknown-key/)
  })
})
