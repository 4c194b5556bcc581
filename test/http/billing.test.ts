import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startDeviceSubscription } from '../../src/billing/device-subscriptions.ts'
import { changeHands, holdingOf } from '../../src/devices/ownership.ts'
import { runPart } from '../../src/flows/billing/run-part.ts'
import { PERSON } from '../billing/setting.ts'
import { invoiceTo } from './invoice-to.ts'
import { as, OPERATOR_TOKEN, type OpenDoor, openDoor, type Person } from './open-door.ts'
import { PRODUCT } from './rights-scene.ts'

describe('billing by HTTP', () => {
  let door: OpenDoor
  let owner: Person
  let invoice: string
  beforeAll(async () => {
    door = await openDoor()
    owner = await door.person('owner')
    invoice = await invoiceTo(door, owner.accountId, PERSON)
  })
  afterAll(() => door.close())

  const get = (url: string, who: Person | string = OPERATOR_TOKEN) => door.api.inject({ url, ...as(who) })
  const post = (url: string, payload: object, key = 'k', method: 'POST' | 'PUT' = 'POST') =>
    door.api.inject({ method, url, payload, ...as(OPERATOR_TOKEN, { 'idempotency-key': key }) })
  const pay = (payload: object) =>
    post('/api/v1/billing/payments', { currency: 'EUR', paidOn: '2026-11-22', ...payload })

  test('an owner sees the invoice with its lines, as PDF, and why there is no e-invoice', async () => {
    const [listed] = (await get('/api/v1/invoices', owner)).json().items
    expect(listed).toMatchObject({ id: invoice, number: 'F2026-000001', totalMinor: 12_500, outstandingMinor: 12_500 })
    expect((await get(`/api/v1/invoices/${invoice}`, owner)).json()).toMatchObject({
      lines: [{ words: 'Licens för en dongel', netMinor: 10_000, vatRate: 2_500 }],
      taxes: [{ vatMinor: 2_500 }],
    })
    const pdf = await get(`/api/v1/invoices/${invoice}/invoice.pdf`, owner)
    expect([
      pdf.headers['content-type'],
      pdf.headers['content-disposition'],
      pdf.rawPayload.subarray(0, 5).toString(),
    ]).toEqual(['application/pdf', 'attachment; filename="F2026-000001.pdf"', '%PDF-'])
    expect((await get(`/api/v1/invoices/${invoice}/invoice.xml`, owner)).json().code).toBe('no-electronic-address')
  })

  test('payments are entered once, and a list of them line by line', async () => {
    const first = await pay({ invoice: 'F2026-000001', amountMinor: 500, reference: 'b1' })
    expect([first.statusCode, first.json()]).toEqual([
      201,
      expect.objectContaining({ outstandingMinor: 12_000, again: false }),
    ])
    expect((await pay({ invoice: 'F2026-000001', amountMinor: 500, reference: 'b1' })).json().again).toBe(true)
    expect((await pay({ invoice: 'F2026-000001', amountMinor: 501, reference: 'b1' })).json().code).toBe(
      'reference-reused',
    )
    expect(
      (await pay({ invoice: 'F2026-000001', amountMinor: 5, reference: 'b2', paidOn: '2026-02-30' })).statusCode,
    ).toBe(400)
    expect((await pay({ invoice: 'F2026-000001', amountMinor: -1, reference: 'b2' })).json().code).toBe(
      'more-than-left',
    )
    const swedish = { invoice: 'F2026-000001', amountMinor: 1, reference: 'b2', currency: 'SEK' }
    expect((await pay(swedish)).json().code).toBe('wrong-currency')
    const csv = [
      'invoice;amount;currency;date;reference',
      'F2026-000001;1 000,50;EUR;2026-11-22;b3',
      '"F2026-000001";"20.00";EUR;2026-11-22;b3',
      'F2026-000001;x;EUR;2026-11-22;b4',
      'F2026-000001;10;EUR;2026-13-01;b5',
      'F2026-000099;10;EUR;2026-11-22;b6',
      'F2026-000001;-90000;EUR;2026-11-22;b7',
      'F2026-000001;10;EUR',
    ].join('\r\n')
    const report = async () => (await post('/api/v1/billing/payments/import', { csv })).json().items
    const told = (items: { outcome: string; fault?: string }[]) => items.map(({ outcome, fault }) => fault ?? outcome)
    expect(told(await report())).toEqual([
      'entered',
      'reference-reused',
      'amount',
      'date',
      'no-such-invoice',
      'too-much',
      'columns',
    ])
    expect(told(await report())[0]).toBe('entered-before')
    expect((await post('/api/v1/billing/payments/import', { csv: 'a,"b' })).statusCode).toBe(400)
    expect((await get(`/api/v1/invoices/${invoice}`)).json().outstandingMinor).toBe(12_000 - 100_050)
  })

  test('codes of the shop are entered once, and invoiced by the next run, previewed before', async () => {
    const batch = (await post('/api/v1/batches', { family: 'sim-activation', product: PRODUCT, count: 5 }, 'b')).json()
      .id
    const sale = { accountId: owner.accountId, batchId: batch, count: 3, reference: 'order-7' }
    expect((await post('/api/v1/billing/sales', sale)).json()).toMatchObject({
      amountMinor: 59_700,
      currency: 'SEK',
      again: false,
    })
    expect((await post('/api/v1/billing/sales', sale)).json().again).toBe(true)
    expect((await post('/api/v1/billing/sales', { ...sale, count: 2 })).json().code).toBe('reference-reused')
    expect((await post('/api/v1/billing/sales', { ...sale, count: 6, reference: 'order-8' })).statusCode).toBe(400)
    const weeks = { ...PRODUCT, period: 'P2W' }
    const odd = (await post('/api/v1/batches', { family: 'sim-activation', product: weeks, count: 5 }, 'w')).json().id
    const unpriced = { ...sale, batchId: odd, reference: 'order-9' }
    expect((await post('/api/v1/billing/sales', unpriced)).json().code).toBe('no-price')
    await door.house.ledger.transact('subscribe', async (tx) => {
      const at = Date.parse('2026-10-05')
      await startDeviceSubscription(tx, door.house.world, { deviceId: 'd', accountId: owner.accountId, at })
    })
    await door.clock.advance(10 * 86_400_000)
    const preview = await post('/api/v1/billing/runs?dryRun=true', { month: '2026-12' })
    expect(preview.json()).toMatchObject({ more: false, invoices: [{ currency: 'SEK', netMinor: 99_600 }] })
    const run = await post('/api/v1/billing/runs', { month: '2026-12' })
    expect([run.statusCode, run.json().state]).toEqual([202, 'running'])
    while ((await runPart(door.house, 'test')) === 'more');
    const [made] = (await get(`/api/v1/invoices?runId=${run.json().id}`)).json().items
    expect(made).toMatchObject({ currency: 'SEK', netMinor: 99_600, vatMinor: 24_900 })
    expect((await get('/api/v1/billing/runs')).json().items[0]).toMatchObject({
      month: '2026-12',
      state: 'done',
      invoices: 1,
    })
    expect((await post('/api/v1/billing/runs', { month: '2027-09' })).json().code).toBe('month-not-begun')
  })

  test('a credit is made once, and the vouchers of all of it balance', async () => {
    const wish = { reason: 'ordered by mistake' }
    const note = await post(`/api/v1/invoices/${invoice}/credits`, wish, 'c')
    expect([note.statusCode, note.json()]).toEqual([
      201,
      expect.objectContaining({ kind: 'credit-note', number: 'K2026-000001' }),
    ])
    expect((await post(`/api/v1/invoices/${invoice}/credits`, wish, 'c')).json().id).toBe(note.json().id)
    expect((await post(`/api/v1/invoices/${invoice}/credits`, wish, 'd')).json().code).toBe('nothing-to-credit')
    expect((await get('/api/v1/invoices?state=overpaid')).json().items).toHaveLength(1)
    const { body } = await get('/api/v1/billing/bookkeeping.csv?from=2026-11-01&to=2026-12-31')
    const rows = body
      .trim()
      .split('\r\n')
      .slice(1)
      .map((row) => row.split(','))
    const sums = Map.groupBy(rows, ([, voucher]) => voucher)
    expect(sums.size).toBe(5)
    for (const [voucher, of] of sums) {
      const cents = (column: number) => of.reduce((sum, row) => sum + Math.round(Number(row[column]) * 100), 0)
      expect(cents(3), voucher).toBe(cents(4))
    }
  })

  test('a payer enters to whom invoices are made out, and a VAT id must fit', async () => {
    const put = (payload: object) =>
      door.api.inject({ method: 'PUT', url: '/api/v1/billing/account', payload, ...as(owner) })
    const firm = { name: 'Firma', country: 'DE', company: true }
    expect((await put({ ...firm, vatId: 'DE12' })).json().code).toBe('invalid-vat-id')
    expect((await put({ ...firm, company: false, vatId: 'DE123456789' })).json().code).toBe('invalid-vat-id')
    expect((await put({ ...firm, email: 'nobody' })).statusCode).toBe(400)
    expect((await put({ ...firm, vatId: 'de 123 456 789' })).json()).toMatchObject({
      profile: { vatId: 'DE123456789' },
      country: 'DE',
      deviceYear: { netMinor: 3_900, currency: 'EUR' },
      standing: { state: 'good' },
      subscriptions: [{ nextInvoiceAt: expect.any(String) }],
    })
    const seller = (await get('/api/v1/billing/seller')).json()
    expect((await post('/api/v1/billing/seller', { ...seller, country: 'NO' }, 'k', 'PUT')).statusCode).toBe(400)
    expect((await post('/api/v1/billing/seller', { ...seller, vatId: 'SE1' }, 'k', 'PUT')).json().code).toBe(
      'invalid-vat-id',
    )
  })

  test('a subscription shows what its device is called to whoever has it, and not to who had it', async () => {
    const { house } = door
    const other = await door.person('owner')
    const device = await door.collar(owner.accountId)
    const shown = async () => {
      const { subscriptions } = (await get('/api/v1/billing/account', owner)).json()
      return subscriptions.find(({ deviceId }: { deviceId: string }) => deviceId === device)
    }
    await house.ledger.transact('subscribe', (tx) =>
      startDeviceSubscription(tx, house.world, { deviceId: device, accountId: owner.accountId, at: door.clock.now() }),
    )
    const { name, imei } = (await get(`/api/v1/devices/${device}`, owner)).json()
    expect(await shown()).toMatchObject({ name, serial: imei })
    await house.ledger.transact('give', async (tx) => {
      const holding = await holdingOf(tx, device)
      if (holding) await changeHands(tx, house.world, { holding, to: other.accountId, at: door.clock.now() })
      await tx.updateTable('devices').set({ name: 'of the next' }).where('id', '=', device).execute()
    })
    expect(await shown()).not.toHaveProperty('name')
  })
})
