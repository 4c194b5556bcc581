import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { connectAsync } from 'mqtt'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seededRandom } from '../src/std/random.ts'
import { readConfig } from './config.ts'
import { hashPassword, readUsers, usersGate } from './users.ts'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))
let folder = ''
let usersFile = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'koppel-broker-'))
  usersFile = join(folder, 'users.json')
  const password = await hashPassword('hunter2', seededRandom(1))
  const users = [
    { name: 'bridge', password, publish: ['v1/#'], subscribe: ['v1/+/+/command'] },
    { name: 'idle', password },
  ]
  writeFileSync(usersFile, JSON.stringify({ users }))
})
afterAll(() => rmSync(folder, { recursive: true }))

function run(env: Record<string, string>, ...args: string[]) {
  return spawn(process.execPath, [MAIN, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] })
}

test('it listens, serves the users of its file, logs JSON, and drains on SIGTERM', async () => {
  const child = run({ KOPPEL_BROKER_USERS: usersFile, KOPPEL_MQTT_PORT: '0' })
  const exited = once(child, 'exit')
  const lines: Record<string, unknown>[] = []
  const listening = Promise.withResolvers<number>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    const entry = JSON.parse(line)
    lines.push(entry)
    if (entry.msg === 'listening') listening.resolve(entry.port)
  })
  const url = `mqtt://127.0.0.1:${await listening.promise}`
  const login = { clientId: 'bridge', username: 'bridge', reconnectPeriod: 0 }
  await expect(connectAsync(url, { ...login, password: 'wrong' })).rejects.toMatchObject({ code: 4 })
  const client = await connectAsync(url, { ...login, password: 'hunter2' })
  await client.publishAsync('v1/collars/1/report', 'x', { qos: 1 })
  const closed = new Promise<void>((resolve) => client.once('close', resolve))
  child.kill('SIGTERM')
  await closed
  await client.endAsync()
  expect(await exited).toEqual([0, null])
  expect(JSON.stringify(lines)).not.toContain('hunter2')
  expect(lines.map(({ msg }) => msg)).toEqual(['listening', 'refused by the broker', 'connected', 'disconnected'])
})

test('without a password file it does not start, says every fault, and exits with 78', async () => {
  const child = run({ KOPPEL_MQTT_PORT: 'many', KOPPEL_MQTTS_PORT: '0', KOPPEL_LOG_LEVEL: 'loud' })
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
  expect(code).toBe(78)
  for (const name of ['KOPPEL_BROKER_USERS', 'KOPPEL_MQTT_PORT', 'KOPPEL_MQTTS_PORT', 'KOPPEL_LOG_LEVEL']) {
    expect(said).toContain(name)
  }
})

test('it hashes a password as the file wants it', async () => {
  const child = run({}, 'hash')
  child.stdin.end('hunter2\n')
  const hash = (await text(child.stdout)).trim()
  const read = readUsers(JSON.stringify({ users: [{ name: 'a', password: hash }] }))
  const gate = usersGate('users' in read ? read.users : [])
  const ask = (password: string) =>
    gate.authenticate({
      clientId: 'a',
      username: 'a',
      password: Buffer.from(password),
      certificateName: null,
      remoteAddress: '',
    })
  expect([await ask('hunter2'), await ask('hunter3')]).toEqual(['accepted', 'bad-credentials'])
})

test('a user reaches what its filters cover and nothing else', async () => {
  const password = await hashPassword('x', seededRandom(1))
  const gate = usersGate([{ name: 'a', password, publish: ['v1/+/a/report'], subscribe: ['v1/#'] }])
  expect(gate.mayPublish('a', 'v1/collars/a/report')).toBe(true)
  expect(gate.mayPublish('a', 'v1/collars/b/report')).toBe(false)
  expect(gate.mayPublish('b', 'v1/collars/a/report')).toBe(false)
  expect(gate.maySubscribe('a', 'v1/+/+/command')).toBe(true)
  expect(gate.maySubscribe('a', '#')).toBe(false)
  expect(gate.maySubscribe('a', '+/x')).toBe(false)
})

test('a password file with faults is refused, each told by its place', () => {
  const hash = `scrypt:${'A'.repeat(22)}:${'A'.repeat(43)}`
  const users = [{}, { name: 'a', password: 'plain' }, { name: 'b', password: hash, publish: 'v1/#' }, null]
  expect(readUsers(JSON.stringify({ users }))).toEqual({
    faults: [
      'user 0: "name" is missing',
      'user 1: "password" is not a hash',
      'user 2: "publish" and "subscribe" are lists of filters',
      'user 3: "name" is missing',
    ],
  })
  for (const text of ['', '[]', '{}', '{"users": []}', 'null']) expect(readUsers(text)).toHaveProperty('faults')
})

test('a file that cannot be read is a fault, not a start without it', () => {
  const config = readConfig({ KOPPEL_BROKER_USERS: '/nowhere' }, () => {
    throw new Error('ENOENT')
  })
  expect(config).toEqual({ faults: ['KOPPEL_BROKER_USERS: ENOENT'] })
})
