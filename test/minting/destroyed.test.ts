import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { confirmExport } from '../../src/flows/batches/confirm.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import type { Place } from '../setup/ledgers.ts'
import { temporaryDirectory } from '../setup/temporary-directory.ts'
import { testWorld } from '../setup/world.ts'
import { exported, mintAll, mintingHouse, OPERATOR, ordered } from './house.ts'

test('a confirmed batch leaves neither its seed nor a code in the ledger’s files, and an unconfirmed one its sealed seed', async () => {
  const directory = temporaryDirectory()
  const place: Place = {
    open: (opening) => openSqlite({ world: testWorld(), ...opening, file: join(directory, 'ledger.db') }),
    leave: async () => {},
  }
  const house = await mintingHouse(place)
  const [confirmed, kept] = [await ordered(house, { count: 50 }), await ordered(house, { count: 50 })]
  await mintAll(house)
  const codes = await exported(house, confirmed)
  const seeds = await house.ledger.reads.selectFrom('batch_seeds').selectAll().execute()
  const sealedOf = (id: string) => Buffer.from(seeds.find(({ batch_id }) => batch_id === id)?.sealed ?? [])
  expect(await confirmExport(house, OPERATOR, confirmed)).toBe('confirmed')
  await house.close()
  const bytes = Buffer.concat(readdirSync(directory).map((name) => readFileSync(join(directory, name))))
  expect(sealedOf(confirmed).length).toBeGreaterThan(32)
  expect(bytes.includes(sealedOf(kept))).toBe(true)
  expect(bytes.includes(sealedOf(confirmed))).toBe(false)
  for (const code of codes) expect(bytes.includes(code)).toBe(false)
})
