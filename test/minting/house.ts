import type { Actor } from '../../src/accounts/actor.ts'
import { passwords } from '../../src/accounts/password.ts'
import { batchRow } from '../../src/flows/batches/batch-row.ts'
import { openExport } from '../../src/flows/batches/export.ts'
import { mintPart } from '../../src/flows/batches/mint-part.ts'
import { type BatchOrder, orderBatch } from '../../src/flows/batches/order.ts'
import type { House } from '../../src/flows/house.ts'
import { MIGRATIONS, type Tables } from '../../src/flows/tables.ts'
import { silent } from '../../src/std/log.ts'
import { type ManualClock, manualClock } from '../../src/std/manual-clock.ts'
import { type Random, seededRandom } from '../../src/std/random.ts'
import { signal } from '../../src/std/signal.ts'
import { openKeyring } from '../../src/store/keyring.ts'
import type { StoreFaults } from '../../src/store/store.ts'
import { openEmbeddedTelemetry } from '../../src/telemetry/embedded.ts'
import type { Place } from '../setup/ledgers.ts'

export const OPERATOR: Actor = { kind: 'operator', source: '127.0.0.1' }
export const ORDER: BatchOrder = {
  family: 'sim-activation',
  product: { type: 'sim-extend', simKind: 'tele2', period: 'P1Y' },
  count: 1_000,
  anchor: 'redemption',
  channel: 'own-shop',
}

export type MintingHouse = House & { clock: ManualClock; close(): Promise<void> }

/** A house that mints only when a test says so. */
export async function mintingHouse(
  place: Place,
  options: { faults?: StoreFaults; random?: Random } = {},
): Promise<MintingHouse> {
  const { faults, random = seededRandom(11) } = options
  const clock = manualClock()
  const world = { clock, random, log: silent }
  const ledger = await place.open<Tables>({ migrations: MIGRATIONS, world, ...(faults ? { faults } : {}) })
  const keys = await openKeyring({ store: ledger, world, secret: Buffer.alloc(32, 5) })
  const telemetry = await openEmbeddedTelemetry({ memory: true, world })
  return {
    clock,
    world,
    ledger,
    keys,
    telemetry,
    passwords: passwords(world.random, 64),
    wake: signal<string>(),
    minting: signal<void>(),
    async close() {
      keys.close()
      await telemetry.close()
      await ledger.close()
    },
  }
}

let keysGiven = 0

/** Orders as the operator and gives the batch's id. */
export async function ordered(house: House, changed: Partial<BatchOrder> = {}): Promise<string> {
  const request = { actor: OPERATOR, order: { ...ORDER, ...changed }, idempotencyKey: `order-${++keysGiven}` }
  const outcome = await orderBatch(house, request)
  if (outcome.kind !== 'ordered') throw new Error(JSON.stringify(outcome))
  return outcome.batchId
}

/** Mints whatever is ordered, to the end. */
export async function mintAll(house: House): Promise<void> {
  while ((await mintPart(house, 'test')) === 'more');
}

/** The whole export, or why there is none. */
export async function exported(house: House, batchId: string, actor: Actor = OPERATOR): Promise<string[]> {
  const opened = await openExport(house, { actor, batchId, form: 'csv' })
  if (typeof opened === 'string') throw new Error(opened)
  const codes: string[] = []
  for await (const page of opened.pages) codes.push(...page.flatMap((card) => card.codes))
  return codes
}

/** The batch's row as it stands. */
export async function stateOf(house: House, batchId: string): Promise<{ state: string; minted: number | null }> {
  const row = await batchRow(house.ledger.reads, batchId)
  if (!row) throw new Error('no such batch')
  return { state: row.state, minted: row.minted }
}
