import { describe, expect, test } from 'vitest'
import { claimCode } from '../../src/codes/claim-code.ts'
import { MIGRATIONS, type Tables } from '../../src/flows/tables.ts'
import { PLACES } from '../setup/ledgers.ts'
import { testWorld } from '../setup/world.ts'
import { mintYears, raceSetting } from './setting.ts'

describe.each(PLACES)('$name', (kind) => {
  test('of transactions that all found a code unused, one has it', async () => {
    const world = testWorld()
    const place = await kind.make()
    const ledger = await place.open<Tables>({ migrations: MIGRATIONS, world })
    const { house, keys, people } = await raceSetting(ledger, world, 2)
    await mintYears(house, 1)
    const { hash } = await ledger.reads.selectFrom('codes').select('hash').executeTakeFirstOrThrow()
    const claims = await Promise.all(
      people.map(({ accountId }, at) =>
        ledger.transact('claim', (tx) => claimCode(tx, hash, { redemptionId: `r-${at}`, accountId, at: 0 })),
      ),
    )
    expect(claims.sort()).toEqual([false, true])
    keys.close()
    await place.leave()
  })
})
