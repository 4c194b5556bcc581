import { readFileSync, writeFileSync } from 'node:fs'
import type { SQLInputValue } from 'node:sqlite'
import { deserialize, serialize } from 'node:v8'

/** One execution: which text, with what, whether rows were read, and how many rows it gave or changed. */
export type Executed = { sql: number; parameters: SQLInputValue[]; reader: boolean; rows: number }

/** What redemptions executed, statement by statement, so that another can do the same. */
export type Recording = {
  /** Each statement's text, once. */
  sql: string[]
  /** One list per redemption. */
  transactions: Executed[][]
}

export function writeRecording(path: string, recording: Recording): void {
  writeFileSync(path, serialize(recording))
}

export function readRecording(path: string): Recording {
  return deserialize(readFileSync(path)) as Recording
}
