import { type Encoding, encode, type Fields } from '../codec.ts'
import { signBody, signingKey } from '../signature.ts'

/** A signing key of the backend, as only vectors and tests may hold it. `seed`: 32 bytes base64url. */
export type BackendPen = { id: string; seed: string }

/** The envelope of collar protocol §5 around a body, given as members or as its very bytes. */
export function signCommand(pen: BackendPen, body: Fields | Uint8Array, encoding: Encoding = 'json'): Uint8Array {
  const bytes = body instanceof Uint8Array ? body : encode(body, encoding)
  const sig = signBody(signingKey(pen.seed), 'koppel/v1/command', bytes)
  return encode({ key: pen.id, body: bytes, sig }, encoding)
}
