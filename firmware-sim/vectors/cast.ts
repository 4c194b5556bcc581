import { createHash } from 'node:crypto'
import type { Fields } from '../codec.ts'
import { type CollarIdentity, makeSim } from '../identity.ts'
import { publicHalf, signingKey } from '../signature.ts'
import { SIM_KINDS, type SimCard } from '../sim-card.ts'
import type { BackendPen } from './sign-command.ts'

/** Who plays in the vectors: keys, numbers and times that never change. All secrets here are public. */

const seedOf = (purpose: string): string => createHash('sha256').update(`koppel vectors ${purpose}`).digest('base64url')

/** 2026-09-21T14:13:20Z: the collar's clock in every vector. */
export const CLOCK_S = 1_790_000_000
export const IMEI = '001012340000003'

export const PENS: readonly BackendPen[] = [
  { id: 'backend-1', seed: seedOf('backend key 1') },
  { id: 'backend-2', seed: seedOf('backend key 2') },
]
/** Signs well, but no collar knows it. */
export const STRANGER: BackendPen = { id: 'backend-3', seed: seedOf('a stranger') }
export const DEVICE_SEED = seedOf('device key')

export const SIMS = Object.fromEntries(
  SIM_KINDS.map((kind, card) => [kind, makeSim({ kind, imei: IMEI, card, now_ms: CLOCK_S * 1000 })]),
) as Record<(typeof SIM_KINDS)[number], SimCard>

export function identityWith(sim: SimCard): CollarIdentity {
  const backendKeys = PENS.map(({ id, seed }) => ({ id, publicKey: publicHalf(signingKey(seed)) }))
  return { imei: IMEI, secret: seedOf('device secret'), deviceKeySeed: DEVICE_SEED, backendKeys, sim }
}

/** The cast as the file shows it. */
export function castShown(): Fields {
  const shown = ({ id, seed }: BackendPen): Fields => ({ id, seed, publicKey: publicHalf(signingKey(seed)) })
  return {
    clock: CLOCK_S,
    collar: { imei: IMEI, key: '1', seed: DEVICE_SEED, publicKey: publicHalf(signingKey(DEVICE_SEED)) },
    backend: PENS.map(shown),
    stranger: shown(STRANGER),
    sims: SIMS as unknown as Fields,
  }
}

export function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
