import { backoff_ms } from '../../std/backoff.ts'
import type { Cancel } from '../../std/clock.ts'
import { newId } from '../../std/ids.ts'
import { lease } from '../../store/lease.ts'
import type { House } from '../house.ts'
import { dunPart } from './dun.ts'
import type { Paper } from './paper.ts'
import { runPart } from './run-part.ts'
import { orderDueRun } from './schedule.ts'
import { sendNext } from './send.ts'

const EVERY_MS = 3_600_000
const RETRY_FIRST_MS = 500
const RETRY_MOST_MS = 60_000
const LEASE_NAME = 'invoicing'
const LEASE_MS = 60_000

/** Attends to invoices in the background. The ledger is the truth; all that is kept here may be lost. */
export type Invoicing = {
  /** Resolves when nothing is left to do now. */
  idle(): Promise<void>
  /** Stops after the part under way; the next start goes on from there. */
  stop(): Promise<void>
}

/** Orders the month's run on its day, starts what an earlier process left of invoice runs, sends what waits, and takes the steps against what is overdue: at once, at each wish, and every hour. */
export function startInvoicing(house: House, paper: Paper): Invoicing {
  const { world, ledger } = house
  const holder = ledger.engine === 'sqlite' ? 'local' : newId(world.clock, world.random)
  let stopped = false
  let again = false
  let failures = 0
  let running: Promise<void> | null = null
  let timer: Cancel = () => {}

  /** One process at a time sends and duns: two would draw the same papers. */
  const mine = (): Promise<boolean> =>
    ledger.transact('lease-invoicing', (tx) => lease(tx, LEASE_NAME, holder, world.clock.now(), LEASE_MS))
  const round = async (): Promise<void> => {
    await orderDueRun(house)
    while (!stopped && (await runPart(house, holder)) === 'more');
    if (stopped || !(await mine())) return
    while (!stopped && (await sendNext(house, paper))) if (!(await mine())) return
    let place = stopped ? null : await dunPart(house, paper)
    while (!stopped && place) place = await dunPart(house, paper, place)
  }
  const run = async (): Promise<void> => {
    let delay_ms = EVERY_MS
    try {
      do {
        again = false
        await round()
        failures = 0
      } while (again && !stopped)
    } catch (error) {
      world.log.warn({ error }, 'invoices not attended to')
      delay_ms = backoff_ms(world.random, failures++, RETRY_FIRST_MS, RETRY_MOST_MS)
    }
    if (!stopped) timer = world.clock.after(delay_ms, wake)
  }
  const wake = (): void => {
    again = true
    if (stopped || running !== null) return
    timer()
    running = run().finally(() => {
      running = null
    })
  }
  const unwatch = house.invoicing?.on(wake)
  wake()

  return {
    async idle() {
      while (running !== null) await running
    },
    async stop() {
      stopped = true
      unwatch?.()
      timer()
      await running
    },
  }
}
