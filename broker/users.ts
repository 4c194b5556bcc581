import { scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { Random } from '../src/std/random.ts'
import { covers } from './topics.ts'
import type { Gate, Verdict } from './types.ts'

/** One line of the password file: MQTT filters say where a user may publish and subscribe. */
export type User = { name: string; password: string; publish: string[]; subscribe: string[] }

const derive = promisify<string | Buffer, Buffer, number, Buffer>(scrypt)
const SALT_BYTES = 16
const KEY_BYTES = 32
const HASH = /^scrypt:([A-Za-z0-9_-]{22}):([A-Za-z0-9_-]{43})$/

/** Checks under way at once, each about 50 ms of a core; whoever comes on top is told to try again later. */
const CHECKS_MAX = 20

/** What stands in the file for `password`: scrypt with Node's default cost (RFC 7914: N = 16384, r = 8, p = 1). */
export async function hashPassword(password: string, random: Random): Promise<string> {
  const salt = Buffer.from(random.bytes(SALT_BYTES))
  return `scrypt:${salt.toString('base64url')}:${(await derive(password, salt, KEY_BYTES)).toString('base64url')}`
}

/**
 * Reads `{"users": [{"name", "password", "publish": [filter], "subscribe": [filter]}]}`.
 * @returns the users, or every fault found
 */
export function readUsers(text: string): { users: User[] } | { faults: string[] } {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return { faults: ['the password file is not JSON'] }
  }
  const list = isRecord(parsed) ? parsed.users : undefined
  if (!Array.isArray(list) || list.length === 0) return { faults: ['the password file has no "users"'] }
  const faults: string[] = []
  const users = new Map<string, User>()
  for (const [at, entry] of list.entries()) {
    const user: Record<string, unknown> = isRecord(entry) ? entry : {}
    const { name, password, publish = [], subscribe = [] } = user
    if (typeof name !== 'string' || name === '') faults.push(`user ${at}: "name" is missing`)
    else if (users.has(name)) faults.push(`user ${at}: "${name}" is there twice`)
    else if (typeof password !== 'string' || !HASH.test(password)) faults.push(`user ${at}: "password" is not a hash`)
    else if (!isTexts(publish) || !isTexts(subscribe))
      faults.push(`user ${at}: "publish" and "subscribe" are lists of filters`)
    else users.set(name, { name, password, publish, subscribe })
  }
  return faults.length > 0 ? { faults } : { users: [...users.values()] }
}

/**
 * Lets the users of a password file in, each under its own name. Keeps nothing: a PUBACK means that the broker has passed the message on
 * to whoever was connected.
 */
export function usersGate(
  users: readonly User[],
): Pick<Gate, 'authenticate' | 'mayPublish' | 'maySubscribe' | 'received'> {
  const byName = new Map(users.map((user) => [user.name, user]))
  let checking = 0
  const allows = (clientId: string, way: 'publish' | 'subscribe', asked: string): boolean =>
    byName.get(clientId)?.[way].some((pattern) => covers(pattern, asked)) ?? false
  return {
    async authenticate({ clientId, username, password }): Promise<Verdict> {
      const user = byName.get(clientId)
      if (!user || username !== clientId || !password) return 'bad-credentials'
      if (checking >= CHECKS_MAX) return 'unavailable'
      checking++
      try {
        return (await fits(user.password, Buffer.from(password))) ? 'accepted' : 'bad-credentials'
      } finally {
        checking--
      }
    },
    mayPublish: (clientId, topic) => allows(clientId, 'publish', topic),
    maySubscribe: (clientId, filter) => allows(clientId, 'subscribe', filter),
    received: async () => {},
  }
}

async function fits(hash: string, password: Buffer): Promise<boolean> {
  const [, salt = '', key = ''] = HASH.exec(hash) ?? []
  return timingSafeEqual(
    await derive(password, Buffer.from(salt, 'base64url'), KEY_BYTES),
    Buffer.from(key, 'base64url'),
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}
