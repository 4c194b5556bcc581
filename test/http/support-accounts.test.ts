import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { registerNumber } from '../../src/accounts/sms-numbers.ts'
import type { SupportFindingBody } from '../../src/http/support-schemas.ts'
import { PLACES, type Place } from '../setup/ledgers.ts'
import { invoiceTo } from './invoice-to.ts'
import { as, OPERATOR_TOKEN, type OpenDoor, openDoor, type Person } from './open-door.ts'

describe.each(PLACES.filter(({ lasting, engine }) => lasting === (engine === 'postgres')))(
  'finding a caller’s account on $name',
  ({ make }) => {
    let place: Place
    let door: OpenDoor
    let support: Person
    let owner: Person
    beforeAll(async () => {
      place = await make()
      door = await openDoor({ place })
      support = await door.person('support', 'office')
      owner = await door.person('owner')
      for (const name of ['Familjen Ångström-Lindqvist', 'FAMILJEN LINDBERG', 'Hundstallet i Blind 100%'])
        await open(name)
    })
    afterAll(async () => {
      await door.close()
      await place.leave()
    })

    let opened = 0
    const open = async (name: string): Promise<string> => {
      const email = `somebody${opened++}@koppel.example`
      const user = { email, name, language: 'sv', level: 'owner', password: 'a password of the test' }
      const payload = { kind: 'customer', name, country: 'SE', user }
      const request = { method: 'POST', url: '/api/v1/accounts', payload } as const
      return (await door.api.inject({ ...request, ...as(OPERATOR_TOKEN) })).json().accountId
    }
    const look = (text: string, person: Person | string = support) =>
      door.api.inject({ method: 'POST', url: '/api/v1/support/lookup', payload: { text }, ...as(person) })
    const found = async (text: string): Promise<SupportFindingBody> => (await look(text)).json()
    const names = async (text: string): Promise<string[]> => (await found(text)).accounts.map(({ name }) => name)
    const ids = async (text: string): Promise<string[]> => (await found(text)).accounts.map(({ id }) => id)

    test('a user’s address finds the account, with blanks and capitals as sign-in forgives them, and never a part of it', async () => {
      expect((await found(` ${owner.email.toUpperCase()} `)).accounts).toEqual([
        { id: owner.accountId, name: 'account of owner', kind: 'customer', country: 'SE' },
      ])
      expect(await ids(owner.email.slice(0, -1))).toEqual([])
      expect(await ids(owner.email.slice(1))).toEqual([])
      expect(await ids('%@%')).toEqual([])
    })

    test('an account is found by beginnings of the words of its name, in any order and writing', async () => {
      expect(await names('Familjen Lind')).toEqual(['FAMILJEN LINDBERG', 'Familjen Ångström-Lindqvist'])
      expect(await names('lindqvist familjen')).toEqual(['Familjen Ångström-Lindqvist'])
      for (const text of ['ångström', 'ÅNG', 'Ångs']) expect(await names(text)).toEqual(['Familjen Ångström-Lindqvist'])
      expect(await names('ängström')).toEqual([])
      expect(await names('indqvist')).toEqual([])
      expect(await names('100%')).toEqual(['Hundstallet i Blind 100%'])
      for (const text of ['%', '_', '%%%', 'x'.repeat(2_000)]) expect(await names(text)).toEqual([])
    })

    test('of more than twenty it names twenty, and says that there are more', async () => {
      for (let one = 0; one < 21; one++) await open(`Kennel ${String(one).padStart(2, '0')}`)
      const finding = await found('kennel')
      expect([finding.accounts.length, finding.moreAccounts]).toEqual([20, true])
      expect(await found('kennel 07')).toMatchObject({ accounts: [{ name: 'Kennel 07' }], moreAccounts: false })
    })

    test('an invoice’s number finds who was invoiced, also without its dash', async () => {
      const id = await invoiceTo(door, owner.accountId)
      const { number } = (await door.api.inject({ url: `/api/v1/invoices/${id}`, ...as(support) })).json()
      for (const text of [number, number.toLowerCase(), number.replace('-', ' '), number.replace('-', '')])
        expect(await ids(text)).toEqual([owner.accountId])
      expect(await ids('F2019-000001')).toEqual([])
    })

    test('a telephone number finds the account that it is registered for, while it is', async () => {
      const phone = '+436601234567'
      const made = { phone, accountId: owner.accountId, language: 'de' }
      const id = await door.house.ledger.transact('register', (tx) => registerNumber(tx, door.house, made))
      for (const text of [phone, '+43 660 1234567', '0043 660 1234567'])
        expect(await ids(text)).toEqual([owner.accountId])
      expect(await ids('06601234567')).toEqual([])
      await door.api.inject({ method: 'POST', url: `/api/v1/sms/numbers/${id}/withdrawal`, ...as(OPERATOR_TOKEN) })
      expect(await ids(phone)).toEqual([])
    })

    test('a recipient of alarms is found by address or number, in every account that tells them, with an audit entry at each, until they are removed', async () => {
      const other = await door.person('owner')
      const add = async (who: Person, body: object): Promise<string> =>
        (
          await door.api.inject({
            ...{ method: 'POST', url: '/api/v1/recipients', payload: { name: 'Farmor', ...body } },
            ...as(who, { 'idempotency-key': JSON.stringify(body) }),
          })
        ).json().id
      const mail = { way: 'email', address: 'farmor@example.org' }
      const first = await add(owner, mail)
      await add(other, mail)
      await add(owner, { way: 'sms', address: '+46 70 174 06 05' })
      expect((await ids(' Farmor@Example.org')).toSorted()).toEqual([owner.accountId, other.accountId].toSorted())
      expect(await ids('0046701740605')).toEqual([owner.accountId])
      for (const part of ['armor@example.org', 'farmor@example.or', '+4670174060']) expect(await ids(part)).toEqual([])
      const looks = door.house.ledger.reads.selectFrom('audit').select('subject').where('act', '=', 'support-lookup')
      expect(await looks.where('subject', '=', `account:${other.accountId}`).execute()).toHaveLength(1)
      await door.api.inject({ method: 'DELETE', url: `/api/v1/recipients/${first}`, ...as(owner) })
      expect(await ids('farmor@example.org')).toEqual([other.accountId])
    })

    test('each look is audited at every account that it named, and the words are kept nowhere', async () => {
      const audit = () =>
        door.house.ledger.reads.selectFrom('audit').selectAll().where('act', '=', 'support-lookup').execute()
      const before = (await audit()).length
      const named = await ids('familjen lind')
      const looks = (await audit()).toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(before)
      expect(looks.map(({ subject }) => subject).toSorted()).toEqual(named.map((id) => `account:${id}`).toSorted())
      expect(JSON.stringify(await audit())).not.toMatch(/familjen|@/i)
      const { history } = await found(named[0] ?? '')
      expect(history.map(({ act, who }) => [act, who])).toContainEqual(['support-lookup', `support <${support.email}>`])
    })

    test('nobody but staff finds anybody', async () => {
      for (const person of [owner, await door.person('reseller', 'reseller')])
        expect((await look(owner.email, person)).statusCode).toBe(403)
      expect((await look(owner.email, 'nobody')).statusCode).toBe(401)
    })

    test('staff list the devices of one account, and for others the list ends at what is theirs', async () => {
      const device = await door.collar(owner.accountId)
      const other = await door.person('owner')
      const listed = async (person: Person) =>
        (await door.api.inject({ url: `/api/v1/devices?accountId=${owner.accountId}`, ...as(person) })).json().items
      await door.collar(other.accountId)
      expect((await listed(support)).map(({ id }: { id: string }) => id)).toEqual([device])
      expect(await listed(other)).toEqual([])
    })
  },
)
