import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { typesOf } from '../../src/http/openapi/typescript.ts'
import { type OpenDoor, openDoor } from './open-door.ts'
import { silentPhones } from './phones.ts'
import { dongleShelf } from './simulated-dongles.ts'

type Operation = {
  summary?: string
  responses: Record<string, unknown>
  security?: unknown[]
  parameters?: { name: string }[]
}
type Document = {
  openapi: string
  components: { schemas: Record<string, unknown> }
  paths: Record<string, Record<string, Operation>>
}

let door: OpenDoor
let document: Document
beforeAll(async () => {
  const simulator = { list: async () => [], order: async () => null, phones: silentPhones(), dongles: dongleShelf() }
  door = await openDoor({ simulator })
  document = (await door.api.inject({ url: '/openapi.json' })).json()
})
afterAll(() => door.close())

const operations = (): [string, Operation][] =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation]),
  )

test('the description is OpenAPI 3.1 and every reference in it leads somewhere', () => {
  expect(document.openapi).toBe('3.1.0')
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, target]) => target ?? '')
  expect(references.length).toBeGreaterThan(20)
  for (const target of references) {
    expect(target).toMatch(/^#\/components\/schemas\//)
    expect(Object.keys(document.components.schemas)).toContain(target.split('/').at(-1))
  }
})

test('it has the routes on which others build', () => {
  const fixed = [
    'post /api/v1/session',
    'get /api/v1/devices',
    'post /api/v1/devices/{id}/redemptions',
    'get /api/v1/redemptions/{id}',
    'get /api/v1/redemptions/{id}/events',
    'post /api/v1/redemptions',
    'get /api/v1/devices/{id}/series',
  ]
  expect(operations().map(([name]) => name)).toEqual(expect.arrayContaining(fixed))
})

test('every operation says what it does, and what it answers when it does not', () => {
  for (const [name, { summary, responses }] of operations()) {
    expect(summary, name).toBeTruthy()
    if (name.includes('/api/')) expect(Object.keys(responses), name).toEqual(expect.arrayContaining(['4XX', '5XX']))
  }
})

test('tuples are said as the dialect of OpenAPI 3.1 wants them', () => {
  const points = document.components.schemas.Points
  expect(points).toMatchObject({
    properties: { points: { items: { prefixItems: [{ type: 'string' }, { type: 'number' }], items: false } } },
  })
  expect(JSON.stringify(document)).not.toContain('additionalItems')
})

test("the console's types are made from it (vitest -u writes them)", async () => {
  await expect(typesOf(document)).toMatchFileSnapshot(join(import.meta.dirname, '../../web/src/api-types.ts'))
})

test('a schema that has no type is a fault of the generator, not a lie in the types', () => {
  for (const schema of [{}, { type: 'array' }, { type: 'object' }]) {
    expect(() => typesOf({ components: { schemas: { Odd: schema } } })).toThrow()
  }
})
