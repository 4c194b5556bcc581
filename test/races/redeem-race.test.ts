import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { redeem } from '../../src/flows/redeem.ts'
import { MIGRATIONS, type Tables } from '../../src/flows/tables.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { createDatabase } from '../setup/database.ts'
import { PLACES } from '../setup/ledgers.ts'
import { testWorld } from '../setup/world.ts'
import { mintYears, raceSetting } from './setting.ts'

describe.each(PLACES)('$name', (kind) => {
  test('a code redeemed 50 times at once has one winner, one command and one ledger entry', async () => {
    const world = testWorld()
    const place = await kind.make()
    const ledger = await place.open<Tables>({ migrations: MIGRATIONS, world })
    const { house, keys, people } = await raceSetting(ledger, world, 5)
    const [code = ''] = await mintYears(house, 1)
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, at) => {
        const { userId, deviceId } = people[at % people.length]!
        const actor = { kind: 'user', userId, sessionId: 's', source: '192.0.2.1' } as const
        return redeem(house, { actor, deviceId, code, idempotencyKey: `try-${at}` })
      }),
    )
    const told = outcomes.map((outcome) => (outcome.kind === 'refused' ? outcome.refusal : outcome.kind))
    expect(told.filter((one) => one === 'accepted')).toHaveLength(1)
    expect(told.filter((one) => one === 'already-used-by-you')).toHaveLength(9)
    expect(told.filter((one) => one === 'already-used')).toHaveLength(40)
    expect(await ledger.reads.selectFrom('commands').selectAll().execute()).toHaveLength(1)
    expect(await ledger.reads.selectFrom('redemptions').selectAll().execute()).toHaveLength(1)
    expect(
      await ledger.reads.selectFrom('sim_entries').selectAll().where('entry', '=', 'granted').execute(),
    ).toHaveLength(1)
    keys.close()
    await place.leave()
  })

  test('the same request sent 20 times at once is answered 20 times alike and has one effect', async () => {
    const world = testWorld()
    const place = await kind.make()
    const ledger = await place.open<Tables>({ migrations: MIGRATIONS, world })
    const { house, keys, people } = await raceSetting(ledger, world, 1)
    const [code = ''] = await mintYears(house, 1)
    const { userId, deviceId } = people[0]!
    const actor = { kind: 'user', userId, sessionId: 's', source: '192.0.2.1' } as const
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, () => redeem(house, { actor, deviceId, code, idempotencyKey: 'one' })),
    )
    expect(new Set(outcomes.map((outcome) => JSON.stringify(outcome))).size).toBe(1)
    expect(outcomes[0]).toMatchObject({ kind: 'accepted' })
    expect(await ledger.reads.selectFrom('commands').selectAll().execute()).toHaveLength(1)
    keys.close()
    await place.leave()
  })

  test('thirty wrong guesses at once spend no more than the budget: ten are told unknown, the rest too many', async () => {
    const world = testWorld()
    const place = await kind.make()
    const ledger = await place.open<Tables>({ migrations: MIGRATIONS, world })
    const { house, keys, people } = await raceSetting(ledger, world, 1)
    const codes = await mintYears(house, 30)
    await ledger.transact('lose the codes', async (tx) => {
      await tx.deleteFrom('codes').execute()
    })
    const { userId, deviceId } = people[0]!
    const actor = { kind: 'user', userId, sessionId: 's', source: '192.0.2.1' } as const
    const outcomes = await Promise.all(
      codes.map((code, at) => redeem(house, { actor, deviceId, code, idempotencyKey: `g${at}` })),
    )
    const unknown = outcomes.filter((outcome) => outcome.kind === 'refused' && outcome.refusal === 'unknown')
    expect(unknown).toHaveLength(10)
    keys.close()
    await place.leave()
  })
})

test('four processes on one PostgreSQL redeem the same 25 codes at once: each code has one winner', async () => {
  const world = testWorld()
  const { url, drop } = await createDatabase()
  const ledger = await openPostgres<Tables>({ url, migrations: MIGRATIONS, world })
  const { house, keys, people } = await raceSetting(ledger, world, 4)
  const codes = await mintYears(house, 25)
  const children: ChildProcess[] = people.map(({ userId, deviceId }, at) =>
    fork(join(import.meta.dirname, 'redeemer.ts'), [
      JSON.stringify({ url, userId, deviceId, codes, name: `process-${at}` }),
    ]),
  )
  await Promise.all(children.map((child) => once(child, 'message')))
  const told = children.map(async (child) => (await once(child, 'message'))[0] as string[])
  for (const child of children) child.send('go')
  const outcomes = await Promise.all(told)
  for (const at of codes.keys()) {
    const each = outcomes.map((answers) => answers[at])
    expect(each.filter((one) => one === 'accepted')).toHaveLength(1)
    expect(each.filter((one) => one === 'already-used')).toHaveLength(3)
  }
  expect(await ledger.reads.selectFrom('commands').selectAll().execute()).toHaveLength(25)
  keys.close()
  await ledger.close()
  await drop()
})
