import type { FastifyRequest } from 'fastify'
import { InvalidRequest } from '../problem/invalid-request.ts'

/** The number behind which a browser resumes; null at its first connection. @throws InvalidRequest for what no stream of ours has sent */
export function lastEventId(request: FastifyRequest): number | null {
  const text = request.headers['last-event-id']
  if (text === undefined || text === '') return null
  const seq = typeof text === 'string' && /^[0-9]{1,15}$/.test(text) ? Number(text) : null
  if (seq === null)
    throw new InvalidRequest({ path: '/headers/last-event-id', message: 'must be an id that a stream has sent' })
  return seq
}
