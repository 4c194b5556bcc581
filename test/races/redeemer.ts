import { passwords } from '../../src/accounts/password.ts'
import type { House } from '../../src/flows/house.ts'
import { redeem } from '../../src/flows/redeem.ts'
import { MIGRATIONS, type Tables } from '../../src/flows/tables.ts'
import { systemClock } from '../../src/std/clock.ts'
import { silent } from '../../src/std/log.ts'
import { systemRandom } from '../../src/std/random.ts'
import { signal } from '../../src/std/signal.ts'
import { openKeyring } from '../../src/store/keyring.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { SECRET } from './setting.ts'

/** One of several processes on one ledger: says that it is ready, waits for the word, tries every code on its device, tells what came of it. */
type Order = { url: string; userId: string; deviceId: string; codes: string[]; name: string }

const order = JSON.parse(process.argv[2] ?? '') as Order
const world = { clock: systemClock(), random: systemRandom(), log: silent }
const ledger = await openPostgres<Tables>({ url: order.url, migrations: MIGRATIONS, world })
const keys = await openKeyring({ store: ledger, world, secret: SECRET })
const house: House = {
  world,
  ledger,
  keys,
  telemetry: undefined as never,
  passwords: passwords(world.random),
  wake: signal(),
  minting: signal(),
}
process.send?.('ready')
process.once('message', () => {
  const actor = { kind: 'user', userId: order.userId, sessionId: order.name, source: '192.0.2.1' } as const
  const tries = order.codes.map((code, at) =>
    redeem(house, { actor, deviceId: order.deviceId, code, idempotencyKey: `${order.name}-${at}` }),
  )
  // A rejection is nobody's to handle: it ends this process, and its parent notices.
  void Promise.all(tries).then(async (outcomes) => {
    keys.close()
    await ledger.close()
    process.send?.(outcomes.map((outcome) => (outcome.kind === 'refused' ? outcome.refusal : outcome.kind)))
    process.disconnect()
  })
})
