import type { Family } from '../family.ts'

const LENGTH = 6

/** Six digits in an SMS: prove that a phone number is the user's. */
export const verification: Family = {
  name: 'verification',
  alphabet: '0123456789',
  lengths: [LENGTH],
  keep: 'until-applied',
  oneTime: true,
  target: 'none',
  shape(typed) {
    if (typed.length !== LENGTH) return { fits: false, problem: 'malformed-length' }
    const other = typed.search(/[^0-9]/)
    if (other >= 0) return { fits: false, problem: 'malformed-character', position: other + 1 }
    return { fits: true, canonical: typed, notices: [] }
  },
  show: (canonical) => canonical,
}
