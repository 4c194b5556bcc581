import { StoreError } from './errors.ts'

/** What may be given to a query. */
export type Parameter = string | number | null | Uint8Array

/**
 * Lets through text, safe integers, null and bytes.
 * Everything else is refused here because the engines differ over it in silence: `node:sqlite` stores a Date as NULL, `pg` as local time.
 * @throws StoreError `bad-parameter`; the message names the type, never the value
 */
export function ledgerParameter(value: unknown): Parameter {
  if (typeof value === 'string' || value === null || value instanceof Uint8Array) return value
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  const what = typeof value === 'object' ? (value?.constructor?.name ?? 'object') : typeof value
  throw new StoreError('bad-parameter', `${typeof value === 'number' ? 'not a safe integer' : what} in a query`)
}
