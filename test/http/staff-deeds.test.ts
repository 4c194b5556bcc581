import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { SimulatedCollarBody } from '../../src/http/simulator-control.ts'
import { ARRANGED, type Asked } from './arranged-deeds.ts'
import { as, type OpenDoor, openDoor, type Person } from './open-door.ts'
import { silentPhones } from './phones.ts'
import { TABLE } from './rights/table.ts'
import { type Scene, setScene } from './rights-scene.ts'
import { dongleShelf } from './simulated-dongles.ts'

let door: OpenDoor
let scene: Scene
beforeAll(async () => {
  const collars: SimulatedCollarBody[] = []
  const dongles = dongleShelf()
  const order = async (imei: string) => collars.find((collar) => collar.imei === imei) ?? null
  const simulator = { list: async () => collars, order, phones: silentPhones(), dongles }
  door = await openDoor({ simulator, mailsShown: true })
  scene = await setScene(door, collars)
  dongles.plug(scene.licenceNumber)
})
afterAll(() => door.close())

/** Routes by which staff change something of another's account and which are performed below: what the audit calls it, on the scene's household. */
const SHOWN: Readonly<Record<string, string>> = {
  'unlock code': 'fetch-unlock-code',
  'issue a bridge secret': 'issue-bridge-secret',
  'choose alarm settings': 'choose-alarm-settings',
  'draw a zone': 'add-zone',
  'acknowledge an alarm': 'acknowledge-alarm',
  'draw a zone anew': 'change-zone',
  'take a zone away': 'remove-zone',
  redeem: 'refuse',
  cancel: 'give-back',
  'time zone': 'set-time-zone',
  'change a recipient': 'change-recipient',
  'try a recipient': 'try-recipient',
  'remove a recipient': 'remove-recipient',
  'grant credits': 'grant-credits',
  // With another body than the table's, which is refused there.
  'invite a user': 'invite-user',
  'change a level': 'change-level',
  'set a password': 'set-password',
  'remove a user': 'remove-user',
  'register a collar': 'claim-device',
  'register a dongle': 'claim-device',
  'add a recipient': 'add-recipient',
  'set a billing profile': 'set-billing-profile',
  'choose own alarm defaults': 'choose-alarm-settings',
  'redeem on an account': 'refuse',
  'ask for a device': 'ask-hand-over',
}

const OF_OURS = 'of the house itself'
const OF_ONESELF = 'staff’s own: there is no way to name somebody else'
const OF_MACHINES = 'of simulated things: they are the engineer’s'

/** Routes that touch nobody else's account. */
const NOBODYS: Readonly<Record<string, string>> = {
  'begin maintenance': OF_OURS,
  'send a text message': 'to a number, in the name of the house',
  mint: OF_OURS,
  'run invoices': 'the house’s own work, by a clock as well; each invoice reaches its account',
  'preview a run': 'nothing is changed',
  'dry run': 'nothing is changed',
  'dry run of an order': 'nothing is changed',
  'set who sells': OF_OURS,
  'simulator order': OF_MACHINES,
  'simulated dongle order': OF_MACHINES,
  'a text in the name of a telephone': OF_MACHINES,
  'simulated modem order': OF_MACHINES,
  subscribe: OF_ONESELF,
  unsubscribe: OF_ONESELF,
  'end another session': OF_ONESELF,
  'end all other sessions': OF_ONESELF,
  'begin a second factor': OF_ONESELF,
  'confirm a second factor': OF_ONESELF,
  'end a second factor': OF_ONESELF,
  'own password': OF_ONESELF,
  'own language': OF_ONESELF,
  'accept the agreement': OF_ONESELF,
  'close the account': OF_ONESELF,
  'keep the account': OF_ONESELF,
  trial: OF_ONESELF,
  'prove a phone': OF_ONESELF,
  'confirm a phone': OF_ONESELF,
  'sign out': OF_ONESELF,
  'try points again': OF_OURS,
  'look up': 'nothing is changed',
  'open an account': 'there is nobody’s account before',
  'reject a number': 'a request of somebody who has no account yet',
}

/** Routes whose entry is on another account than the caller names, or that cannot be performed: why, and the file where the entry comes from. */
const ELSEWHERE: Readonly<Record<string, { why: string; file: string }>> = {
  ...Object.fromEntries(
    ['answer a message', 'close a message', 'erase a message'].map((name) => [
      name,
      {
        why: 'of the contact form, on an account where its writer was signed in: performed in contacts.test.ts',
        file: 'flows/contacts/attend.ts',
      },
    ]),
  ),
  'register a customer': {
    why: 'only asks by mail: whoever agrees has done it, and is no staff',
    file: 'flows/customers/register.ts',
  },
}

/** Acts of a person on what is theirs, of somebody who has no account yet, or of the house: on no account, or never by staff on another's. */
const NEVER_STAFF: readonly string[] = [
  'sign-in',
  'change-password',
  'change-language',
  'reset-password',
  'revoke-sessions',
  'ask-link',
  'register',
  'confirm-factor-reset',
  'stop-factor-reset',
  'reset-second-factor',
  'write-contact',
  'withdraw-contact',
  'request-number',
  'reject-number',
  'erase-account',
  'dispute-sim',
  // A right that is asked for, and no entry.
  'see-alarms',
  'order-run',
  'set-seller',
  'send-sms',
  'retry-set-aside',
]

const CHANGING = TABLE.map(([route]) => route).filter(({ method }) => method !== 'GET')

test('every route that changes something is on one list: shown, nobody’s, or entered by a file that writes to the audit', () => {
  const listed = [SHOWN, NOBODYS, ELSEWHERE, ARRANGED].flatMap((list) => Object.keys(list))
  expect(CHANGING.map(({ name }) => name).filter((name) => !listed.includes(name))).toEqual([])
  expect(listed.filter((name) => !CHANGING.some((route) => route.name === name))).toEqual([])
  expect(listed.filter((name, at) => listed.indexOf(name) !== at)).toEqual([])
  for (const { file } of Object.values(ELSEWHERE))
    expect(readFileSync(join(import.meta.dirname, '../../src', file), 'utf8'), file).toMatch(/record\(|note\(|act: '/)
})

/** Bodies for what the table asks for in a way that is refused. */
async function fitted(name: string, member: Person): Promise<{ url?: string; body?: object }> {
  const accountId = scene.account
  const user = `/api/v1/accounts/${accountId}/users/${member.userId}`
  switch (name) {
    case 'invite a user':
      return { body: { email: 'guest@example.org', level: 'viewer' } }
    case 'change a level':
      return { url: `${user}/level`, body: { level: 'manager' } }
    case 'set a password':
      return { url: `${user}/password` }
    case 'remove a user':
      return { url: user }
    case 'add a recipient':
      return { body: { way: 'email', name: 'Eva', address: 'eva@example.org', accountId } }
    case 'register a collar':
      return { body: { imei: await stocked(), accountId } }
    case 'register a dongle':
      return { body: { caratId: (await door.dongle((await office()).accountId)).caratId, accountId } }
    case 'choose own alarm defaults':
      return { url: `/api/v1/alarm-settings?accountId=${accountId}` }
    case 'set a billing profile':
      return { url: `/api/v1/billing/account?accountId=${accountId}` }
    case 'redeem on an account':
      return { body: { code: 'x', accountId } }
    case 'ask for a device':
      return { body: { imei: await stocked(), accountId } }
    default:
      return {}
  }
}

function office(): Promise<Person> {
  return door.person('admin', 'office')
}

async function stocked(): Promise<string> {
  const id = await door.collar((await office()).accountId)
  const device = door.house.ledger.reads.selectFrom('devices').select('serial').where('id', '=', id)
  return (await device.executeTakeFirstOrThrow()).serial
}

test('each of them, done by an admin, stands in the audit with actor, act and account, and its owner sees it', async () => {
  const member = await door.person('viewer')
  const admin = await door.person('admin', 'office')
  await door.house.ledger.transact('move', async (tx) => {
    const moved = tx.updateTable('memberships').set({ account_id: scene.account })
    await moved.where('user_id', '=', member.userId).execute()
  })
  const missing: string[] = []
  for (const route of CHANGING.filter(({ name }) => Object.hasOwn(SHOWN, name))) {
    const asked = await fitted(route.name, member)
    const payload = asked.body ?? (typeof route.body === 'function' ? route.body(scene) : route.body)
    const before = (await seen())[0]?.id ?? ''
    const answer = await door.api.inject({
      method: route.method,
      url: asked.url ?? route.url(scene),
      ...(payload ? { payload } : {}),
      ...as(admin, route.key ? { 'idempotency-key': route.name.replaceAll(' ', '-') } : {}),
    })
    const fresh = (await seen()).filter(({ id }) => id > before)
    const entry = fresh.find(({ act, by }) => act === SHOWN[route.name] && by === 'staff')
    const told = `${route.name}: ${answer.statusCode} ${answer.body} ${fresh.map(({ act }) => act)}`
    if (!entry) missing.push(told)
    else expect(await actorOf(entry.id), told).toEqual([`user:${admin.userId}`, scene.account])
  }
  expect(missing).toEqual([])
})

test('every act by which staff change something has words in each language of the console', () => {
  const flows = join(import.meta.dirname, '../../src/flows')
  const written = globSync('**/*.ts', { cwd: flows }).map((name) => readFileSync(join(flows, name), 'utf8'))
  const named = [
    ...written.join('\n').matchAll(/act: '([a-z-]+)'|noted\(.*'([a-z-]+)'\)|attend\(\s*house,\s*'([a-z-]+)'/g),
  ]
  const agreed = ['ask', 'confirm', 'cancel'].flatMap((step) => [`${step}-hand-over`, `${step}-merge`])
  const members = ['change-level', 'remove-user', 'set-password']
  const acts = new Set([...named.map(([, ...names]) => names.find(Boolean) ?? ''), ...agreed, ...members])
  for (const act of Object.values(SHOWN)) expect(acts).toContain(act)
  for (const language of ['en', 'sv', 'de']) {
    const file = join(import.meta.dirname, `../../texts/${language}.json`)
    const texts: Record<string, string> = JSON.parse(readFileSync(file, 'utf8'))
    const wordless = [...acts].filter((act) => !NEVER_STAFF.includes(act) && !texts[`console.act.${act}`])
    expect([language, wordless]).toEqual([language, []])
  }
})

/** Who does what besides admins: the least of the levels that may. */
const ALSO: readonly (readonly [level: 'support' | 'reseller', name: string])[] = [
  ['support', 'unlock again'],
  ['support', 'cancel an unlock'],
  ['support', 'send digits'],
  ['support', 'confirm a recipient'],
  ['support', 'ask to take a second factor away'],
  ['support', 'register collars'],
  ['support', 'register a collar for a customer'],
  ['support', 'end a reseller'],
  ['support', 'ask for a merge'],
  ['support', 'confirm an agreement'],
  ['support', 'cancel an agreement'],
  ['reseller', 'register a collar for a customer'],
  ['reseller', 'end a reseller'],
]

test.each([...Object.keys(ARRANGED).map((name) => ['admin', name] as const), ...ALSO])(
  'what staff do stands in the audit and before its owner: %s, %s',
  async (level, name) => {
    const house = await openDoor()
    try {
      const persons = {
        owner: await house.person('owner'),
        other: await house.person('owner'),
        reseller: await house.person('reseller', 'reseller'),
        admin: await house.person('admin', 'office'),
        support: await house.person('support', 'office'),
      }
      const asked = await ARRANGED[name]?.({ door: house, ...persons })
      const by = persons[level]
      expect(await deedOf(house, asked, by, persons[asked?.whose ?? 'owner'])).toEqual([
        {
          act: asked?.act,
          by: 'staff',
          actor: `user:${by.userId}`,
          reason: (asked?.payload as { reason?: string } | undefined)?.reason ?? null,
        },
      ])
    } finally {
      await house.close()
    }
  },
)

/** What its owner sees of it once it was done, with the actor of the audit entry. */
async function deedOf(house: OpenDoor, asked: Asked | undefined, by: Person, { token, accountId }: Person) {
  const { method = 'POST', url = '', payload, act } = asked ?? {}
  const before = (await seen(house, token, accountId)).map(({ id }) => id)
  const body = payload ? { payload } : {}
  const answer = await house.api.inject({ method, url, ...body, ...as(by, { 'idempotency-key': 'deed' }) })
  expect(answer.statusCode, answer.body).toBeLessThan(300)
  const fresh = (await seen(house, token, accountId)).filter((one) => one.act === act && !before.includes(one.id))
  const told: object[] = []
  for (const { id, act, by, reason } of fresh) {
    const [actor, account] = await actorOf(id, house)
    expect(account).toBe(accountId)
    told.push({ act, by, actor, reason })
  }
  return told
}

async function seen(house = door, token = scene.tokens.owner, accountId = scene.account) {
  const url = `/api/v1/accounts/${accountId}/staff-deeds?limit=50`
  return (await house.api.inject({ url, ...as(token) })).json().items as {
    id: string
    act: string
    by: string
    reason: string | null
  }[]
}

async function actorOf(id: string, { house } = door): Promise<[string, string | null]> {
  const entries = house.ledger.reads.selectFrom('audit').select(['actor', 'account_id']).where('id', '=', id)
  const { actor, account_id } = await entries.executeTakeFirstOrThrow()
  return [actor, account_id]
}
