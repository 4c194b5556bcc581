import { expect, test } from 'vitest'
import { greeted, ok } from './answers.ts'
import type { AskedBoard } from './asked.ts'
import type { Board } from './board.ts'
import { freshUser, lockOutOver } from './licence-contract.ts'
import { rawHost, STATUS } from './raw-host.ts'

const POWER_MS_MAX = 180_000

/** What a loss of power may and may not change (docs/protocol/dongle.md §3, §6, §7). */
export function powerContract(board: () => Board, asked: Pick<AskedBoard, 'port' | 'destructive'>): void {
  const cycle = async (): Promise<void> => board().powerCycle?.()

  test(
    'a loss of power is counted, and ends the greeting',
    async () => {
      const before = await rawHost(board().open)
      const { boot, session } = await before.hello()
      await before.close()
      await cycle()
      const after = await rawHost(board().open)
      expect(await after.ask(STATUS)).toBe('03')
      const again = await after.hello()
      expect(again.boot).toBeGreaterThan(boot)
      expect(again.session).toBe(session + 1)
      await after.close()
    },
    POWER_MS_MAX,
  )

  if (asked.port !== null && !asked.destructive) return

  test(
    'licences, results and failures are there after it',
    async () => {
      let dongle = await greeted(board())
      const fresh = await freshUser(board(), dongle)
      const order = await fresh.order(fresh.code({ kind: 'points', points: 7 }, 1))
      const first = ok(await dongle.execute(order))
      await dongle.unlock(fresh.wrongCode())
      await dongle.close()
      await cycle()
      dongle = await greeted(board())
      expect(ok(await dongle.identity(new Uint8Array(16))).licenceNumber).toBe(fresh.licenceNumber)
      expect(ok(await dongle.licences())).toMatchObject({ points: 7, e: false })
      expect(ok(await dongle.status())).toMatchObject({ failures: 1, commandCounter: order.counter })
      expect(ok(await dongle.execute(order))).toEqual(first)
      await dongle.close()
    },
    POWER_MS_MAX,
  )

  test(
    'it shortens no lock-out',
    async () => {
      let dongle = await greeted(board())
      const fresh = await freshUser(board(), dongle)
      for (let failure = 0; failure < 3; failure++) await dongle.unlock(fresh.wrongCode())
      await dongle.close()
      await cycle()
      dongle = await greeted(board())
      const { lockOutLeft_s, up_s, failures } = ok(await dongle.status())
      expect(failures).toBe(3)
      expect(lockOutLeft_s + up_s).toBeGreaterThanOrEqual(60)
      await lockOutOver(dongle)
      const right = await dongle.unlock(fresh.code({ kind: 'points', points: 5 }, 1))
      expect(ok(right)).toMatchObject({ outcome: 'unlocked' })
      await dongle.close()
    },
    POWER_MS_MAX,
  )
}
