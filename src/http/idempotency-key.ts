import type { FastifyRequest } from 'fastify'
import { ProblemError } from '../std/problems.ts'
import { HTTP_LIMITS } from './limits.ts'
import { InvalidRequest } from './problem/invalid-request.ts'

/**
 * The header `Idempotency-Key`: the same for every sending of one wish.
 * @throws ProblemError `idempotency-key-missing`, `invalid-request` for what is not 1 to 255 visible ASCII characters
 */
export function idempotencyKey(request: FastifyRequest): string {
  const key = request.headers['idempotency-key']
  if (key === undefined || key === '') throw new ProblemError('idempotency-key-missing')
  if (typeof key !== 'string' || key.length > HTTP_LIMITS.idempotencyKeyCharacters_max || !/^[\x21-\x7e]+$/.test(key)) {
    const message = `must be 1 to ${HTTP_LIMITS.idempotencyKeyCharacters_max} visible ASCII characters`
    throw new InvalidRequest({ path: '/headers/idempotency-key', message })
  }
  return key
}
