import type { Shape } from '../family.ts'

export const HEX_ALPHABET = '0123456789ABCDEF'
export const HEX_LENGTH = 16

/** 16 hexadecimal characters; nothing is ever corrected, since every other number is somebody else's. */
export function hex16(typed: string): Shape {
  if (typed.length !== HEX_LENGTH) return { fits: false, problem: 'malformed-length' }
  const other = typed.search(/[^0-9A-Fa-f]/)
  if (other >= 0) return { fits: false, problem: 'malformed-character', position: other + 1 }
  return { fits: true, canonical: typed.toUpperCase(), notices: [] }
}
