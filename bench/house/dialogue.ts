import { join } from 'node:path'
import { passwords } from '../../src/accounts/password.ts'
import type { House } from '../../src/flows/house.ts'
import { releaseByOffice } from '../../src/flows/licences/release.ts'
import { type Payer, registerNumberFor } from '../../src/flows/numbers/register.ts'
import type { IncomingSms } from '../../src/flows/sms/transport.ts'
import { MIGRATIONS, type Tables } from '../../src/flows/tables.ts'
import { systemClock } from '../../src/std/clock.ts'
import { silent } from '../../src/std/log.ts'
import { systemRandom } from '../../src/std/random.ts'
import { signal } from '../../src/std/signal.ts'
import { loadTexts } from '../../src/std/texts.ts'
import { openKeyring } from '../../src/store/keyring.ts'
import { sealWithCommit } from '../../src/store/seal.ts'
import { openSqlite } from '../../src/store/sqlite.ts'

export const TEXTS = loadTexts(join(import.meta.dirname, '../../texts'))
const OPERATOR = { kind: 'operator', source: '127.0.0.1' } as const
const NUMBER = '1234567890ABCDEF'
const OURS = '+436649477338'

/** What the SMS dialogue needs of a house. Only `unsynced` for what is not measured itself. */
export async function openDialogueHouse(file: string, durability?: 'unsynced'): Promise<House> {
  const world = { clock: systemClock(), random: systemRandom(), log: silent }
  const options = { file, migrations: MIGRATIONS, world, ...(durability && { durability }) }
  const ledger = await openSqlite<Tables>(options, sealWithCommit)
  const keys = await openKeyring({ store: ledger, world, secret: world.random.bytes(32) })
  return {
    ...{ world, ledger, keys, passwords: passwords(world.random), wake: signal<string>(), minting: signal<void>() },
    // No story of the dialogue reads telemetry.
    telemetry: undefined as never,
  }
}

/** Registers so many numbers on one account, and releases what they will fetch. @returns the numbers, E.164 */
export async function seedDialogue(house: House, count: number): Promise<string[]> {
  const released = await releaseByOffice(house, OPERATOR, {
    licenceNumber: NUMBER,
    type: { kind: 'points', points: 5 },
  })
  if (released.kind !== 'released') throw new Error(`not released: ${released.kind}`)
  const register = async (at: number, payer: Payer): Promise<{ phone: string; accountId: string }> => {
    const phone = `+43664${1_000_000 + at}`
    const made = await registerNumberFor(house, OPERATOR, { phone, payer, language: 'de' })
    if (made.kind !== 'registered') throw new Error(`${phone} is not registered: ${made.kind}`)
    return { phone, accountId: made.accountId }
  }
  const first = await register(0, { account: { name: 'Zahnlabor', country: 'AT' } })
  const { accountId } = first
  const others = await Promise.all(Array.from({ length: count - 1 }, (_, at) => register(at + 1, { accountId })))
  return [first, ...others].map(({ phone }) => phone)
}

/** A message that fetches a code. @param at counts the messages */
export function fetchBy(phones: readonly string[], at: number): IncomingSms {
  const from = phones[at % phones.length] ?? ''
  return { transport: 'bench', providerId: `bench-${at}`, from, to: OURS, text: `cl.5P.${NUMBER}`, sentAt: null }
}
