import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { beforeEach, expect, test } from 'vitest'
import { MIGRATIONS, type Tables } from '../../src/flows/tables.ts'
import { record } from '../../src/store/audit.ts'
import { sealOnce } from '../../src/store/seal.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { koppel } from '../cli/run-koppel.ts'
import { temporaryDirectory } from '../setup/temporary-directory.ts'
import { testWorld } from '../setup/world.ts'

let directory: string
/** A data directory whose ledger has six sealed entries. */
beforeEach(async () => {
  directory = temporaryDirectory()
  const world = testWorld()
  const ledger = await openSqlite<Tables>({ file: join(directory, 'ledger.db'), migrations: MIGRATIONS, world })
  await ledger.transact('six', async (tx) => {
    for (let n = 1; n <= 6; n++) {
      const deed = { actor: 'operator', act: 'mint', accountId: null, subject: `batch:${n}`, details: `{"count":${n}}` }
      await record(tx, world, deed)
    }
    await sealOnce(tx, world.clock.now(), 'test')
  })
  await ledger.close()
})

const verify = (...more: string[]) =>
  koppel(['audit', 'verify', ...more], {
    env: { KOPPEL_DATA_DIR: directory },
  })

/** Somebody with the file and an SQLite shell. */
function tamper(...statements: string[]): void {
  const file = new DatabaseSync(join(directory, 'ledger.db'))
  for (const statement of statements) file.exec(statement)
  file.close()
}

test('an untouched chain is sound, and its head is told to be noted elsewhere', async () => {
  const { code, out } = await verify()
  expect([code, out.split('\n')[0]]).toEqual([0, 'The chain is sound: 6 entries.'])
  const head = /\d+:[0-9a-f]{64}/.exec(out)?.[0] ?? ''
  expect((await verify('--head', head)).code).toBe(0)
  tamper('delete from audit where seq = 6')
  expect((await verify()).code).toBe(0)
  const cut = await verify('--head', head)
  expect([cut.code, cut.out]).toEqual([1, 'The chain is broken at entry 6: missing.\n'])
})

test.each([
  ['an altered word', 4, 'changed', [`update audit set details = '{"count":500}' where seq = 4`]],
  ['another actor', 2, 'changed', [`update audit set actor = 'user:x' where seq = 2`]],
  ['another time', 6, 'changed', ['update audit set at = at + 1 where seq = 6']],
  ['an entry taken out', 3, 'missing', ['delete from audit where seq = 3']],
  ['the first taken out', 1, 'missing', ['delete from audit where seq = 1']],
  [
    'an entry taken out and the gap closed',
    3,
    'reordered',
    [
      'delete from audit where seq = 3',
      'update audit set seq = 3 where seq = 4',
      'update audit set seq = 4 where seq = 5',
      'update audit set seq = 5 where seq = 6',
    ],
  ],
  [
    'two that changed places',
    2,
    'reordered',
    [
      'update audit set seq = 99 where seq = 2',
      'update audit set seq = 2 where seq = 5',
      'update audit set seq = 5 where seq = 99',
    ],
  ],
])('%s in the database file is found, and where it is', async (_, seq, fault, statements) => {
  tamper(...statements)
  const { code, out } = await verify()
  expect([code, out]).toEqual([1, `The chain is broken at entry ${seq}: ${fault}.\n`])
})
