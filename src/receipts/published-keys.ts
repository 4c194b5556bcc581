import { createHash } from 'node:crypto'

/** Where a house publishes its public keys. */
export const KEYS_PATH = '/.well-known/koppel-keys.json'

/** A public key of the house, as it is published. */
export type PublishedKey = {
  id: string
  purpose: 'receipt-signing' | 'command-signing'
  alg: 'Ed25519'
  /** Raw key, 32 bytes, base64url. */
  publicKey: string
  fingerprint: string
}

/** SHA-256 of the raw key in hexadecimal: short enough to be read out on the telephone. */
export function fingerprintOf(publicKey: Uint8Array): string {
  return createHash('sha256').update(publicKey).digest('hex')
}

/**
 * The fingerprints of the keys that may seal receipts, from a file of published keys that somebody keeps. They are computed from the keys themselves.
 * Null: not such a file, or no such key in it.
 */
export function pinnedFingerprints(text: string): string[] | null {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return null
  }
  const { keys } = (parsed ?? {}) as { keys?: unknown }
  if (!Array.isArray(keys)) return null
  const found = keys.flatMap((key: unknown) => {
    const { purpose, publicKey } = (key ?? {}) as { purpose?: unknown; publicKey?: unknown }
    if (purpose !== 'receipt-signing' || typeof publicKey !== 'string') return []
    const bytes = Buffer.from(publicKey, 'base64url')
    return bytes.length === 32 ? [fingerprintOf(bytes)] : []
  })
  return found.length > 0 ? found : null
}
