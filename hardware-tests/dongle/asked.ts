import { type PortName, readPortName } from '../../src/serial/port/name.ts'

/** What the environment asks of the suite; README.md tells the names. */
export type AskedBoard = {
  /** Null: a simulated dongle. */
  port: PortName | null
  /** 32 bytes, with which this suite makes unlock codes and checks proofs. */
  key: Uint8Array | null
  /** User information, licences and failures may be changed, and lock-outs begun. */
  destructive: boolean
  /** A shell command after which the board has been without power. */
  powerCycle: string | null
}

const BYTES = 32

/** @throws Error for a name that is no port's, a key that is none, or a mode without what it needs */
export function boardAsked(env: NodeJS.ProcessEnv): AskedBoard {
  const named = env.KOPPEL_HW_DONGLE || null
  const port = named === null ? null : readPortName(named)
  if (named !== null && !port) throw new Error(`KOPPEL_HW_DONGLE=${named} names no port`)
  const written = env.KOPPEL_HW_DONGLE_KEY || null
  const key = written === null ? null : Buffer.from(written, /^[0-9a-f]{64}$/i.test(written) ? 'hex' : 'base64url')
  if (key && key.length !== BYTES) throw new Error('KOPPEL_HW_DONGLE_KEY must be 32 bytes, in hexadecimal or base64url')
  const destructive = env.KOPPEL_HW_DONGLE_DESTRUCTIVE === '1'
  if (port && destructive && !key)
    throw new Error('KOPPEL_HW_DONGLE_DESTRUCTIVE=1 needs KOPPEL_HW_DONGLE_KEY: without it there is no right code')
  return { port, key, destructive, powerCycle: env.KOPPEL_HW_DONGLE_POWER_CYCLE || null }
}
