import { type CollarIdentity, makeIdentities, registration } from '../../firmware-sim/identity.ts'
import type { Actor, Level } from '../accounts/actor.ts'
import { codeHash } from '../codes/code-hash.ts'
import type { Product } from '../codes/product.ts'
import { publicBytes, signingKey } from '../devices/signature.ts'
import type { House } from '../flows/house.ts'
import { releaseByOffice } from '../flows/licences/release.ts'
import { mint } from '../flows/mint.ts'
import { registerNumberFor } from '../flows/numbers/register.ts'
import { accountOf, openAccount } from '../flows/people.ts'
import { registerDevice } from '../flows/register-device.ts'
import { parseInstant } from '../std/period.ts'
import { below, type Random } from '../std/random.ts'
import { carryOutDongles, type PlannedDongle, planDongles } from './demo-dongles.ts'

/** What a demo keeps beside its ledger, because the ledger has it only as hashes: identities, passwords, unused codes. */
export type DemoPlan = {
  seed: number
  identities: CollarIdentity[]
  logins: { role: string; email: string; password: string }[]
  codes: { family: string; simKind?: string; code: string }[]
  dongles: PlannedDongle[]
}

const OPERATOR: Actor = { kind: 'operator', source: 'demo' }
export const OWNER_EMAIL = 'owner@koppel.example'
/** Six collars: two each of Travel SIM, Tele2 and Telia IoT. */
const COLLARS = 6
const NAMES = ['Ronja', 'Bamse', 'Freja', 'Sixten', 'Tyra', 'Loke']
const PEOPLE: {
  role: string
  email: string
  name: string
  account: string
  kind: 'customer' | 'reseller' | 'office'
  level: Level
}[] = [
  {
    role: 'owner',
    email: OWNER_EMAIL,
    name: 'Astrid Lindqvist',
    account: 'Familjen Lindqvist',
    kind: 'customer',
    level: 'owner',
  },
  {
    role: 'reseller',
    email: 'reseller@koppel.example',
    name: 'Nils Berg',
    account: 'Jaktbutiken Berg',
    kind: 'reseller',
    level: 'reseller',
  },
  {
    role: 'support',
    email: 'support@koppel.example',
    name: 'Eva Holm',
    account: 'Koppel support',
    kind: 'office',
    level: 'support',
  },
  { role: 'admin', email: 'admin@koppel.example', name: 'Jonas Ek', account: 'Koppel', kind: 'office', level: 'admin' },
]
const PRODUCTS: { family: string; product: Product }[] = [
  {
    family: 'sim-activation',
    product: { type: 'sim-top-up', simKind: 'travel-sim', amountMinor: 10_000, currency: 'SEK' },
  },
  { family: 'sim-activation', product: { type: 'sim-extend', simKind: 'tele2', period: 'P1Y' } },
  { family: 'sim-activation', product: { type: 'sim-extend', simKind: 'telia-iot', period: 'P1Y' } },
  { family: 'registration', product: { type: 'licence-extend', period: 'P1Y' } },
  { family: 'subscription', product: { type: 'subscription', period: 'P1Y' } },
  { family: 'sms-credits', product: { type: 'sms-credits', credits: 100 } },
]
const CODES_EACH = 5
/** Whoever answers the telephone of the house in the example of the dialogue's own page. */
export const SERVER_NUMBER = '+436649477338'
/** The owner's telephone, which is registered for the dialogue. */
export const REGISTERED_NUMBER = '+436601234567'
/** A licence that was bought before there was this system: the example of the dialogue's page. */
export const RELEASED = { licenceNumber: '1234567890ABCDEF', type: { kind: 'points', points: 31 } } as const
/** Without 0, O, 1, l and I: a demo's password is read from a terminal. */
const PASSWORD_ALPHABET = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const PASSWORD_LENGTH = 14

/** A plan for a new demo. Its identities know the backend's key, so the house must have its key ring. */
export function newPlan(house: House): DemoPlan {
  const { random, clock } = house.world
  const seed = below(random, 2 ** 31)
  const key = house.keys.current('command-signing')
  const backendKeys = [{ id: key.id, publicKey: Buffer.from(publicBytes(signingKey(key.bytes))).toString('base64url') }]
  const identities = makeIdentities({ count: COLLARS, seed, backendKeys, now_ms: clock.now() })
  const logins = PEOPLE.map(({ role, email }) => ({ role, email, password: password(random) }))
  return { seed, identities, logins, codes: [], dongles: planDongles(house, seed) }
}

/** Brings the ledger to what the plan says; what is there already stays. A crash in between is made up for by the next start. */
export async function carryOut(house: House, plan: DemoPlan): Promise<void> {
  for (const { role, email, name, account, kind, level } of PEOPLE) {
    if ((await accountOf(house, email)) !== null) continue
    const password = plan.logins.find((login) => login.role === role)?.password
    if (password === undefined) throw new Error(`the demo's plan has no login for ${role}`)
    const user = { email, name, language: 'sv', password, level }
    await openAccount(house, 'operator', { account: { kind, name: account, country: 'SE' }, user })
  }
  const accountId = await accountOf(house, OWNER_EMAIL)
  if (accountId === null) throw new Error('the demo has no owner')
  for (const [at, identity] of plan.identities.entries()) {
    const { imei, secret, publicKey, sim } = registration(identity)
    const carried =
      'balance' in sim
        ? { balanceMinor: sim.balance, currency: sim.currency }
        : { validUntil: parseInstant(sim.until) ?? Number.NaN }
    const name = NAMES[at] ?? `Collar ${at + 1}`
    const key = Buffer.from(publicKey, 'base64url')
    const made = { imei, name, secret, publicKey: key, sim: { iccid: sim.iccid, kind: sim.kind, carried }, accountId }
    const outcome = await registerDevice(house, 'operator', made)
    if (outcome.kind === 'invalid') throw new Error(`the demo's collar has a bad ${outcome.field}`)
  }
  await carryOutDongles(house, plan.dongles, accountId)
  await openDialogue(house, accountId)
}

/** The owner's number, and something to fetch with it. */
async function openDialogue(house: House, accountId: string): Promise<void> {
  const made = { phone: REGISTERED_NUMBER, payer: { accountId }, language: 'de' }
  const outcome = await registerNumberFor(house, OPERATOR, made)
  if (outcome.kind !== 'registered' && outcome.kind !== 'number-registered')
    throw new Error(`the demo's number was not registered: ${outcome.kind}`)
  const released = await releaseByOffice(house, OPERATOR, RELEASED)
  if (released.kind === 'forbidden') throw new Error('the demo may not release a licence')
}

/** The plan's codes less those that were used, filled up to five of each product. */
export async function unusedCodes(house: House, plan: DemoPlan): Promise<DemoPlan['codes']> {
  const codes: DemoPlan['codes'] = []
  for (const entry of plan.codes) if (await isUnused(house, entry.code)) codes.push(entry)
  for (const { family, product } of PRODUCTS) {
    const kind = { family, ...('simKind' in product ? { simKind: product.simKind } : {}) }
    const alike = codes.filter((one) => one.family === family && one.simKind === kind.simKind)
    const count = CODES_EACH - alike.length
    if (count <= 0) continue
    const order = { family, product, count, anchor: 'redemption', channel: 'own-shop', soldTo: 'demo' } as const
    const minted = await mint(house, 'operator', order)
    for (const code of minted.codes) codes.push({ ...kind, code })
  }
  return codes
}

async function isUnused({ ledger, keys }: House, code: string): Promise<boolean> {
  const hashes = keys.all('code-hash').map((key) => codeHash(key, code))
  const row = await ledger.reads.selectFrom('codes').select('state').where('hash', 'in', hashes).executeTakeFirst()
  return row?.state === 'unused'
}

function password(random: Random): string {
  return Array.from({ length: PASSWORD_LENGTH }, () => PASSWORD_ALPHABET[below(random, PASSWORD_ALPHABET.length)]).join(
    '',
  )
}
