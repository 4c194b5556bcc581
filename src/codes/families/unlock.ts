import type { Family } from '../family.ts'
import { HEX_ALPHABET, HEX_LENGTH, hex16 } from './hex-16.ts'

/** Unlocks licences on one dongle; can be fetched again, so it need not be kept. Written in four groups. */
export const unlock: Family = {
  name: 'unlock',
  alphabet: HEX_ALPHABET,
  lengths: [HEX_LENGTH],
  keep: 'no',
  oneTime: false,
  target: 'none',
  shape: hex16,
  show: (canonical) => canonical.replace(/(.{4})(?=.)/g, '$1-'),
}
