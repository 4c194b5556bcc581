import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { decodeRecord, recordTagFits } from '../../src/devices/dongle-record.ts'
import { type LicenceType, unlockCode } from '../../src/licences/unlock-code.ts'
import type { Dongle } from '../../src/serial/dongle/session.ts'
import { systemClock } from '../../src/std/clock.ts'
import { newId } from '../../src/std/ids.ts'
import { systemRandom } from '../../src/std/random.ts'
import { readDongleVectors } from '../dongle-vectors.ts'
import { greeted, ok } from './answers.ts'
import type { Board } from './board.ts'
import { rawHost, USER_INFORMATION } from './raw-host.ts'

const E: LicenceType = { kind: 'e' }
const points = (count: number): LicenceType => ({ kind: 'points', points: count })
/** Three wrong codes: a minute on a board. */
const LOCK_OUT_MS_MAX = 120_000

/** A dongle with user information that it has never seen, so that nothing of an earlier run counts. */
export type Fresh = {
  dongle: Dongle
  user: string
  licenceNumber: string
  code(type: LicenceType, counter: number): string
  /** A code of which the last digit is another. */
  wrongCode(): string
  /** As the backend would send it, with the next command counter. */
  order(code: string, change?: { id?: string; counter?: number; licenceNumber?: string }): Promise<Order>
}
/** What each test finds. */
type Bench = { board: Board; dongle: Dongle; fresh: Fresh }
type Order = { id: string; counter: number; licenceNumber: string; code: string }

/** Enters user information that nobody has, and ends failures that an earlier test has left. */
export async function freshUser(board: Board, dongle: Dongle): Promise<Fresh> {
  const { key } = board
  if (!key) throw new Error('without its key there is no right code')
  const world = { clock: systemClock(), random: systemRandom() }
  const user = `hardware test ${Buffer.from(world.random.bytes(8)).toString('hex')}`
  ok(await dongle.userInformation(user))
  const { licenceNumber } = ok(await dongle.identity(new Uint8Array(16)))
  await lockOutOver(dongle)
  const code = (type: LicenceType, counter: number): string => unlockCode(key, licenceNumber, type, counter)
  expect(ok(await dongle.unlock(code(points(1), 1)))).toEqual({ outcome: 'unlocked', points: 1, e: false })
  return {
    ...{ dongle, user, licenceNumber, code },
    wrongCode: () => code(points(9), 9).replace(/.$/, (last) => (last === '0' ? '1' : '0')),
    async order(given, change = {}) {
      const { commandCounter } = ok(await dongle.status())
      return {
        id: newId(world.clock, world.random),
        counter: commandCounter + 1,
        licenceNumber,
        code: given,
        ...change,
      }
    },
  }
}

/** Asks until the dongle says that no lock-out is left. */
export async function lockOutOver(dongle: Dongle): Promise<void> {
  while (ok(await dongle.status()).lockOutLeft_s > 0);
}

/** User information, unlock codes and commands (docs/protocol/dongle.md §5 to §7). Changes what the dongle holds, and locks it out for a minute. */
export function licenceContract(board: () => Board): void {
  const bench = {} as Bench
  beforeAll(async () => {
    bench.board = board()
    bench.dongle = await greeted(board())
  })
  beforeEach(async () => {
    bench.fresh = await freshUser(bench.board, bench.dongle)
  }, LOCK_OUT_MS_MAX)
  afterAll(() => bench.dongle.close())

  describe('user information', () => userInformation(bench))
  describe('an unlock code', () => unlockCodes(bench))
  describe('a command of the backend', () => commands(bench))
}

function userInformation(bench: Bench): void {
  test.each(readDongleVectors().fingerprints)('has its fingerprint: $name', async ({ text, fingerprint }) => {
    await bench.dongle.close()
    const host = await rawHost(bench.board.open)
    await host.hello()
    const answer = await host.ask(USER_INFORMATION, text)
    await host.close()
    bench.dongle = await greeted(bench.board)
    expect(answer).toBe(fingerprint === undefined ? '02' : `00${fingerprint.toLowerCase()}`)
  })

  test('what A held, A holds again, and B none of it', async () => {
    ok(await bench.dongle.unlock(bench.fresh.code(points(31), 2)))
    const { user, licenceNumber } = bench.fresh
    const other = await freshUser(bench.board, bench.dongle)
    expect(ok(await bench.dongle.licences())).toMatchObject({ points: 1, e: false })
    expect(other.licenceNumber).not.toBe(licenceNumber)
    ok(await bench.dongle.userInformation(user))
    expect(ok(await bench.dongle.licences())).toMatchObject({ points: 31, e: false, counters: { points: 2, e: 0 } })
    ok(await bench.dongle.userInformation(''))
    expect(await bench.dongle.unlock(bench.fresh.code(points(31), 2))).toEqual({ kind: 'no-user-information' })
  })
}

function unlockCodes(bench: Bench): void {
  test('unlocks points and E, is held already when it comes again, and raises the counter', async () => {
    expect(ok(await bench.dongle.unlock(bench.fresh.code(points(31), 3)))).toEqual({
      outcome: 'unlocked',
      points: 31,
      e: false,
    })
    expect(ok(await bench.dongle.unlock(bench.fresh.code(points(31), 3)))).toMatchObject({ outcome: 'held-already' })
    expect(ok(await bench.dongle.unlock(bench.fresh.code(E, 1)))).toEqual({ outcome: 'unlocked', points: 31, e: true })
    expect(ok(await bench.dongle.unlock(bench.fresh.code(points(5), 300)))).toMatchObject({
      outcome: 'held-already',
      points: 31,
    })
    expect(ok(await bench.dongle.licences())).toMatchObject({ points: 31, e: true, counters: { points: 300, e: 1 } })
  })

  test('with a counter that is lower gives nothing, and is no failure', async () => {
    ok(await bench.dongle.unlock(bench.fresh.code(points(3), 8)))
    expect(await bench.dongle.unlock(bench.fresh.code(points(5), 7))).toEqual({ kind: 'old-counter' })
    expect(ok(await bench.dongle.status()).failures).toBe(0)
    expect(ok(await bench.dongle.unlock(bench.fresh.code(points(5), 8)))).toMatchObject({ points: 5 })
  })

  test('for another number is wrong, and so is one of operation 0; a right one that gives something ends the failures', async () => {
    const { key } = bench.board
    const { licenceNumber } = bench.fresh
    const other = `${licenceNumber.slice(0, 15)}${licenceNumber.endsWith('0') ? '1' : '0'}`
    const wrong = unlockCode(key ?? new Uint8Array(32), other, points(5), 1)
    expect(await bench.dongle.unlock(wrong)).toEqual({ kind: 'wrong-code', failures: 1, lockOut_s: 0 })
    expect(await bench.dongle.unlock(`00${bench.fresh.code(points(5), 1).slice(2)}`)).toMatchObject({
      failures: 2,
      lockOut_s: 0,
    })
    expect(ok(await bench.dongle.unlock(bench.fresh.code(points(1), 1)))).toMatchObject({ outcome: 'held-already' })
    expect(ok(await bench.dongle.status()).failures).toBe(2)
    expect(ok(await bench.dongle.unlock(bench.fresh.code(points(5), 1)))).toMatchObject({ outcome: 'unlocked' })
    expect(ok(await bench.dongle.status()).failures).toBe(0)
  })

  test(
    'that is wrong three times locks out for a minute, and then the right one is taken',
    async () => {
      for (const failures of [1, 2])
        expect(await bench.dongle.unlock(bench.fresh.wrongCode())).toEqual({
          kind: 'wrong-code',
          failures,
          lockOut_s: 0,
        })
      expect(await bench.dongle.unlock(bench.fresh.wrongCode())).toEqual({
        kind: 'wrong-code',
        failures: 3,
        lockOut_s: 60,
      })
      expect(await bench.dongle.unlock(bench.fresh.code(points(5), 1))).toMatchObject({ kind: 'locked-out' })
      expect(await bench.dongle.execute(await bench.fresh.order(bench.fresh.code(points(5), 1)))).toMatchObject({
        kind: 'locked-out',
      })
      await lockOutOver(bench.dongle)
      expect(ok(await bench.dongle.unlock(bench.fresh.code(points(5), 1)))).toMatchObject({ outcome: 'unlocked' })
    },
    LOCK_OUT_MS_MAX,
  )
}

function commands(bench: Bench): void {
  const executed = async (order: Order) => {
    const { record, tag } = ok(await bench.dongle.execute(order))
    expect(recordTagFits(bench.board.key ?? new Uint8Array(0), record, tag)).toBe(true)
    return { record: Buffer.from(record).toString('hex'), meaning: decodeRecord(record) }
  }

  test('is applied once, and known by its id', async () => {
    const order = await bench.fresh.order(bench.fresh.code(points(7), 1))
    const first = await executed(order)
    const { licenceNumber } = bench.fresh
    expect(first.meaning).toMatchObject({
      ...{ id: order.id, counter: order.counter, outcome: 'applied', licenceNumber },
      ...{ before: { points: 1, e: false }, after: { points: 7, e: false } },
    })
    expect(first.meaning?.outcomes.at(-1)).toEqual([order.counter, 'applied'])
    expect(await executed({ ...order, counter: order.counter + 9 })).toEqual(first)
  })

  test('with a counter that was used is refused, and leaves the counter', async () => {
    const { commandCounter } = ok(await bench.dongle.status())
    const order = await bench.fresh.order(bench.fresh.code(points(7), 1), { counter: Math.max(1, commandCounter) })
    if (commandCounter > 0) expect((await executed(order)).meaning).toMatchObject({ reason: 'old-counter' })
    expect(ok(await bench.dongle.status()).commandCounter).toBe(commandCounter)
  })

  test('for another licence number is refused, and its code is not looked at', async () => {
    const order = await bench.fresh.order(bench.fresh.wrongCode(), {
      licenceNumber: `${bench.fresh.licenceNumber.slice(0, 8)}00000001`,
    })
    expect((await executed(order)).meaning).toMatchObject({ outcome: 'refused', reason: 'other-user-information' })
    expect(ok(await bench.dongle.status()).failures).toBe(0)
  })

  test('with a wrong code is refused, and counts as a failure', async () => {
    const order = await bench.fresh.order(bench.fresh.wrongCode())
    expect((await executed(order)).meaning).toMatchObject({ outcome: 'refused', reason: 'wrong-code' })
    expect(ok(await bench.dongle.status())).toMatchObject({ failures: 1, commandCounter: order.counter })
  })

  test('with an old unlock counter is refused, and what is held already is applied', async () => {
    ok(await bench.dongle.unlock(bench.fresh.code(points(3), 8)))
    const old = await bench.fresh.order(bench.fresh.code(points(5), 7))
    expect((await executed(old)).meaning).toMatchObject({ outcome: 'refused', reason: 'old-unlock-counter' })
    const held = await bench.fresh.order(bench.fresh.code(points(2), 8))
    expect((await executed(held)).meaning).toMatchObject({ outcome: 'applied', after: { points: 3, e: false } })
  })
}
