import { Members } from '../std/members.ts'
import { type PayloadValue, readPayload } from '../std/payload.ts'
import { parseInstant } from '../std/period.ts'
import { RECEIPT_BYTES_MAX, RECEIPT_FORM } from './receipt.ts'

/** The file, its bytes decoded; the body is still the text that the seal covers. */
export type ReadFile = { key: string; publicKey: Uint8Array; digest: string; body: string; sig: Uint8Array }

/** What a receipt says of a device, decoded but not yet believed. */
export type ReadDevice = {
  serial: string
  publicKey: Uint8Array
  counter: number
  before: ReadCarried | null
  after: ReadCarried | null
  command: { id: string; key: string; publicKey: Uint8Array; envelope: Uint8Array }
  result: { key: string; body: Uint8Array; sig: Uint8Array }
}
/** `until` in milliseconds since 1970, `balance` in minor units: as a device's result has them. */
export type ReadCarried = { until: number } | { balance: number; currency: string }

export type ReadStatement = {
  redemption: string
  family: string
  redeemedAt: string
  appliedAt: string
  effect: Members
  /** What was bought, to be shown: name and value of each member of the effect that is a text or a number. */
  bought: readonly (readonly [name: string, value: string])[]
  device: ReadDevice | null
}

const MEMBERS = ['form', 'key', 'publicKey', 'digest', 'body', 'sig']
const COUNTER_MAX = Number.MAX_SAFE_INTEGER

/** Reads the file. Null unless it has exactly the members of a receipt, each in its one form: what nothing covers must not be there. */
export function readFile(text: string): ReadFile | null {
  if (Buffer.byteLength(text) > RECEIPT_BYTES_MAX) return null
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return null
  const names = Object.keys(parsed)
  if (names.length !== MEMBERS.length || !MEMBERS.every((name) => names.includes(name))) return null
  const { body, ...rest } = parsed as Record<string, never>
  if (typeof body !== 'string') return null
  const members = new Members(rest, 'json')
  members.oneOf('form', [RECEIPT_FORM])
  const file = {
    key: members.text('key', 64),
    publicKey: members.bytes('publicKey', 32),
    digest: members.text('digest', 43),
    body,
    sig: members.bytes('sig', 64),
  }
  return members.fault ? null : file
}

/** Reads what the body states. Null where a member is missing or has another form. */
export function readStatement(body: string): ReadStatement | null {
  const read = readPayload(Buffer.from(body, 'utf8'))
  if (!read.ok || read.encoding !== 'json') return null
  const members = new Members(read.object, 'json')
  const statement = {
    redemption: members.text('redemption', 64),
    family: members.text('family', 64),
    redeemedAt: members.text('redeemedAt', 40),
    appliedAt: members.text('appliedAt', 40),
    effect: members.object('effect'),
    bought: boughtIn(read.object.effect),
  }
  statement.effect.again().text('type', 64)
  const device = members.has('device') ? readDevice(members.object('device')) : null
  return members.fault || device === 'malformed' ? null : { ...statement, device }
}

function boughtIn(effect: PayloadValue | undefined): ReadStatement['bought'] {
  if (typeof effect !== 'object' || effect === null) return []
  return Object.entries(effect).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [],
  )
}

function readDevice(members: Members): ReadDevice | 'malformed' {
  const command = members.object('command')
  const result = members.object('result')
  const device = {
    serial: members.text('serial', 32),
    publicKey: members.bytes('publicKey', 32),
    counter: members.integer('counter', 1, COUNTER_MAX),
    before: readCarried(members, 'before'),
    after: readCarried(members, 'after'),
    command: {
      id: command.text('id', 64),
      key: command.text('key', 64),
      publicKey: command.bytes('publicKey', 32),
      envelope: command.bytes('envelope', RECEIPT_BYTES_MAX),
    },
    result: {
      key: result.text('key', 32),
      body: result.bytes('body', RECEIPT_BYTES_MAX),
      sig: result.bytes('sig', 64),
    },
  }
  return members.fault || command.fault || result.fault ? 'malformed' : device
}

function readCarried(members: Members, key: 'before' | 'after'): ReadCarried | null {
  if (!members.has(key)) return null
  const carried = members.object(key)
  if (carried.has('validUntil')) {
    const until = parseInstant(carried.text('validUntil', 40))
    if (until === null) members.refuse('out-of-range', key)
    return { until: until ?? 0 }
  }
  const read = {
    balance: carried.integer('balanceMinor', -COUNTER_MAX, COUNTER_MAX),
    currency: carried.text('currency', 3),
  }
  if (carried.fault) members.refuse(carried.fault.reason, key)
  return read
}
