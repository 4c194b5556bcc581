import type { Family } from '../family.ts'
import { HEX_ALPHABET, HEX_LENGTH, hex16 } from './hex-16.ts'

/** Names a Carat-ID dongle (first 8) and the user information entered on it (last 8; all zeros = none entered yet). Typed without dashes. */
export const licenceNumber: Family = {
  name: 'licence-number',
  alphabet: HEX_ALPHABET,
  lengths: [HEX_LENGTH],
  keep: 'always',
  oneTime: false,
  target: 'none',
  grouped: 'never',
  shape(typed) {
    const shape = hex16(typed)
    if (!shape.fits || !shape.canonical.endsWith('00000000')) return shape
    return { ...shape, notices: ['no-user-information'] }
  },
  show: (canonical) => canonical,
}
