import { describe, expect, test } from 'vitest'
import { MIGRATIONS, type Tables } from '../../src/flows/tables.ts'
import {
  coveringRelease,
  covers,
  dongleMasterId,
  dongleReleased,
  makeRelease,
  releasedBy,
  releasesFor,
  releasesOfDongle,
  shownUnlockCode,
  unlockCodeUnder,
} from '../../src/licences/releases.ts'
import type { LicenceType } from '../../src/licences/unlock-code.ts'
import { openKeyring } from '../../src/store/keyring.ts'
import { PLACES } from '../setup/ledgers.ts'
import { testWorld } from '../setup/world.ts'

const NUMBER = '1234567890ABCDEF'
const OTHER = '1234567890ABCDEE'
const points = (count: number): LicenceType => ({ kind: 'points', points: count })
const E: LicenceType = { kind: 'e' }

describe.each(PLACES)('releases on $name', (kind) => {
  const opened = async () => {
    const world = testWorld()
    const place = await kind.make()
    const ledger = await place.open<Tables>({ migrations: MIGRATIONS, world })
    const keys = await openKeyring({ store: ledger, world, secret: Buffer.alloc(32, 5) })
    const release = (licenceNumber: string, type: LicenceType, keyId = dongleMasterId(keys, null)) =>
      ledger.transact('release', (tx) =>
        makeRelease(tx, world, { licenceNumber, type, keyId, orderId: null, actor: 'operator' }),
      )
    const code = async (type: LicenceType): Promise<string | null> => {
      const covering = coveringRelease(await releasesFor(ledger.reads, NUMBER), type)
      return covering && unlockCodeUnder(keys, covering, type)
    }
    const end = async () => {
      keys.close()
      await place.leave()
    }
    return { ledger, keys, release, code, end }
  }

  test('what is released already is not released again, and counters of points and E grow apart', async () => {
    const { ledger, release, end } = await opened()
    expect(await release(NUMBER, points(3))).toMatchObject({ counter: 1, caratId: '12345678' })
    expect(await release(NUMBER, points(3))).toBeNull()
    expect(await release(NUMBER, points(1))).toBeNull()
    expect(await release(NUMBER, points(5))).toMatchObject({ counter: 2 })
    expect(await release(NUMBER, E)).toMatchObject({ counter: 1 })
    expect(await release(NUMBER, E)).toBeNull()
    expect(await release(OTHER, points(3))).toMatchObject({ counter: 1 })
    const released = releasedBy(await releasesFor(ledger.reads, NUMBER))
    expect(released).toEqual({ points: 5, e: true })
    expect([points(1), points(5), points(6), E].map((type) => covers(released, type))).toEqual([
      true,
      true,
      false,
      true,
    ])
    expect(await releasesOfDongle(ledger.reads, '12345678')).toHaveLength(4)
    await end()
  })

  test('the code of a type stays the same whatever is released later, and under a new master', async () => {
    const { keys, release, code, end } = await opened()
    await release(NUMBER, points(5))
    const before = [await code(points(3)), await code(points(5))]
    expect(before[0]).toMatch(/^030001[0-9A-F]{10}$/)
    expect(before[1]).toMatch(/^050001[0-9A-F]{10}$/)
    expect(await code(points(7))).toBeNull()
    await keys.rotate('dongle-master')
    await release(NUMBER, points(7), dongleMasterId(keys, 2))
    expect([await code(points(3)), await code(points(5))]).toEqual(before)
    expect(await code(points(7))).toMatch(/^070002/)
    expect(dongleMasterId(keys, null)).toBe('dongle-master-1')
    expect(() => dongleMasterId(keys, 3)).toThrow('unknown-key')
    await end()
  })

  test('E of a dongle counts for the dongle, and its points not for E', async () => {
    const { ledger, release, code, end } = await opened()
    expect(await dongleReleased(ledger.reads, '12345678')).toEqual({ any: false, e: false })
    await release(NUMBER, points(254))
    expect(await dongleReleased(ledger.reads, '12345678')).toEqual({ any: true, e: false })
    expect(await code(E)).toBeNull()
    await release(OTHER, E)
    expect(await dongleReleased(ledger.reads, '12345678')).toEqual({ any: true, e: true })
    expect(await dongleReleased(ledger.reads, '12345679')).toEqual({ any: false, e: false })
    await end()
  })

  test('twenty who release the same at once make one release', async () => {
    const { ledger, release, end } = await opened()
    const made = await Promise.all(Array.from({ length: 20 }, (_, at) => release(NUMBER, points(at < 10 ? 3 : 5))))
    const counters = made.flatMap((one) => (one ? [one.counter] : []))
    expect(counters.sort()).toEqual(counters.length === 1 ? [1] : [1, 2])
    expect(releasedBy(await releasesFor(ledger.reads, NUMBER))).toEqual({ points: 5, e: false })
    await end()
  })
})

test('a code is shown in four groups', () => {
  expect(shownUnlockCode('35467F7EDB743B66')).toBe('3546-7F7E-DB74-3B66')
})
