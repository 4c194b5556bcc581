import type { Level } from '../../src/accounts/actor.ts'
import { openAlarm } from '../../src/flows/alarms/steps.ts'
import { queueMail } from '../../src/flows/mail/queue-mail.ts'
import type { SimulatedCollarBody } from '../../src/http/simulator-control.ts'
import { invoiceTo } from './invoice-to.ts'
import { as, OPERATOR_TOKEN, type OpenDoor, type Person } from './open-door.ts'

/** Who asks; a stranger is another household's owner. */
export type Who = Level | 'stranger' | 'operator' | 'nobody'
/** What there is to ask for: ids of things that belong to one household or to the house. */
export type Scene = {
  account: string
  /** An account that the reseller has as a customer, and nothing else to do with the household. */
  customer: string
  device: string
  dongle: string
  licenceNumber: string
  release: string
  imei: string
  redemption: string
  sms: string
  mail: string
  recipient: string
  batch: string
  alarm: string
  zone: string
  invoice: string
  tokens: Record<Who, string>
}

/** What a batch is to give. */
export const PRODUCT = { type: 'sim-extend', simKind: 'tele2', period: 'P1Y' }

/** One household with three levels, staff, and somebody who has nothing to do with it. */
export async function setScene(door: OpenDoor, collars: SimulatedCollarBody[]): Promise<Scene> {
  const owner = await door.person('owner')
  const join = async (level: Level): Promise<string> => {
    const { userId, token } = await door.person(level)
    await door.house.ledger.transact('move', async (tx) => {
      await tx.updateTable('memberships').set({ account_id: owner.accountId }).where('user_id', '=', userId).execute()
    })
    return token
  }
  const device = await door.collar(owner.accountId)
  const [code] = await door.codes(1)
  const made = await door.api.inject({
    method: 'POST',
    url: `/api/v1/devices/${device}/redemptions`,
    payload: { code },
    ...as(owner, { 'idempotency-key': 'scene' }),
  })
  const customer = await door.person('owner')
  const reseller = await door.person('reseller', 'reseller')
  await beCustomer(door, customer, reseller)
  const { imei } = (await door.api.inject({ url: `/api/v1/devices/${device}`, ...as(owner) })).json()
  collars.push({ imei, power: 'on', coverage: true, connected: true, mcc: 240, iccid: '8946', armed: null })
  const dongle = await door.dongle(owner.accountId)
  const licenceNumber = `${dongle.caratId}0BADCAFE`
  return {
    account: owner.accountId,
    customer: customer.accountId,
    device,
    dongle: dongle.deviceId,
    licenceNumber,
    release: await door.release(licenceNumber, { kind: 'points', points: 5 }),
    imei,
    redemption: made.json().id,
    sms: await smsOfTheHouse(door),
    mail: await mailOfTheHouse(door),
    recipient: await recipientOf(door, owner),
    batch: await batchOfTheHouse(door),
    alarm: await alarmOf(door, owner.accountId, device),
    zone: await zoneOf(door, owner.token, device),
    invoice: await invoiceTo(door, owner.accountId),
    tokens: {
      owner: owner.token,
      manager: await join('manager'),
      viewer: await join('viewer'),
      admin: (await door.person('admin', 'office')).token,
      support: (await door.person('support', 'office')).token,
      reseller: reseller.token,
      stranger: (await door.person('owner')).token,
      operator: OPERATOR_TOKEN,
      nobody: '',
    },
  }
}

/** Makes an account a reseller's customer. */
export async function beCustomer({ house }: OpenDoor, { accountId }: Person, reseller: Person): Promise<void> {
  const row = { account_id: accountId, reseller_account_id: reseller.accountId, since: house.world.clock.now() }
  await house.ledger.transact('customer', async (tx) => {
    await tx.insertInto('reseller_customers').values(row).execute()
  })
}

/** By push, so that there is nothing to prove. */
async function recipientOf(door: OpenDoor, owner: Person): Promise<string> {
  const payload = { way: 'push', name: 'owner' }
  return (await door.api.inject({ method: 'POST', url: '/api/v1/recipients', payload, ...as(owner) })).json().id
}

async function alarmOf({ house }: OpenDoor, accountId: string, deviceId: string): Promise<string> {
  const of = { accountId, deviceId, rule: 'battery', subject: '' } as const
  const now = house.world.clock.now()
  await house.ledger.transact('alarm', (tx) => openAlarm(house, tx, of, { at: now, knownAt: now }, { value: 5 }))
  return (await house.ledger.reads.selectFrom('alarms').select('id').executeTakeFirstOrThrow()).id
}

async function zoneOf({ api }: OpenDoor, token: string, device: string): Promise<string> {
  const shape = { type: 'circle', lat: 59, lon: 15, radiusM: 100 }
  const payload = { name: 'garden', shape, onLeft: true, onEntered: false }
  return (await api.inject({ method: 'POST', url: `/api/v1/devices/${device}/zones`, payload, ...as(token) })).json().id
}

async function smsOfTheHouse(door: OpenDoor): Promise<string> {
  const payload = { to: '+46701234567', text: 'of the house' }
  const headers = as(OPERATOR_TOKEN, { 'idempotency-key': 'scene-sms' })
  return (await door.api.inject({ method: 'POST', url: '/api/v1/sms', payload, ...headers })).json().id
}

/** With a file, so that each of its addresses has something to give. */
async function mailOfTheHouse({ house }: OpenDoor): Promise<string> {
  const attachments = [{ name: 'a.txt', type: 'text/plain', bytes: Buffer.from('a') }]
  const mail = { accountId: null, to: 'a@example.org', subject: 'a', text: 'a', kind: 'test', attachments }
  const id = await house.ledger.transact('mail', (tx) => queueMail(house, tx, mail))
  if (id === null) throw new Error('not queued')
  return id
}

async function batchOfTheHouse(door: OpenDoor): Promise<string> {
  const payload = { family: 'sim-activation', product: PRODUCT, count: 1 }
  const headers = as(OPERATOR_TOKEN, { 'idempotency-key': 'scene' })
  const answer = await door.api.inject({ method: 'POST', url: '/api/v1/batches', payload, ...headers })
  await door.minter.idle()
  return answer.json().id
}
