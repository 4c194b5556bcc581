import type { Api, Door } from '../door.ts'
import { Health, Readiness } from '../schemas.ts'

/** For whoever runs the house: alive, ready, measured. Open to all, and so without anything about anybody. */
export function operationRoutes(api: Api, { metrics, ready, version }: Door): void {
  const tags = ['operation']

  api.get('/healthz', { schema: { tags, summary: 'Alive', security: [], response: { 200: Health } } }, async () => ({
    status: 'ok' as const,
    version,
  }))

  api.get(
    '/readyz',
    {
      schema: {
        tags,
        summary: 'Ready to serve, part by part',
        security: [],
        response: { 200: Readiness, 503: Readiness },
      },
    },
    async (_request, reply) => {
      const parts = await ready()
      const all = Object.values(parts).every((part) => part.ready || part.needed === false)
      return reply.code(all ? 200 : 503).send({ ready: all, parts })
    },
  )

  api.get(
    '/metrics',
    { schema: { tags, summary: 'Measures for Prometheus', security: [], produces: ['text/plain'] } },
    async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()),
  )
}
