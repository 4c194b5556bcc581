import { copyFileSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { systemClock } from '../../src/std/clock.ts'
import { SQLITE_TUNING } from '../../src/store/sqlite.ts'
import { answerAsks } from '../process/answer.ts'
import type { RawAnswer, RawOrder } from './raw-engine.ts'
import { readRecording } from './recording.ts'

const clock = systemClock()

answerAsks<RawOrder>(async ({ seedFile, recordingFile, workFile }): Promise<RawAnswer> => {
  const { sql, transactions } = readRecording(recordingFile)
  for (const suffix of ['', '-wal', '-shm']) rmSync(workFile + suffix, { force: true })
  copyFileSync(seedFile, workFile)
  const db = new DatabaseSync(workFile)
  db.exec('pragma synchronous = full')
  db.exec('pragma journal_mode = wal')
  for (const pragma of SQLITE_TUNING) db.exec(`pragma ${pragma}`)
  const statements = sql.map((text) => db.prepare(text))
  const started_ms = clock.monotonic()
  for (const transaction of transactions) {
    db.exec('begin immediate')
    for (const { sql: at, parameters, reader, rows } of transaction) {
      const statement = statements[at]
      const done = reader ? statement?.all(...parameters).length : Number(statement?.run(...parameters).changes)
      // A replay that finds other rows does other work, and its speed would say nothing.
      if (done !== rows) throw new Error(`"${sql[at]}" gave ${done} rows and not ${rows}`)
    }
    db.exec('commit')
  }
  const took_ms = clock.monotonic() - started_ms
  db.close()
  return { perSecond: (transactions.length * 1_000) / took_ms, statements: transactions[0]?.length ?? 0 }
})
