import { Type } from 'typebox'
import { isId } from '../std/ids.ts'
import { type Missing, missing } from '../std/missing.ts'
import { parseInstant } from '../std/period.ts'
import { ProblemError } from '../std/problems.ts'
import { HTTP_LIMITS } from './limits.ts'
import { InvalidRequest } from './problem/invalid-request.ts'

export const IdParams = Type.Object({ id: Type.String() })
/** For whoever may see several accounts. */
export const AccountQuery = Type.Object({
  accountId: Type.Optional(Type.String({ maxLength: 64, description: 'Needed by whoever may see several accounts' })),
})
export const PageQuery = Type.Object({
  cursor: Type.Optional(Type.String({ description: '`next` of the page before' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: HTTP_LIMITS.pageItems_max })),
})

export const DryRunQuery = Type.Object({
  dryRun: Type.Optional(Type.Boolean({ description: 'true: tell what would happen; the code is not touched' })),
})
export const KeyHeader = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ description: 'Required unless dryRun: 1 to 255 visible ASCII characters' }),
  ),
})

/** Ids are ours: what does not look like one names nothing. @param what absent: as the route’s path has it @throws ProblemError `not-found` */
export function knownId(id: string, what?: Missing): string {
  if (!isId(id)) throw what ? missing(what) : new ProblemError('not-found')
  return id
}

/** A cursor is the last id of the page before. @throws InvalidRequest */
export function cursorOf(query: { cursor?: string }): string | undefined {
  if (query.cursor === undefined) return undefined
  if (!isId(query.cursor))
    throw new InvalidRequest({ path: '/querystring/cursor', message: 'must be `next` of a page' })
  return query.cursor
}

/** An instant of the query or body in milliseconds since 1970. @throws InvalidRequest */
export function instantAt(path: string, text: string): number {
  const at = parseInstant(text)
  if (at === null) throw new InvalidRequest({ path, message: 'must be an ISO 8601 instant, e.g. 2027-03-01T10:00:00Z' })
  return at
}
