import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import type { Executed, Recording } from './recording.ts'

/** Records what is executed between `begin` and `end`. */
export type Trace = { begin(): void; end(): void; recording(): Recording }

/**
 * Puts a tracing wrapper around every statement that this process prepares from now on. It goes around the engine and not around the store, so that a change
 * of the store or of its query builder is recorded as well. For a process that does nothing else: it changes the engine's own class.
 */
export function traceStatements(): Trace {
  const texts = new Map<string, number>()
  const transactions: Executed[][] = []
  let current: Executed[] | null = null
  const note = (text: string, parameters: SQLInputValue[], reader: boolean, rows: number): void => {
    if (!current) return
    if (!texts.has(text)) texts.set(text, texts.size)
    current.push({ sql: texts.get(text) ?? 0, parameters, reader, rows })
  }
  const prepare = DatabaseSync.prototype.prepare
  DatabaseSync.prototype.prepare = function (this: DatabaseSync, text: string): StatementSync {
    const statement = prepare.call(this, text)
    const run = statement.run.bind(statement)
    const all = statement.all.bind(statement)
    statement.run = (...values: unknown[]) => {
      const parameters = values as SQLInputValue[]
      const done = run(...parameters)
      note(text, parameters, false, Number(done.changes))
      return done
    }
    statement.all = (...values: unknown[]) => {
      const parameters = values as SQLInputValue[]
      const rows = all(...parameters)
      note(text, parameters, true, rows.length)
      return rows
    }
    return statement
  }
  return {
    begin() {
      current = []
    },
    end() {
      if (current) transactions.push(current)
      current = null
    },
    recording: () => ({ sql: [...texts.keys()], transactions }),
  }
}
