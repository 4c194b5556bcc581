import Fastify from 'fastify'
import { expect, test } from 'vitest'
import { lazySerializer } from './lazy-serializer.ts'

const named = {
  $id: 'name',
  type: 'object',
  properties: { name: { type: 'string' } },
} as const

test('what a schema does not name is in no answer, the first and the next', async () => {
  const api = Fastify({ schemaController: { compilersFactory: { buildSerializer: lazySerializer } } })
  api.addSchema(named)
  api.get('/', { schema: { response: { 200: { $ref: 'name#' } } } }, async () => ({ name: 'Bella', secret: 'x' }))
  for (const _ of ['first', 'next']) expect((await api.inject('/')).body).toBe('{"name":"Bella"}')
})

test('a schema that is not used costs nothing, and one that is wrong is told at its first answer', async () => {
  const api = Fastify({ schemaController: { compilersFactory: { buildSerializer: lazySerializer } } })
  api.get('/', { schema: { response: { 200: { $ref: 'nobody#' } } } }, async () => ({ name: 'Bella' }))
  await api.ready()
  const { statusCode, body } = await api.inject('/')
  expect(statusCode).toBe(500)
  expect(body).toContain('nobody#')
})
