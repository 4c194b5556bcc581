import { ProblemError } from '../std/problems.ts'

/**
 * What can go wrong at the store besides an expected refusal. Stable names:
 * - `late-query`: a transaction was used after its story had ended
 * - `story-stalled`: a story awaited something that is not SQL
 * - `query-not-awaited`: a story ended while one of its queries was under way
 * - `bad-parameter`: a value that is neither text, safe integer, null nor bytes
 * - `integer-too-large`: the engine returned a number that JavaScript cannot hold exactly
 * - `store-closed`, `store-died`: nothing is accepted any more
 * - `migration-failed`: the schema could not be brought to this version
 * - `weak-secret`, `wrong-secret`, `unknown-key`: the key ring cannot be opened, or has no such key
 */
export type StoreErrorCode =
  | 'late-query'
  | 'story-stalled'
  | 'query-not-awaited'
  | 'bad-parameter'
  | 'integer-too-large'
  | 'store-closed'
  | 'store-died'
  | 'migration-failed'
  | 'weak-secret'
  | 'wrong-secret'
  | 'unknown-key'

/** A fault of the program or of the installation: told again, it would fail again. */
export class StoreError extends Error {
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(`${code}: ${message}`, options)
    this.name = 'StoreError'
    this.code = code
  }
}

/** Thrown by a story that found it must see what another has just committed: the store runs it again from its start. */
export class RunAgain extends Error {
  constructor(reason: string) {
    super(reason)
    this.name = 'RunAgain'
  }
}

/**
 * The connection went while the commit was under way: nobody knows whether the story stands. Told like any other trouble; who has to know, tells a story that looks.
 */
export class InDoubt extends ProblemError {
  constructor(cause: unknown) {
    super('try-again-later', {}, { cause })
    this.name = 'InDoubt'
  }
}
