import type { KeyObject } from 'node:crypto'
import { isId } from '../../src/std/ids.ts'
import { parseInstant } from '../../src/std/period.ts'
import { bytesOf, decode, type Fields } from '../codec.ts'
import { signatureFits } from '../signature.ts'

/** Why a command could not be trusted or read (collar protocol §4, `command-rejected`). */
export type Rejection = 'bad-signature' | 'other-device' | 'malformed' | 'unknown-type'

/** An effect command that is certainly the backend's and meant for this collar. */
export type EffectCommand = { id: string; device: string; counter: number; iccid: string } & Target
export type Target = { type: 'sim-extend'; until_ms: number } | { type: 'sim-top-up'; amount: number; currency: string }

/** Who reads: the collar's IMEI and the backend's public keys by their ids. */
export type Reader = { imei: string; backendKeys: ReadonlyMap<string, KeyObject> }

/** Collar protocol §5: `amount` is at most this many minor units. */
const AMOUNT_MAX = 1e12

/** Step 1 of collar protocol §5, in its order: envelope, signature, body, `device`, `type`, the other members. */
export function readCommand(payload: Uint8Array, reader: Reader): EffectCommand | Rejection {
  const envelope = readEnvelope(payload)
  if (!envelope) return 'malformed'
  const key = reader.backendKeys.get(envelope.key)
  if (!key || !signatureFits(key, 'koppel/v1/command', envelope.body, envelope.sig)) return 'bad-signature'
  const body = decode(envelope.body)
  if (typeof body?.device !== 'string' || typeof body.type !== 'string') return 'malformed'
  if (body.device !== reader.imei) return 'other-device'
  if (body.type !== 'sim-extend' && body.type !== 'sim-top-up') return 'unknown-type'
  return readEffect(body, body.type) ?? 'malformed'
}

function readEnvelope(payload: Uint8Array): { key: string; body: Uint8Array; sig: Uint8Array } | null {
  const fields = decode(payload)
  const body = bytesOf(fields?.body)
  const sig = bytesOf(fields?.sig)
  const key = fields?.key
  return body && sig && typeof key === 'string' && key.length <= 32 ? { key, body, sig } : null
}

function readEffect(body: Fields, type: Target['type']): EffectCommand | null {
  const { id, device, counter, iccid } = body
  if (typeof id !== 'string' || !isId(id.toLowerCase())) return null
  if (typeof device !== 'string' || typeof iccid !== 'string') return null
  if (!isCount(counter, Number.MAX_SAFE_INTEGER) || !Number.isSafeInteger(body.issued)) return null
  const target = type === 'sim-extend' ? readEnd(body) : readAmount(body)
  return target && { id, device, counter, iccid, ...target }
}

function readEnd({ until }: Fields): Target | null {
  const until_ms = typeof until === 'string' ? parseInstant(until) : null
  return until_ms === null ? null : { type: 'sim-extend', until_ms }
}

function readAmount({ amount, currency }: Fields): Target | null {
  if (!isCount(amount, AMOUNT_MAX) || typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) return null
  return { type: 'sim-top-up', amount, currency }
}

function isCount(value: unknown, most: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= most
}
