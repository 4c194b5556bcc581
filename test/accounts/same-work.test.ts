import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { House } from '../../src/flows/house.ts'
import type { LedgerTx } from '../../src/flows/tables.ts'
import { askRegistration, askReset } from '../../src/flows/users/ask-link.ts'
import { loadTexts } from '../../src/std/texts.ts'
import { type OpenDoor, openDoor } from '../http/open-door.ts'

const letters = { texts: loadTexts(join(import.meta.dirname, '../../texts')), publicUrl: () => 'http://koppel.test' }
const VERBS = ['selectFrom', 'insertInto', 'updateTable', 'deleteFrom'] as const
/** Of equal length, so that the words of the mails alone differ. */
const KNOWN = 'eva@example.org'
const UNKNOWN = 'adam@example.or'
const LEFT = 'left@example.or'

let door: OpenDoor
beforeAll(async () => {
  door = await openDoor()
  for (const email of [KNOWN, LEFT]) {
    const person = await door.person('owner')
    await door.house.ledger.transact('rename', async (tx) => {
      await tx.updateTable('users').set({ email }).where('id', '=', person.userId).execute()
      if (email === LEFT) await tx.deleteFrom('memberships').where('user_id', '=', person.userId).execute()
    })
  }
})
afterAll(() => door.close())

/** A house that writes down its commits, its statements and what is computed of passwords. */
function counted(house: House): { house: House; work: string[] } {
  const work: string[] = []
  const noting = <T extends object>(of: T): T =>
    new Proxy(of, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name, target)
        if (typeof value !== 'function') return value
        return (...given: unknown[]) => {
          if ((VERBS as readonly unknown[]).includes(name)) work.push(`${String(name)} ${String(given[0])}`)
          return Reflect.apply(value, target, given)
        }
      },
    })
  const transact: House['ledger']['transact'] = async (name, story) => {
    const answer = await house.ledger.transact(name, (tx: LedgerTx) => story(noting(tx)))
    work.push(`commit ${name}`)
    return answer
  }
  const ledger = { ...house.ledger, transact, reads: noting(house.ledger.reads) }
  return { house: { ...house, ledger, passwords: notingHashes(house.passwords, work) }, work }
}

function notingHashes(of: House['passwords'], work: string[]): House['passwords'] {
  return {
    hash: (password) => {
      work.push('hash')
      return of.hash(password)
    },
    fits: (password, phc) => {
      work.push('fits')
      return of.fits(password, phc)
    },
  }
}

let asking = 0
const workOf = async (ask: (house: House, source: string) => Promise<{ kind: string }>) => {
  const { house, work } = counted(door.house)
  expect((await ask(house, `192.0.2.${++asking}`)).kind).toBe('asked')
  return work
}
const forgot = (email: string) => workOf((house, source) => askReset(house, letters, { email, language: 'sv', source }))
const register = (email: string) =>
  workOf((house, source) => {
    const newcomer = { email, name: 'Eva', accountName: 'Eva', country: 'SE', language: 'sv', source }
    return askRegistration(house, letters, newcomer)
  })

test('a forgotten password costs the same statements, commits and hashes, whether or not somebody has the address', async () => {
  const known = await forgot(KNOWN)
  expect(known).toEqual(await forgot(UNKNOWN))
  expect(known).toEqual(await forgot(LEFT))
  expect(known.filter((one) => one.startsWith('commit'))).toHaveLength(1)
  expect(known).toContain('insertInto mails')
  expect(known).not.toContain('hash')
})

test('so does a registration', async () => {
  const known = await register(KNOWN)
  expect(known).toEqual(await register(UNKNOWN))
  expect(known).toEqual(await register(LEFT))
  expect(known).toContain('insertInto mails')
})
