import { generateKeyPairSync } from 'node:crypto'
import { publicBytes } from '../../src/devices/signature.ts'
import { luhnDigit } from '../../src/std/luhn.ts'
import { mailed } from '../accounts/mailed.ts'
import { factorOn } from './factor-on.ts'
import { invoiceTo } from './invoice-to.ts'
import { as, type OpenDoor, type Person } from './open-door.ts'
import { beCustomer, PRODUCT } from './rights-scene.ts'

/** One route asked for by staff; `act`: what the audit is to call it. */
export type Asked = { method?: 'DELETE'; url: string; payload?: object; act: string; whose?: 'reseller' }
/** Who asks, and whose account it is: the owner's, unless the deed says otherwise; `other`: a second household. */
export type Ground = { door: OpenDoor; owner: Person; other: Person; reseller: Person; admin: Person }
type Arrange = (ground: Ground) => Promise<Asked>

const CLAIM = { act: 'claim-device', url: '/api/v1/devices' }
const PHONE = '+436641234567'
const TYPE = { kind: 'points', points: 5 } as const

/** Routes of staff that need something to be there first, by their names in the table of rights. Each is arranged in a house of its own. */
export const ARRANGED: Readonly<Record<string, Arrange>> = {
  'register a number': async ({ owner }) => numberOf(owner),
  'withdraw a number': async ({ door, owner, admin }) => {
    const { id } = await done(door, admin, numberOf(owner))
    return { url: `/api/v1/sms/numbers/${id}/withdrawal`, act: 'withdraw-number' }
  },
  'approve a number': async ({ door, owner, admin }) => {
    const payload = { phone: PHONE, name: 'Resi', consent: true }
    await door.api.inject({ method: 'POST', url: '/api/v1/sms/number-requests', payload })
    const listed = await door.api.inject({ url: '/api/v1/sms/number-requests', ...as(admin) })
    const url = `/api/v1/sms/number-requests/${listed.json().items[0].id}/approval`
    return { url, payload: { accountId: owner.accountId }, act: 'approve-number' }
  },
  'release a licence': async ({ door, owner }) => {
    const { caratId } = await door.dongle(owner.accountId)
    const payload = { licenceNumber: `${caratId}0BADCAFE`, type: '5P' }
    return { url: '/api/v1/licences/releases', payload, act: 'release-licence' }
  },
  'unlock again': async (ground) => unlockAgain(ground),
  'cancel an unlock': async (ground) => {
    const { door, owner } = ground
    const { caratId, deviceId } = await door.dongle(owner.accountId)
    await door.release(`${caratId}0BADCAFE`, TYPE)
    const seen = await door.api.inject({ url: `/api/v1/devices/${deviceId}/unlocks`, ...as(owner) })
    const url = `/api/v1/devices/${deviceId}/unlocks/${seen.json().items[0].id}/cancellation`
    return { url, act: 'cancel-unlock' }
  },
  'activation in a batch of ours': async (ground) => {
    const url = `/api/v1/batches/${await batchOf(ground)}/activation`
    return { url, payload: { from: 1, to: 1 }, act: 'activate-codes', whose: 'reseller' }
  },
  'confirmation of a batch of ours': async (ground) => {
    const batch = await batchOf(ground)
    await codesOf(ground, batch)
    return { url: `/api/v1/batches/${batch}/confirmation`, payload: {}, act: 'confirm-export', whose: 'reseller' }
  },
  'revocation of a batch of ours': async (ground) => {
    const url = `/api/v1/batches/${await batchOf(ground)}/revocation`
    return { url, payload: { reason: 'lost' }, act: 'revoke-batch', whose: 'reseller' }
  },
  'activate a code': async (ground) => {
    const [code] = await codesOf(ground, await batchOf(ground))
    return { url: '/api/v1/codes/activation', payload: { code }, act: 'activate-code', whose: 'reseller' }
  },
  'revoke a code': async (ground) => {
    const [code] = await codesOf(ground, await batchOf(ground))
    return { url: '/api/v1/codes/revocation', payload: { code, reason: 'lost' }, act: 'revoke-code', whose: 'reseller' }
  },
  'credit an invoice': async ({ door, owner }) => {
    const url = `/api/v1/invoices/${await invoiceTo(door, owner.accountId)}/credits`
    return { url, payload: { reason: 'wrong price' }, act: 'credit-invoice' }
  },
  'enter a payment': async ({ door, owner }) => {
    const invoice = await numberOfInvoice(door, owner)
    const payload = { invoice, amountMinor: 500, currency: 'EUR', paidOn: '2026-11-22', reference: 'b1' }
    return { url: '/api/v1/billing/payments', payload, act: 'enter-payment' }
  },
  'import payments': async ({ door, owner }) => {
    const csv = `invoice;amount;currency;date;reference\n${await numberOfInvoice(door, owner)};5,00;EUR;2026-11-22;b1`
    return { url: '/api/v1/billing/payments/import', payload: { csv }, act: 'enter-payment' }
  },
  'sell codes on invoice': async (ground) => {
    const { owner } = ground
    const batchId = await batchOf(ground)
    const payload = { accountId: owner.accountId, batchId, count: 1, reference: 'shop-1' }
    return { url: '/api/v1/billing/sales', payload, act: 'sell-codes' }
  },
  stock: async ({ owner }) => {
    const payload = { devices: [{ ...delivered(), accountId: owner.accountId }] }
    return { url: '/api/v1/stock/devices', payload, act: 'register-device' }
  },
  dongles: async ({ owner }) => {
    const payload = { dongles: [{ caratId: 'ABCDEF01', accountId: owner.accountId }] }
    return { url: '/api/v1/stock/dongles', payload, act: 'register-device' }
  },
  'send digits': async (ground) => {
    const url = `/api/v1/recipients/${await recipientOf(ground)}/digits`
    return { url, payload: {}, act: 'ask-recipient-proof' }
  },
  'confirm a recipient': async (ground) => {
    const { door, owner } = ground
    const url = `/api/v1/recipients/${await recipientOf(ground)}`
    await done(door, owner, { url: `${url}/digits`, payload: {} })
    const code = /\b\d{6}\b/.exec((await mailed(door.house)).at(-1)?.text ?? '')?.[0]
    return { url: `${url}/confirmation`, payload: { code }, act: 'confirm-recipient' }
  },
  'ask to take a second factor away': async ({ door, owner }) => {
    await factorOn(door, owner)
    const payload = { email: owner.email, reason: 'telephone in the lake' }
    return { url: '/api/v1/support/factor-resets', payload, act: 'ask-factor-reset' }
  },
  'register a collar for a customer': async ({ door, owner, admin, reseller }) => {
    await beCustomer(door, owner, reseller)
    return { ...CLAIM, payload: { imei: await stocked(door, admin), accountId: owner.accountId } }
  },
  'end a reseller': async ({ door, owner, reseller }) => {
    await beCustomer(door, owner, reseller)
    return { method: 'DELETE', url: `/api/v1/accounts/${owner.accountId}/reseller`, act: 'end-reseller' }
  },
  'register collars': async ({ door, owner, admin }) => {
    const csv = `imei;name;accountId\n${await stocked(door, admin)};Bella;${owner.accountId}`
    return { ...CLAIM, url: '/api/v1/devices/registrations', payload: { csv } }
  },
  'ask for a merge': async ({ owner, other }) => {
    const payload = { email: other.email, accountId: owner.accountId }
    return { url: '/api/v1/merges', payload, act: 'ask-merge' }
  },
  'confirm an agreement': async (ground) => {
    const url = `/api/v1/agreements/${await offer(ground)}/confirmation`
    return { url, payload: { side: 'giver', reason: 'called us' }, act: 'confirm-hand-over' }
  },
  'cancel an agreement': async (ground) => {
    const url = `/api/v1/agreements/${await offer(ground)}/cancellation`
    return { url, payload: { side: 'giver', reason: 'called us' }, act: 'cancel-hand-over' }
  },
}

/** Asks, and expects to get it. */
async function done(door: OpenDoor, who: Person, asked: Omit<Asked, 'act'>) {
  const { method = 'POST', url, payload } = asked
  const answer = await door.api.inject({ method, url, ...(payload ? { payload } : {}), ...as(who, KEY) })
  if (answer.statusCode >= 300) throw new Error(`${url}: ${answer.statusCode} ${answer.body}`)
  return answer.body === '' ? null : answer.json()
}
const KEY = { 'idempotency-key': 'arranged' }

function numberOf({ accountId }: Person): Asked {
  return { url: '/api/v1/sms/numbers', payload: { phone: PHONE, accountId }, act: 'register-number' }
}

async function unlockAgain({ door, owner }: Ground): Promise<Asked> {
  const { caratId, deviceId } = await door.dongle(owner.accountId)
  const releaseId = await door.release(`${caratId}0BADCAFE`, TYPE)
  const seen = await door.api.inject({ url: `/api/v1/devices/${deviceId}/unlocks`, ...as(owner) })
  const unlock = `/api/v1/devices/${deviceId}/unlocks`
  await done(door, owner, { url: `${unlock}/${seen.json().items[0].id}/cancellation` })
  return { url: unlock, payload: { releaseId }, act: 'queue-unlock' }
}

/** A batch that the reseller ordered. */
async function batchOf({ door, reseller }: Ground): Promise<string> {
  const payload = { family: 'sim-activation', product: PRODUCT, count: 2, needsActivation: true }
  const { id } = await done(door, reseller, { url: '/api/v1/batches', payload })
  await door.minter.idle()
  return id
}

async function codesOf({ door, reseller }: Ground, batch: string): Promise<string[]> {
  const csv = await door.api.inject({ url: `/api/v1/batches/${batch}/export.csv`, ...as(reseller) })
  const lines = csv.body.trim().split('\r\n').slice(1)
  return lines.map((line) => line.split(',')[1] ?? '')
}

async function numberOfInvoice(door: OpenDoor, { accountId }: Person): Promise<string> {
  const id = await invoiceTo(door, accountId)
  const row = door.house.ledger.reads.selectFrom('invoices').select('number').where('id', '=', id)
  return (await row.executeTakeFirstOrThrow()).number
}

function delivered() {
  const imei = '35990000000099'
  return {
    imei: imei + luhnDigit(imei),
    secret: Buffer.alloc(32, 99).toString('base64url'),
    publicKey: Buffer.from(publicBytes(generateKeyPairSync('ed25519').privateKey)).toString('base64url'),
    sim: {
      iccid: `894600000000000099${luhnDigit('894600000000000099')}`,
      kind: 'tele2',
      until: '2027-06-01T00:00:00Z',
    },
  }
}

async function recipientOf({ door, owner }: Ground): Promise<string> {
  const payload = { way: 'email', name: 'Eva', address: 'eva@example.org' }
  return (await done(door, owner, { url: '/api/v1/recipients', payload })).id
}

async function stocked(door: OpenDoor, { accountId }: Person): Promise<string> {
  const id = await door.collar(accountId)
  const device = door.house.ledger.reads.selectFrom('devices').select('serial').where('id', '=', id)
  return (await device.executeTakeFirstOrThrow()).serial
}

async function offer({ door, owner, other }: Ground): Promise<string> {
  const payload = { deviceId: await door.collar(owner.accountId), email: other.email }
  return (await done(door, owner, { url: '/api/v1/hand-overs', payload })).id
}
