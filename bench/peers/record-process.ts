import { DatabaseSync } from 'node:sqlite'
import { passwords } from '../../src/accounts/password.ts'
import type { House } from '../../src/flows/house.ts'
import { redeem } from '../../src/flows/redeem.ts'
import { MIGRATIONS, type Tables } from '../../src/flows/tables.ts'
import { systemClock } from '../../src/std/clock.ts'
import { silent } from '../../src/std/log.ts'
import { systemRandom } from '../../src/std/random.ts'
import { signal } from '../../src/std/signal.ts'
import { openKeyring } from '../../src/store/keyring.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { openEmbeddedTelemetry } from '../../src/telemetry/embedded.ts'
import { seed } from '../house/seed.ts'
import { answerAsks } from '../process/answer.ts'
import type { RecordOrder } from './raw-engine.ts'
import { writeRecording } from './recording.ts'
import { traceStatements } from './trace-statements.ts'

/** Redeems codes one by one in a ledger of its own, and writes down the ledger as it was before and every statement that was executed. */
const trace = traceStatements()

answerAsks<RecordOrder>(async ({ ledgerFile, seedFile, recordingFile, size, redemptions }) => {
  const world = { clock: systemClock(), random: systemRandom(), log: silent }
  const ledger = await openSqlite<Tables>({ file: ledgerFile, migrations: MIGRATIONS, world, durability: 'unsynced' })
  const keys = await openKeyring({ store: ledger, world, secret: world.random.bytes(32) })
  const telemetry = await openEmbeddedTelemetry({ memory: true, world })
  const house: House = {
    world,
    ledger,
    keys,
    telemetry,
    passwords: passwords(world.random),
    wake: signal<string>(),
    minting: signal<void>(),
  }
  const { people, collars, codes } = await seed(house, size)
  const copy = new DatabaseSync(ledgerFile)
  copy.exec(`vacuum into '${seedFile.replaceAll("'", "''")}'`)
  copy.close()
  for (const [at, code] of codes.slice(0, redemptions).entries()) {
    const collar = collars[at % collars.length]
    const person = people[collar?.person ?? 0]
    if (!collar || !person) throw new Error('nobody to redeem for')
    const actor = { kind: 'user' as const, userId: person.userId, sessionId: 'bench', source: '127.0.0.1' }
    trace.begin()
    const outcome = await redeem(house, { actor, deviceId: collar.deviceId, code, idempotencyKey: `record-${at}` })
    trace.end()
    if (outcome.kind !== 'accepted') throw new Error(`a code was not accepted: ${JSON.stringify(outcome)}`)
  }
  await telemetry.close()
  keys.close()
  await ledger.close()
  writeRecording(recordingFile, trace.recording())
  return null
})
