import type { ProblemDetails } from './api-types.ts'

/** What the console can say about a request that did not succeed. */
export type Trouble =
  /** The server answered with a problem; its texts are ready to show. */
  | { kind: 'problem'; problem: ProblemDetails }
  /** No answer arrived: nobody knows whether the request did. */
  | { kind: 'network' }
  /** An answer that is not a problem, e.g. a proxy's page. */
  | { kind: 'unexpected'; status: number }

/** Thrown by the API's functions, and by them alone. */
export class ApiError extends Error {
  readonly trouble: Trouble

  constructor(trouble: Trouble, options?: ErrorOptions) {
    super(trouble.kind === 'problem' ? trouble.problem.code : trouble.kind, options)
    this.name = 'ApiError'
    this.trouble = trouble
  }
}

/** The trouble inside of whatever was caught. A fault of our own is not swallowed: it is thrown again. */
export function troubleOf(caught: unknown): Trouble {
  if (caught instanceof ApiError) return caught.trouble
  throw caught
}

/** True when the session has ended, or never began. */
export function isSignedOut(trouble: Trouble): boolean {
  return trouble.kind === 'problem' && trouble.problem.code === 'not-signed-in'
}

/** The answer's HTTP status; null when there was no answer. */
export function statusOf(trouble: Trouble): number | null {
  if (trouble.kind === 'network') return null
  return trouble.kind === 'problem' ? trouble.problem.status : trouble.status
}

/**
 * True when nobody can say whether the request had its effect, or the server itself failed: sending the same again, with the same
 * Idempotency-Key, is then right and safe. A refusal is an answer: the next attempt is a new one.
 */
export function isUndecided(trouble: Trouble): boolean {
  const status = statusOf(trouble)
  return status === null || status >= 500
}

/** The trouble that an answer with a status outside of 200 to 299 tells of. */
export async function readTrouble(answer: Response): Promise<Trouble> {
  const type = answer.headers.get('content-type') ?? ''
  if (!type.startsWith('application/problem+json')) return { kind: 'unexpected', status: answer.status }
  try {
    const body: unknown = await answer.json()
    return isProblem(body) ? { kind: 'problem', problem: body } : { kind: 'unexpected', status: answer.status }
  } catch {
    return { kind: 'unexpected', status: answer.status }
  }
}

function isProblem(body: unknown): body is ProblemDetails {
  if (typeof body !== 'object' || body === null) return false
  const { title, detail, code, status } = body as Record<string, unknown>
  return [title, detail, code].every((text) => typeof text === 'string') && typeof status === 'number'
}
