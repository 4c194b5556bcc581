import { join, resolve } from 'node:path'
import { holdDataDir } from '../../src/main/data-dir.ts'
import { serve } from '../../src/main/serve.ts'
import { systemClock } from '../../src/std/clock.ts'
import { pinoLog } from '../../src/std/pino-log.ts'
import { systemRandom } from '../../src/std/random.ts'
import { answerAsks } from '../process/answer.ts'
import type { HouseOptions, HouseQuestion } from './house.ts'
import { seed } from './seed.ts'
import { UNHURRIED } from './unhurried.ts'

/** `koppel serve` with some questions more: fill it, how often it has committed, what can be queried. Its arguments: the data directory, and `HouseOptions` as JSON. */
const [, , path, asked = '{}'] = process.argv
if (path === undefined) throw new Error('which data directory?')
const options = JSON.parse(asked) as HouseOptions
const clock = systemClock()
const world = { clock, random: systemRandom(), log: pinoLog({ level: 'warn', clock, to: process.stderr }) }
const dir = holdDataDir(resolve(path))
const served = await serve(
  {
    host: '127.0.0.1',
    httpPort: 0,
    mqttPort: 0,
    mqtts: null,
    databaseUrl: null,
    influx: options.influx ?? null,
    brokerLimits: options.unhurried ? UNHURRIED : {},
    secret: null,
    publicUrl: null,
    support: { phone: null, email: null },
    version: '0.0.0',
    root: join(import.meta.dirname, '../..'),
  },
  dir,
  world,
)
let commits = 0
const stored = async (): Promise<number> => {
  const text = await (await fetch(new URL('/metrics', served.httpUrl))).text()
  return Number(/^koppel_samples_stored_total (\S+)$/m.exec(text)?.[1] ?? 0)
}
served.running.house.ledger.onCommit(() => commits++)

process.once('SIGTERM', () => {
  void served.stop().finally(() => {
    dir.release()
    process.exit()
  })
})

answerAsks<HouseQuestion>(async (question) => {
  switch (question.kind) {
    case 'addresses':
      return { httpUrl: served.httpUrl, mqttUrl: served.mqttUrl }
    case 'seed':
      return seed(served.running.house, question.size)
    case 'commits':
      return commits
    case 'stored':
      return stored()
  }
})
