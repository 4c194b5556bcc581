import { readFileSync } from 'node:fs'

/** A collar as its production registered it. `publicKey`: Ed25519, 32 bytes base64url. */
export type Produced = { imei: string; secret: string; publicKey: string; sim: { iccid: string; kind: string } }

/** What the environment asks of the suite; README.md tells the names. */
export type AskedCollar = {
  /** Where to listen for a collar of one's own; null: a simulated one comes. */
  listen: { host: string; port: number } | null
  produced: Produced | null
  /** A key whose commands the collar believes: Ed25519 seed, base64url; null: there is none to sign with. */
  pen: { id: string; seed: string } | null
  /** Commands may be carried out, and the counter raised. */
  destructive: boolean
}

/** @throws Error for an address, a file or a key that is none, or a mode without what it needs */
export function collarAsked(env: NodeJS.ProcessEnv): AskedCollar {
  const url = env.KOPPEL_HW_COLLAR_URL || null
  const destructive = env.KOPPEL_HW_COLLAR_DESTRUCTIVE === '1'
  if (url === null) return { listen: null, produced: null, pen: null, destructive }
  const { protocol, hostname, port } = new URL(url)
  if (protocol !== 'mqtt:')
    throw new Error(`KOPPEL_HW_COLLAR_URL=${url}: the suite listens without TLS, at mqtt://HOST:PORT`)
  const file = env.KOPPEL_HW_COLLAR
  if (!file) throw new Error('KOPPEL_HW_COLLAR_URL needs KOPPEL_HW_COLLAR: a file with {imei, secret, publicKey, sim}')
  const pen = penIn(env.KOPPEL_HW_COLLAR_PEN || null)
  if (destructive && !pen) throw new Error('KOPPEL_HW_COLLAR_DESTRUCTIVE=1 needs KOPPEL_HW_COLLAR_PEN=ID=SEED')
  const listen = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 1883) }
  return { listen, produced: producedIn(file), pen, destructive }
}

/** One collar, or a list that begins with it, as `koppel device import` takes them. */
function producedIn(file: string): Produced {
  const written = JSON.parse(readFileSync(file, 'utf8')) as Produced | Produced[]
  const one = Array.isArray(written) ? written[0] : written
  if (!one?.imei || !one.secret || !one.publicKey || !one.sim?.iccid)
    throw new Error(`${file} must hold {imei, secret, publicKey, sim: {iccid, kind}}`)
  return one
}

function penIn(written: string | null): AskedCollar['pen'] {
  if (written === null) return null
  const [, id = '', seed = ''] = /^([^=]{1,32})=([A-Za-z0-9_-]{43})$/.exec(written) ?? []
  if (seed === '') throw new Error('KOPPEL_HW_COLLAR_PEN must be ID=SEED, the seed 32 bytes in base64url')
  return { id, seed }
}
