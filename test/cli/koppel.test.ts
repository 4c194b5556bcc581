import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { redemptionRow, stepRedemption } from '../../src/codes/redemptions.ts'
import { publicBytes } from '../../src/devices/signature.ts'
import { luhnDigit } from '../../src/std/luhn.ts'
import { tell } from '../../src/store/events.ts'
import { as, NO_CODE, OPERATOR_TOKEN, type OpenDoor, openDoor, PASSWORD, type Person } from '../http/open-door.ts'
import { temporaryDirectory } from '../setup/temporary-directory.ts'
import { koppel, startKoppel } from './run-koppel.ts'

let door: OpenDoor
let owner: Person
let device: string
let imei: string
let env: Record<string, string>
beforeAll(async () => {
  door = await openDoor()
  owner = await door.person('owner')
  device = await door.collar(owner.accountId)
  await door.api.listen({ host: '127.0.0.1', port: 0 })
  imei = (await door.api.inject({ url: `/api/v1/devices/${device}`, ...as(owner) })).json().imei
  const { port } = door.api.server.address() as AddressInfo
  env = { KOPPEL_URL: `http://127.0.0.1:${port}`, KOPPEL_TOKEN: owner.token }
})
afterAll(() => door.close())

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** The device's answer, as far as the ledger and its listeners notice. */
async function settle(id: string, state: 'applied' | 'refused'): Promise<void> {
  const { ledger, world } = door.house
  await ledger.transact('settle-in-test', async (tx) => {
    const row = await redemptionRow(tx, id)
    if (!row) throw new Error('no such redemption')
    const reason = state === 'refused' ? 'other-iccid' : null
    await stepRedemption(tx, id, { state, at: world.clock.now(), effect: row.effect, reason })
    await tell(tx, world, { accountId: row.account_id, topic: `redemption:${id}`, body: JSON.stringify({ state }) })
  })
}

/** Redeems, and answers for the device as soon as the program has said that the code is accepted. */
async function redeemAndSettle(state: 'applied' | 'refused', json: boolean, more: Record<string, string> = {}) {
  const [code = ''] = await door.codes(1)
  const accepted = Promise.withResolvers<string>()
  const argv = ['redeem', code, '--device', imei, ...(json ? ['--json'] : [])]
  const { ran } = startKoppel(argv, { env: { ...env, ...more }, onOut: accepted.resolve })
  await accepted.promise
  const { id } = await door.house.ledger.reads
    .selectFrom('redemptions')
    .select('id')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()
  await settle(id, state)
  await door.clock.advance(1)
  return ran
}

test('a code is watched until the device has applied it, in the words of the person', async () => {
  const { code, out, err } = await redeemAndSettle('applied', false, { LANG: 'sv_SE.UTF-8' })
  expect([code, err]).toEqual([0, ''])
  expect(out).toMatch(/Mottagen\n/)
  expect(out).toMatch(/Klart\n/)
  expect(out).toContain('Tele2: P1Y')
})

test('a script gets each state as one line, and the outcome as the exit code', async () => {
  const applied = await redeemAndSettle('applied', true)
  const refused = await redeemAndSettle('refused', true)
  const lines = (out: string) =>
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  expect([applied.code, refused.code]).toEqual([0, 1])
  expect(lines(applied.out).map(({ state }) => state)).toEqual(['queued', 'applied'])
  expect(lines(refused.out).at(-1)).toMatchObject({ state: 'refused', reason: 'other-iccid' })
})

test('with --no-watch the program returns when the code is accepted; the same key sent again changes nothing', async () => {
  const [code = ''] = await door.codes(1)
  const args = ['redeem', code, '--device', device, '--no-watch', '--json', '--idempotency-key', 'from-a-script']
  const [first, second] = [await koppel(args, { env }), await koppel(args, { env })]
  expect([first.code, second.code]).toEqual([0, 0])
  expect(second.out).toBe(first.out)
})

test('a code from standard input and a device by its name', async () => {
  const [code = ''] = await door.codes(1)
  const ran = await koppel(['redeem', '-', '--device', 'bella', '--dry-run'], { env, input: `${code}\n` })
  expect(ran).toMatchObject({ code: 0, err: '' })
  expect(ran.out).toContain('Tele2: P1Y, -> ')
  expect((await koppel(['redeem', '-', '--device', 'bella'], { env, input: ' \n' })).code).toBe(2)
})

test('a refusal is told in the language of the terminal, with what to do', async () => {
  const ran = await koppel(['redeem', NO_CODE, '--device', imei], { env: { ...env, LC_ALL: 'de_DE.UTF-8' } })
  expect([ran.code, ran.out]).toEqual([1, ''])
  expect(ran.err).toContain('Diesen Code kennen wir nicht')
  expect(ran.err).toContain('help@koppel.test')
  const json = await koppel(['redeem', NO_CODE, '--device', imei, '--json'], { env })
  expect([json.code, JSON.parse(json.out).code, json.err]).toEqual([1, 'unknown', ''])
})

test('after --timeout the program ends, and says that nothing is lost', async () => {
  const [code = ''] = await door.codes(1)
  const ran = await koppel(['redeem', code, '--device', imei, '--timeout', '1'], { env: { ...env, LANG: 'en_GB' } })
  expect(ran.code).toBe(4)
  expect(ran.err).toMatch(/nothing is lost/)
})

test('Ctrl-C ends the watching, not the redemption', async () => {
  const [code = ''] = await door.codes(1)
  const accepted = Promise.withResolvers<string>()
  const { child, ran } = startKoppel(['redeem', code, '--device', imei, '--json'], { env, onOut: accepted.resolve })
  const { id } = JSON.parse(await accepted.promise)
  child.kill('SIGINT')
  expect((await ran).code).toBe(130)
  expect((await door.api.inject({ url: `/api/v1/redemptions/${id}`, ...as(owner) })).json().state).toBe('queued')
})

test.each([
  [['redeem'], 'code'],
  [['redeem', '--device', 'Bella'], 'code'],
  [['redeem', 'X', '--device', 'Bella', '--timeout', 'soon'], 'seconds'],
  [['redeem', 'X', '--device', 'Nobody'], 'No device'],
  [['device', 'import', '/nowhere/collars.json'], 'ENOENT'],
  [['dance'], 'unknown command'],
])('a wrong command line ends with 2 and says why: %j', async (argv, why) => {
  const ran = await koppel(argv, { env })
  expect([ran.code, ran.out]).toEqual([2, ''])
  expect(ran.err).toContain(why)
})

test.each([
  [['--help']],
  [['redeem', '--help']],
  [['device', '--help']],
  [['device', 'import', '--help']],
  [['session', '--help']],
  [['serve', '--help']],
  [['demo', '--help']],
  [['sim', '--help']],
])('%j tells how it is used', async (argv) => {
  const ran = await koppel(argv)
  expect([ran.code, ran.err]).toEqual([0, ''])
  expect(ran.out).toMatch(/^Usage: koppel/)
})

test('two devices of one name are not mixed up', async () => {
  const twins = await door.person('owner')
  await door.collar(twins.accountId)
  await door.collar(twins.accountId)
  const ran = await koppel(['device', 'show', 'Bella'], { env: { ...env, KOPPEL_TOKEN: twins.token } })
  expect([ran.code, ran.out]).toEqual([2, ''])
  expect(ran.err).toContain('Several devices')
})

test('devices are listed for a person and for a script', async () => {
  const table = await koppel(['device', 'list'], { env })
  expect(table.out.split('\n')[1]).toMatch(new RegExp(`^Bella +${imei} +Tele2 +2027-02-20 +offline`))
  const lines = await koppel(['device', 'list', '--json'], { env })
  expect(JSON.parse(lines.out.trim())).toMatchObject({ id: device, imei })
})

test('a name with escape sequences does not reach the terminal', async () => {
  const prankster = await door.person('owner')
  const id = await door.collar(prankster.accountId)
  await door.house.ledger.transact('rename', async (tx) => {
    await tx.updateTable('devices').set({ name: '\u001b[2JRex' }).where('id', '=', id).execute()
  })
  const ran = await koppel(['device', 'list'], { env: { ...env, KOPPEL_TOKEN: prankster.token } })
  expect(ran.out).toContain('?[2JRex')
  expect(ran.out).not.toContain('\u001b')
})

test('a delivery is imported from a file; what is not valid is named, and ends with 1', async () => {
  const checked = (digits: string): string => digits + luhnDigit(digits)
  const publicKey = Buffer.from(publicBytes(generateKeyPairSync('ed25519').privateKey)).toString('base64url')
  const collar = {
    imei: checked('35000000009999'),
    secret: Buffer.alloc(32, 1).toString('base64url'),
    publicKey,
    sim: { iccid: checked('8946000000000009999'), kind: 'tele2', until: '2027-01-01T00:00:00Z' },
  }
  const file = join(temporaryDirectory(), 'collars.json')
  writeFileSync(file, JSON.stringify([collar, { ...collar, imei: '1' }]))
  const admin = { ...env, KOPPEL_TOKEN: OPERATOR_TOKEN }
  const ran = await koppel(['device', 'import', file, '--account', owner.accountId], { env: admin })
  expect(ran.code).toBe(1)
  expect(ran.out).toMatch(
    /^1 registered, 0 already there, 1 not valid\nWrite this key into the collars: --backend-key command-signing-1=[\w-]{43}\n$/,
  )
  expect(ran.err).toBe('1: imei is not valid\n')
  expect((await koppel(['device', 'import', file], { env })).err).toContain('You may not do this')
  writeFileSync(file, '{"not":"a list"}')
  expect((await koppel(['device', 'import', file], { env: admin })).code).toBe(2)
})

test('a session gives a token that works, and a wrong password does not', async () => {
  const { KOPPEL_URL = '' } = env
  const ran = await koppel(['session', '--email', owner.email], { env: { KOPPEL_URL }, input: `${PASSWORD}\n` })
  expect(ran.code).toBe(0)
  expect((await koppel(['device', 'list'], { env: { KOPPEL_URL, KOPPEL_TOKEN: ran.out.trim() } })).code).toBe(0)
  expect((await koppel(['session', '--email', owner.email], { env: { KOPPEL_URL }, input: 'wrong\n' })).code).toBe(1)
})

test('run.json of the data directory is enough to reach the server', async () => {
  const dir = temporaryDirectory()
  writeFileSync(join(dir, 'run.json'), JSON.stringify({ url: env.KOPPEL_URL, token: OPERATOR_TOKEN, pid: 1 }))
  expect((await koppel(['device', 'show', imei], { env: { KOPPEL_DATA_DIR: dir } })).out).toContain(device)
  mkdirSync(join(dir, 'data'))
  writeFileSync(join(dir, 'data', 'run.json'), '{"url":')
  expect((await koppel(['device', 'list'], { cwd: dir })).err).toContain('damaged')
})

test('a server that cannot be reached ends with 3 and says what to do', async () => {
  const dir = temporaryDirectory()
  const nowhere = await koppel(['device', 'list'], { cwd: dir })
  expect(nowhere.code).toBe(3)
  expect(nowhere.err).toContain('koppel demo')
  const noToken = await koppel(['device', 'list'], { cwd: dir, env: { KOPPEL_URL: 'http://127.0.0.1:1' } })
  expect([noToken.code, noToken.err]).toEqual([3, expect.stringContaining('KOPPEL_TOKEN')])
  const gone = createServer()
  const url = await listening(gone)
  await new Promise((resolve) => gone.close(resolve))
  const refused = await koppel(['device', 'list'], { env: { KOPPEL_URL: url, KOPPEL_TOKEN: 'x' } })
  expect([refused.code, refused.err]).toEqual([3, expect.stringContaining('ECONNREFUSED')])
})

test('a server that is something else is told from ours', async () => {
  const other = createServer((_request, answer) => answer.writeHead(404).end('<h1>nginx</h1>'))
  const url = await listening(other)
  const ran = await koppel(['device', 'list'], { env: { KOPPEL_URL: url, KOPPEL_TOKEN: 'x' } })
  expect([ran.code, ran.err]).toEqual([3, expect.stringContaining('no answer of Koppel')])
  other.close()
})

test('a token that is worth nothing is told as such', async () => {
  const ran = await koppel(['device', 'list'], { env: { ...env, KOPPEL_TOKEN: 'kop_old' } })
  expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('not signed in')])
})
