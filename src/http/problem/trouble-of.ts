import type { FastifyError } from 'fastify'
import { type ProblemCode, ProblemError } from '../../std/problems.ts'
import { HTTP_LIMITS } from '../limits.ts'
import { InvalidRequest } from './invalid-request.ts'
import type { Trouble } from './problem-body.ts'

/** Fastify's errors by their stable code; what is not listed and below 500 is a request that cannot be read. */
const FASTIFY: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_EMPTY_TYPE: 'unsupported-media-type',
}

/** The one mapper of this door: what a caught error means for whoever asked; null for one that nobody expected. */
export function troubleOf(error: unknown): Trouble | null {
  if (error instanceof InvalidRequest) return { code: error.code, params: error.params, errors: error.errors }
  if (error instanceof ProblemError) return { code: error.code, params: error.params }
  if (!(error instanceof Error)) return null
  const { validation, validationContext, statusCode, code } = error as Partial<FastifyError>
  if (validation)
    return { code: 'invalid-request', params: {}, errors: listed(validation, validationContext ?? 'body') }
  if (statusCode === undefined || statusCode >= 500 || statusCode < 400) return null
  return { code: FASTIFY[code ?? ''] ?? 'invalid-request', params: {} }
}

/**
 * Where the fault lies and what the schema wants there. The refusal of an unknown member is told for the object that holds it: the member's name is the
 * sender's own text, and a code may have slipped into it.
 */
function listed(validation: NonNullable<FastifyError['validation']>, part: string): NonNullable<Trouble['errors']> {
  return validation
    .filter(({ keyword }) => keyword !== 'boolean')
    .slice(0, HTTP_LIMITS.errorsListed_max)
    .map(({ instancePath, message }) => ({ path: `/${part}${instancePath}`, message: message ?? 'is not valid' }))
}
