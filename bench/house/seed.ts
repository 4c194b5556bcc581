import { type CollarIdentity, makeIdentities, registration } from '../../firmware-sim/identity.ts'
import { passwords } from '../../src/accounts/password.ts'
import { publicBytes, signingKey } from '../../src/devices/signature.ts'
import type { House } from '../../src/flows/house.ts'
import { MINT_MAX, mint } from '../../src/flows/mint.ts'
import { openAccount } from '../../src/flows/people.ts'
import { registerDevice } from '../../src/flows/register-device.ts'
import { signIn } from '../../src/flows/sign-in.ts'

/** How much there is to be: collars, each carrying a Travel SIM, are dealt out among the accounts. */
export type SeedSize = { accounts: number; collars: number; codes: number }

/** A house to measure. `codes` fit every collar. */
export type Seeded = {
  people: { token: string; userId: string; accountId: string }[]
  collars: { deviceId: string; person: number; identity: CollarIdentity }[]
  codes: string[]
}

/** One user signs in once: how costly that is does not belong here. */
const PASSWORD_MEMORY_KIB = 64
const PASSWORD = 'a long password for a short while'
const PRODUCT = { type: 'sim-top-up', simKind: 'travel-sim', amountMinor: 10_000, currency: 'SEK' } as const
/** Registrations under way at once: they share commits. */
const TOGETHER = 50

/** Fills a new house by the same flows that production uses. */
export async function seed(house: House, size: SeedSize): Promise<Seeded> {
  const cheap: House = { ...house, passwords: passwords(house.world.random, PASSWORD_MEMORY_KIB) }
  const people: Seeded['people'] = []
  for (let at = 0; at < size.accounts; at++) people.push(await person(cheap, at))
  const key = house.keys.current('command-signing')
  const publicKey = Buffer.from(publicBytes(signingKey(key.bytes))).toString('base64url')
  const identities = makeIdentities({
    count: size.collars,
    seed: 1,
    backendKeys: [{ id: key.id, publicKey }],
    kinds: [PRODUCT.simKind],
    now_ms: house.world.clock.now(),
  })
  const collars: Seeded['collars'] = []
  for (let at = 0; at < identities.length; at += TOGETHER) {
    const some = identities.slice(at, at + TOGETHER).map(async (identity, offset) => {
      const owner = (at + offset) % people.length
      return { deviceId: await register(house, identity, people[owner]?.accountId ?? ''), person: owner, identity }
    })
    collars.push(...(await Promise.all(some)))
  }
  const codes: string[] = []
  while (codes.length < size.codes) {
    const count = Math.min(MINT_MAX, size.codes - codes.length)
    const order = {
      family: 'sim-activation',
      product: PRODUCT,
      count,
      anchor: 'redemption',
      channel: 'own-shop',
    } as const
    codes.push(...(await mint(house, 'operator', order)).codes)
  }
  return { people, collars, codes }
}

async function person(house: House, at: number): Promise<Seeded['people'][number]> {
  const email = `owner-${at}@example.org`
  const opened = await openAccount(house, 'operator', {
    account: { kind: 'customer', name: `Account ${at}`, country: 'SE' },
    user: { email, name: `Owner ${at}`, language: 'en', password: PASSWORD, level: 'owner' },
  })
  const session = opened && (await signIn(house, email, PASSWORD))
  if (session?.kind !== 'signed-in' || !opened) throw new Error('the house to measure is not new')
  return { ...opened, token: session.token }
}

async function register(house: House, identity: CollarIdentity, accountId: string): Promise<string> {
  const { imei, secret, publicKey, sim } = registration(identity)
  if (!('balance' in sim)) throw new Error('a Travel SIM carries a balance')
  const outcome = await registerDevice(house, 'operator', {
    imei,
    name: imei,
    secret,
    publicKey: Buffer.from(publicKey, 'base64url'),
    sim: { iccid: sim.iccid, kind: sim.kind, carried: { balanceMinor: sim.balance, currency: sim.currency } },
    accountId,
  })
  if (outcome.kind !== 'registered') throw new Error(`collar ${imei}: ${outcome.kind}`)
  return outcome.deviceId
}
