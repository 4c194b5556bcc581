import type { Family } from '../family.ts'
import { letters, registration } from './registration.ts'

/** Identifies the app licence; support asks for it. Never bought as such: the first registration code becomes it, or a trial makes it. */
export const licence: Family = {
  name: 'licence',
  alphabet: registration.alphabet,
  lengths: registration.lengths,
  keep: 'always',
  oneTime: false,
  target: 'none',
  shape: letters,
  show: (canonical) => canonical,
}
