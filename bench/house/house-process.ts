import { join, resolve } from 'node:path'
import { holdDataDir } from '../../src/main/data-dir.ts'
import { serve } from '../../src/main/serve.ts'
import { systemClock } from '../../src/std/clock.ts'
import { pinoLog } from '../../src/std/pino-log.ts'
import { systemRandom } from '../../src/std/random.ts'
import { answerAsks } from '../process/answer.ts'
import type { HouseQuestion } from './house.ts'
import { seed } from './seed.ts'

/** `koppel serve` with two questions more: fill it, and how often it has committed. Its argument is the data directory. */
const [, , path] = process.argv
if (path === undefined) throw new Error('which data directory?')
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
  }
})
