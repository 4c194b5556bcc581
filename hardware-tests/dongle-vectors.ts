import { readFileSync } from 'node:fs'

/** Points (0: none) and E, held under one licence number. */
type Held = { points: number; e: boolean }

/** A step of an exchange; README.md says what it means. */
export type ExchangeStep =
  | { command: number; payload: string; answer: string }
  | { wait_s: number }
  | { powerCycle: true }

/** `vectors/dongle.json`; README.md says what its members mean. Bytes are hexadecimal. */
export type DongleVectors = {
  cast: { caratId: string; key: string; keyVersion: number; users: string[] }
  keys: { keyVersion: number; master: string; caratId: string; key: string }[]
  fingerprints: { name: string; text: string; fingerprint?: string }[]
  unlockCodes: { licenceNumber: string; type: number | 'E'; counter: number; code: string; shown: string }[]
  proofs: { name: string; challenge: string; licenceNumber: string; proof: string; fits: boolean }[]
  frames: {
    name: string
    hex: string
    meaning: { type: 'request' | 'answer'; sequence: number; command: number; payload: string }
  }[]
  badFrames: { name: string; reason: 'cobs' | 'too-long' | 'short' | 'crc' | 'type'; hex: string; next: string }[]
  exchanges: { name: string; clause: string; steps: ExchangeStep[] }[]
  records: {
    name: string
    record: string
    tag: string
    fits: boolean
    meaning?: {
      id: string
      device: string
      counter: number
      outcome: 'applied' | 'refused'
      reason?: string
      licenceNumber: string
      before: Held
      after: Held
      boot: number
      uptime_s: number
      outcomes: [number, string][]
    }
  }[]
}

/** The golden vectors of the dongle, as committed. */
export function readDongleVectors(): DongleVectors {
  return JSON.parse(readFileSync(new URL('vectors/dongle.json', import.meta.url), 'utf8')) as DongleVectors
}
