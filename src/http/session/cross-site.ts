import type { FastifyRequest } from 'fastify'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * True for a state-changing request that a browser was made to send by another site's page. `Sec-Fetch-Site` (W3C Fetch Metadata) cannot be forged by a
 * page; an older browser sends `Origin` (RFC 6454) with every POST; whoever sends neither is no browser and carries no cookie by accident.
 */
export function isCrossSite(request: FastifyRequest, publicUrl: string): boolean {
  if (SAFE_METHODS.has(request.method)) return false
  const site = request.headers['sec-fetch-site']
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  const { origin, host } = request.headers
  if (origin === undefined) return false
  return origin !== publicUrl && (URL.parse(origin)?.host ?? null) !== host
}
