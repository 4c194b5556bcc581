import type { FastifyReply } from 'fastify'

const CONSOLE_CSP = "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
/** The page that tries the API sets style attributes and draws its icons from data: addresses. */
const DOCS_CSP = `${CONSOLE_CSP}; img-src 'self' data:; style-src 'self' 'unsafe-inline'`
const YEAR_S = 31_536_000

/** Headers of every answer. @param route pattern of the matched route @param secure people reach the house by https */
export function securityHeaders(reply: FastifyReply, route: string, secure: boolean): void {
  reply.headers({
    'content-security-policy': route.startsWith('/docs/api') ? DOCS_CSP : CONSOLE_CSP,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    ...(secure ? { 'strict-transport-security': `max-age=${YEAR_S}` } : {}),
  })
  // What an API says to one person is nobody else's, and nothing of it may turn up again after signing out.
  if (route.startsWith('/api/')) reply.header('cache-control', 'no-store')
}
