import { types } from 'pg'
import { StoreError } from './errors.ts'

/** Object ids of the built-in types (pg_type.dat) that the ledger's queries return. */
const BOOL = 16
const BYTEA = 17
const INT8 = 20
const INT2 = 21
const INT4 = 23
const FLOAT4 = 700
const FLOAT8 = 701
const NUMERIC = 1700

const READERS: Record<number, (text: string) => unknown> = {
  // As SQLite answers: `exists (...)` is 0 or 1.
  [BOOL]: (text) => (text === 't' ? 1 : 0),
  [BYTEA]: (text) => new Uint8Array(bytea(text)),
  [INT8]: safeInteger,
  [INT2]: safeInteger,
  [INT4]: safeInteger,
  [FLOAT4]: Number,
  [FLOAT8]: Number,
  // The sum of bigints is numeric.
  [NUMERIC]: safeInteger,
}

const bytea: (text: string) => Buffer = types.getTypeParser(BYTEA)

/** Values as the ledger's columns have them; whatever has no reader stays text. `pg` alone gives int8 as a string and makes Dates. */
export const LEDGER_TYPES = {
  getTypeParser: (oid: number) => READERS[oid] ?? ((text: string) => text),
}

function safeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new StoreError('integer-too-large', 'a column holds no safe integer')
  return value
}
