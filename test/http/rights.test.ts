import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SimulatedCollarBody } from '../../src/http/simulator-control.ts'
import { as, NO_CODE, type OpenDoor, openDoor } from './open-door.ts'
import { OPEN_ROUTES } from './open-routes.ts'
import { silentPhones } from './phones.ts'
import { TABLE } from './rights/table.ts'
import { type Scene, setScene, type Who } from './rights-scene.ts'
import { dongleShelf } from './simulated-dongles.ts'

let door: OpenDoor
let scene: Scene
const collars: SimulatedCollarBody[] = []
const dongles = dongleShelf()

beforeAll(async () => {
  const simulator = {
    list: async () => collars,
    order: async (imei: string) => collars.find((collar) => collar.imei === imei) ?? null,
    phones: silentPhones(),
    dongles,
  }
  door = await openDoor({ simulator, mailsShown: true })
  scene = await setScene(door, collars)
  dongles.plug(scene.licenceNumber)
})
afterAll(() => door.close())

test('lists hold what the asker may see, and no more', async () => {
  const count = async (who: Who, url: string): Promise<number> => {
    const answer = await door.api.inject({ url, ...as(scene.tokens[who]) })
    return answer.json().items.length
  }
  for (const who of ['owner', 'viewer', 'support', 'operator'] as const)
    expect(await count(who, '/api/v1/devices'), who).toBe(2)
  for (const who of ['stranger', 'reseller'] as const) expect(await count(who, '/api/v1/devices'), who).toBe(0)
  for (const simulated of ['collars', 'dongles']) {
    const url = `/api/v1/simulator/${simulated}`
    expect(await count('owner', url), url).toBe(1)
    expect(await count('viewer', url), url).toBe(0)
    expect(await count('stranger', url), url).toBe(0)
  }
})

describe.each(TABLE)('$name', (route, expected) => {
  test.each(Object.entries(expected))('%s gets %i', async (who, status) => {
    const token = scene.tokens[who as Who]
    const answer = await door.api.inject({
      method: route.method,
      url: route.url(scene),
      ...(route.body ? { payload: typeof route.body === 'function' ? route.body(scene) : route.body } : {}),
      headers: {
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
        ...(route.key ? { 'idempotency-key': `${route.name}-${who}`.replaceAll(' ', '-') } : {}),
      },
    })
    expect(answer.statusCode, answer.body).toBe(status)
  })
})

/** Signing in, and the question what a code is: open to everybody, and with nothing to tell that depends on the ledger. */
test('every route of the API asks who is there, but for the open ones', async () => {
  const { paths } = (await door.api.inject({ url: '/openapi.json' })).json()
  for (const [path, methods] of Object.entries<object>(paths)) {
    if (!path.startsWith('/api/')) continue
    for (const method of Object.keys(methods)) {
      if (OPEN_ROUTES.includes(`${method} ${path}`)) continue
      const url = path.replaceAll(/\{\w+\}/g, scene.device)
      const answer = await door.api.inject({
        method: method.toUpperCase() as 'GET',
        url,
        payload: { nonsense: NO_CODE },
      })
      expect(answer.statusCode, `${method} ${path}`).toBe(401)
    }
  }
})

/** Streams do not end: who may follow which is told by `events.test.ts`. */
const STREAMS = ['get /api/v1/events', 'get /api/v1/redemptions/{id}/events']

test('every route that asks who is there stands in the table', async () => {
  const { paths } = (await door.api.inject({ url: '/openapi.json' })).json()
  const asked = TABLE.map(
    ([{ method, url }]) => [method.toLowerCase(), url(scene).split('?')[0]?.split('/') ?? []] as const,
  )
  const missing = Object.entries<object>(paths)
    .filter(([path]) => path.startsWith('/api/'))
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => [method, path] as const))
    .filter(([method, path]) => {
      const pattern = path.split('/')
      const fits = (parts: readonly string[]) =>
        parts.length === pattern.length && pattern.every((part, at) => part.startsWith('{') || part === parts[at])
      return (
        ![...OPEN_ROUTES, ...STREAMS].includes(`${method} ${path}`) &&
        !asked.some(([verb, parts]) => verb === method && fits(parts))
      )
    })
    .map((route) => route.join(' '))
  expect(missing).toEqual([])
})

test('devices are listed page by page', async () => {
  const owner = await door.person('owner')
  const made: string[] = []
  for (let at = 0; at < 5; at++) made.push(await door.collar(owner.accountId))
  const seen: string[] = []
  let cursor = ''
  do {
    const page = (await door.api.inject({ url: `/api/v1/devices?limit=2${cursor}`, ...as(owner) })).json()
    seen.push(...page.items.map((item: { id: string }) => item.id))
    cursor = page.next === null ? '' : `&cursor=${page.next}`
  } while (cursor !== '')
  expect(seen).toEqual([...made].sort())
})
