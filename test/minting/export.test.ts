import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { as, type OpenDoor, openDoor, type Person } from '../http/open-door.ts'

let door: OpenDoor
let shop: Person
let rival: Person
let admin: Person
beforeAll(async () => {
  door = await openDoor()
  shop = await door.person('reseller', 'reseller')
  rival = await door.person('reseller', 'reseller')
  admin = await door.person('admin', 'office')
})
afterAll(() => door.close())

const TELE2 = { type: 'sim-extend', simKind: 'tele2', period: 'P1Y' }
const ORDER = { family: 'sim-activation', product: TELE2, count: 25 }
let keys = 0
const post = (url: string, payload: object, person: Person = shop) =>
  door.api.inject({
    method: 'POST',
    url: `/api/v1${url}`,
    payload,
    ...as(person, { 'idempotency-key': `k${++keys}` }),
  })
const get = (url: string, person: Person = shop) => door.api.inject({ url: `/api/v1${url}`, ...as(person) })
async function minted(changed: object = {}, person: Person = shop): Promise<string> {
  const answer = await post('/batches', { ...ORDER, ...changed }, person)
  expect(answer.statusCode, answer.body).toBe(202)
  await door.minter.idle()
  return answer.json().id
}
async function codesOf(id: string, person: Person = shop): Promise<string[]> {
  const csv = await get(`/batches/${id}/export.csv`, person)
  return csv.body
    .trim()
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(',')[1] ?? '')
}

test('an order is accepted at once, and the batch tells how far it is', async () => {
  const answer = await post('/batches', { ...ORDER, soldTo: 'Zoo AB', regions: ['SE', 'DE'], campaign: true })
  expect([answer.statusCode, answer.json().state, answer.json().minted]).toEqual([202, 'minting', 0])
  await door.minter.idle()
  const url = answer.headers.location?.toString().replace('/api/v1', '') ?? ''
  expect((await get(url)).json()).toMatchObject({
    ...ORDER,
    state: 'ready',
    minted: 25,
    exportable: true,
    exports: 0,
    accountId: shop.accountId,
    soldTo: 'Zoo AB',
    regions: ['SE', 'DE'],
    campaign: true,
  })
})

test('the export has every code once with its number and group form, and confirming ends it for ever', async () => {
  const id = await minted()
  const csv = await get(`/batches/${id}/export.csv`)
  expect(csv.headers['content-type']).toContain('text/csv')
  expect(csv.headers['cache-control']).toBe('no-store')
  const [head, ...rows] = csv.body.trim().split('\r\n')
  expect(head).toBe('number,code,printed,family,product,simKind,value,unit,batch')
  expect(rows).toHaveLength(25)
  expect(rows[0]).toMatch(/^1,([2-9A-Z]{14}),[2-9A-Z]{5}-[2-9A-Z]{5}-[2-9A-Z]{4},sim-activation,sim-extend,tele2,P1Y,/)
  expect((await get(`/batches/${id}/export.csv`)).body).toBe(csv.body)
  expect((await post(`/batches/${id}/confirmation`, {})).json()).toMatchObject({ exportable: false, exports: 2 })
  for (const form of ['csv', 'pdf']) {
    const late = await get(`/batches/${id}/export.${form}`)
    expect([late.statusCode, late.json().code]).toEqual([410, 'export-confirmed'])
  }
})

test('the printed sheet is a PDF, the same bytes each time, in parts', async () => {
  const id = await minted({ count: 2_001 })
  const digest = async (query: string) =>
    createHash('sha256')
      .update((await get(`/batches/${id}/export.pdf${query}`)).rawPayload)
      .digest('hex')
  const first = await get(`/batches/${id}/export.pdf`)
  expect(first.rawPayload.subarray(0, 5).toString()).toBe('%PDF-')
  expect(first.rawPayload.length).toBeLessThan(4_000_000)
  const pages = (body: Buffer): number => body.toString('latin1').split('/Type /Page\n').length - 1
  expect(pages(first.rawPayload)).toBe(200)
  expect(pages((await get(`/batches/${id}/export.pdf?part=2`)).rawPayload)).toBe(1)
  expect(await digest('?part=2')).toBe(await digest('?part=2'))
})

test('packs are printed ten cards to a page, and a part ends with a whole pack', async () => {
  const packs = { family: 'registration', product: { type: 'licence-extend', period: 'P1Y' }, packSize: 3 }
  const id = await minted({ ...packs, count: 2_001 })
  expect((await get(`/batches/${id}`)).json()).toMatchObject({ packSize: 3, count: 2_001, sheets: 2 })
  const pages = async (part: number): Promise<number> => {
    const { rawPayload } = await get(`/batches/${id}/export.pdf?part=${part}`)
    return rawPayload.toString('latin1').split('/Type /Page\n').length - 1
  }
  expect([await pages(1), await pages(2)]).toEqual([67, 1])
})

test('a shop sees and touches its own batches alone, and the office all', async () => {
  const id = await minted()
  const acts: [string, object][] = [
    ['confirmation', {}],
    ['revocation', { reason: 'lost' }],
    ['activation', { from: 1, to: 2 }],
  ]
  for (const form of ['csv', 'pdf']) expect((await get(`/batches/${id}/export.${form}`, rival)).statusCode).toBe(404)
  for (const [act, body] of acts) expect((await post(`/batches/${id}/${act}`, body, rival)).statusCode).toBe(404)
  const ids = async (person: Person) =>
    (await get('/batches', person)).json().items.map((one: { id: string }) => one.id)
  expect(await ids(rival)).not.toContain(id)
  expect(await ids(shop)).toContain(id)
  expect(await ids(admin)).toContain(id)
  const house = await minted({}, admin)
  expect((await get(`/batches/${house}`, shop)).statusCode).toBe(404)
  const support = await door.person('support', 'office')
  expect((await get(`/batches/${id}`, support)).statusCode).toBe(200)
  expect((await get(`/batches/${id}/export.csv`, support)).statusCode).toBe(403)
  expect((await post('/batches', { ...ORDER, accountId: rival.accountId }, shop)).statusCode).toBe(403)
  expect((await post('/batches', { ...ORDER, accountId: shop.accountId }, admin)).json().accountId).toBe(shop.accountId)
})

test('pages of batches, newest first, hold every one once', async () => {
  const seen: string[] = []
  for (let next: string | null = ''; next !== null; ) {
    const page: { items: { id: string }[]; next: string | null } = (
      await get(`/batches?limit=2${next === '' ? '' : `&cursor=${next}`}`)
    ).json()
    seen.push(...page.items.map(({ id }: { id: string }) => id))
    next = page.next
  }
  expect(seen).toEqual([...new Set(seen)].sort().reverse())
  expect(seen.length).toBeGreaterThan(2)
})

async function redeem(code: string): Promise<string> {
  const owner = await door.person('owner')
  const device = await door.collar(owner.accountId)
  const headers = as(owner, { 'idempotency-key': `r${++keys}` })
  const url = `/api/v1/devices/${device}/redemptions`
  const answer = await door.api.inject({ method: 'POST', url, payload: { code }, ...headers })
  return answer.json().code ?? 'accepted'
}

test('a code that is dead until sold lives from the scan on, or from its number on', async () => {
  const id = await minted({ needsActivation: true })
  const [first = '', second = '', third = ''] = await codesOf(id)
  expect(await redeem(first)).toBe('not-activated')
  expect((await post('/codes/activation', { code: first })).json()).toEqual({ batchId: id, changed: 1 })
  expect((await post('/codes/activation', { code: first })).statusCode).toBe(200)
  expect(await redeem(first)).toBe('accepted')
  expect((await post(`/batches/${id}/activation`, { from: 1, to: 2 })).json()).toEqual({ activated: 1 })
  expect(await redeem(second)).toBe('accepted')
  expect(await redeem(third)).toBe('not-activated')
  expect((await post(`/batches/${id}/activation`, { from: 5, to: 4 })).statusCode).toBe(400)
  expect((await post(`/batches/${id}/activation`, { from: 1, to: 10_001 })).statusCode).toBe(400)
})

test('behind the end of sale nothing is activated', async () => {
  const id = await minted({ needsActivation: true, endOfSaleAt: '2020-01-01T00:00:00Z' })
  const [code] = await codesOf(id)
  expect((await post('/codes/activation', { code })).json().code).toBe('sale-ended')
  expect((await post(`/batches/${id}/activation`, { from: 1, to: 1 })).json().code).toBe('sale-ended')
})

test('what is revoked, a code or a batch, is refused; what was used stays used', async () => {
  const id = await minted()
  const [used = '', one = '', other = ''] = await codesOf(id)
  expect(await redeem(used)).toBe('accepted')
  expect((await post('/codes/revocation', { code: used, reason: 'stolen' })).json().code).toBe('code-in-use')
  expect((await post('/codes/revocation', { code: one, reason: 'stolen' })).json()).toEqual({ batchId: id, changed: 1 })
  expect(await redeem(one)).toBe('revoked')
  const revoked = await post(`/batches/${id}/revocation`, { reason: 'not-paid' })
  expect(revoked.json()).toMatchObject({ state: 'revoked', revokedReason: 'not-paid', exportable: false })
  expect(await redeem(other)).toBe('revoked')
  expect((await get(`/batches/${id}/export.csv`)).json().code).toBe('batch-revoked')
  expect(await redeem(used)).toBe('already-used')
})

test('a code of another shop is unknown, and trying codes out ends soon', async () => {
  const [code] = await codesOf(await minted())
  const nosy = await door.person('reseller', 'reseller')
  const answers: string[] = []
  for (let at = 0; at < 11; at++) answers.push((await post('/codes/activation', { code }, nosy)).json().code)
  expect(answers).toEqual([...Array(10).fill('unknown'), 'too-many-attempts'])
})

test.each([
  ['/body/count', { count: 0 }],
  ['/body/count', { count: 1_000_001 }],
  ['/body/count', { count: 1.5 }],
  ['/body/family', { family: 'licence' }],
  ['/body/family', { family: '__proto__' }],
  ['/body/product', { family: 'registration' }],
  ['/body/length', { length: 7 }],
  ['/body/regions/1', { regions: ['SE', 'ZZ'] }],
  ['/body/regions/0', { regions: ['se'] }],
  [
    '/body/product/currency',
    { product: { type: 'sim-top-up', simKind: 'travel-sim', amountMinor: 1, currency: 'ABC' } },
  ],
  ['/body/product/period', { product: { ...TELE2, period: 'PT5H' } }],
  ['/body/purchasedAt', { anchor: 'purchase' }],
  ['/body/soldTo', { soldTo: 'a\u0000b' }],
])('an order with a fault at %s is refused there (%#)', async (path, changed) => {
  const answer = await post('/batches', { ...ORDER, ...changed })
  expect(answer.statusCode).toBe(400)
  expect(answer.json().errors.map((error: { path: string }) => error.path)).toContain(path)
})

test('without a key there is no order, and the same key is the same order', async () => {
  const order = (headers: Record<string, string>, count = 3) =>
    door.api.inject({ method: 'POST', url: '/api/v1/batches', payload: { ...ORDER, count }, ...as(shop, headers) })
  expect((await order({})).json().code).toBe('idempotency-key-missing')
  const first = (await order({ 'idempotency-key': 'one' })).json().id
  expect((await order({ 'idempotency-key': 'one' })).json().id).toBe(first)
  expect((await order({ 'idempotency-key': 'one' }, 4)).json().code).toBe('idempotency-key-reused')
})

test('every export, confirmation and revocation stands in the audit, and no code does', async () => {
  const id = await minted()
  const codes = await codesOf(id)
  await post(`/batches/${id}/confirmation`, {})
  const rows = await door.house.ledger.reads.selectFrom('audit').selectAll().execute()
  const acts = rows.filter(({ subject }) => subject === `batch:${id}`).map(({ act, actor }) => `${act} ${actor}`)
  const by = (act: string) => `${act} user:${shop.userId}`
  expect(acts).toEqual(['order-batch', 'mint', 'export-batch', 'confirm-export'].map(by))
  const text = JSON.stringify(rows) + door.lines.join()
  for (const code of codes) expect(text).not.toContain(code)
})

test('what cannot be exported yet is told so, and so is a confirmation that nobody can have meant', async () => {
  const id = await minted()
  expect((await post(`/batches/${id}/confirmation`, {})).json().code).toBe('not-exported')
  await door.minter.stop()
  const waiting = (await post('/batches', ORDER)).json().id
  expect((await get(`/batches/${waiting}/export.csv`)).json()).toMatchObject({ code: 'batch-not-ready', status: 409 })
})
