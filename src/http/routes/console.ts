import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Api } from '../door.ts'

/** Vite puts a hash of the contents into these names: what is there never changes. */
const HASHED = /[/\\]assets[/\\][^/\\]+-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/
const NEVER_CONSOLE = /^\/(api|docs|problems|\.well-known)(\/|$)|^\/(healthz|readyz|metrics|openapi\.json)$/

/** Serves a page's address of the console, e.g. after a reload; null when the request is for something else. */
export type PageFallback = (request: FastifyRequest, reply: FastifyReply) => FastifyReply | null

/** Serves the built console. @param dir `web/dist` @throws Error when it has no index.html */
export async function consoleFiles(api: Api, dir: string): Promise<PageFallback> {
  const index = readFileSync(join(dir, 'index.html'), 'utf8')
  const sendIndex = (reply: FastifyReply): FastifyReply =>
    reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(index)

  await api.register(fastifyStatic, {
    root: dir,
    wildcard: false,
    index: false,
    cacheControl: false,
    globIgnore: ['index.html'],
    setHeaders(reply, path) {
      reply.header('cache-control', HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  api.get('/', { schema: { hide: true } }, async (_request, reply) => sendIndex(reply))

  return (request, reply) => {
    const path = request.url.split('?', 1)[0] ?? ''
    const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html')
    return wantsPage && !NEVER_CONSOLE.test(path) ? sendIndex(reply.code(200)) : null
  }
}
