import type { BackendKey } from './read-command.ts'

/** The secret of a dongle; null: none was given for it. */
export type SecretOf = (caratId: string) => string | null

const SECRET = /^[A-Za-z0-9_-]{43}$/
const LINE = /^([0-9A-Fa-f]{8})\s+([A-Za-z0-9_-]{43})$/

/**
 * Reads what production printed: a line for each dongle, Carat-ID and secret; or one secret alone, for whatever dongle is plugged in. Empty lines and those that begin
 * with `#` are passed over. Null: a line is neither. Nothing of the text is ever told.
 */
export function readSecrets(text: string): SecretOf | null {
  const lines = text.split(/\r?\n/).map((line) => line.trim())
  const told = lines.filter((line) => line !== '' && !line.startsWith('#'))
  const [only = ''] = told
  if (told.length === 1 && SECRET.test(only)) return () => only
  const secrets = new Map<string, string>()
  for (const line of told) {
    const [, caratId, secret] = LINE.exec(line) ?? []
    if (!caratId || !secret) return null
    secrets.set(caratId.toUpperCase(), secret)
  }
  return secrets.size === 0 ? null : (caratId) => secrets.get(caratId) ?? null
}

/** Reads `id=key`, as the registration of dongles prints it. Null: it is not of that form, or no Ed25519 key of 32 bytes in base64url. */
export function readBackendKey(text: string): BackendKey | null {
  const [, id, key] = /^([!-<>-~]{1,32})=([A-Za-z0-9_-]{43})$/.exec(text) ?? []
  return id && key ? { id, publicKey: new Uint8Array(Buffer.from(key, 'base64url')) } : null
}
