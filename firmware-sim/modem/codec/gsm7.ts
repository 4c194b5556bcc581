/** The GSM 7 bit default alphabet (3GPP TS 23.038 §6.2.1); the place in the string is the code. */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
/** Its extension table (§6.2.1.1), reached by the escape. */
const EXTENSION = new Map([
  [0x0a, '\f'],
  [0x14, '^'],
  [0x28, '{'],
  [0x29, '}'],
  [0x2f, '\\'],
  [0x3c, '['],
  [0x3d, '~'],
  [0x3e, ']'],
  [0x40, '|'],
  [0x65, '€'],
])
/** Announces a septet of the extension table. */
export const ESCAPE = 0x1b

const CODES = new Map<string, readonly number[]>([
  ...[...BASIC].map((letter, code): [string, number[]] => [letter, [code]]).filter(([, [code]]) => code !== ESCAPE),
  ...[...EXTENSION].map(([code, letter]): [string, number[]] => [letter, [ESCAPE, code]]),
])

/** The septets of a text, two for a letter of the extension table; null when a letter is in neither table. */
export function toSeptets(text: string): number[] | null {
  const septets: number[] = []
  for (const letter of text) {
    const codes = CODES.get(letter)
    if (!codes) return null
    septets.push(...codes)
  }
  return septets
}

/** The text of septets. An extension nobody knows shows as the basic letter of that code, an escape that escapes nothing as a space (§6.2.1.1). */
export function fromSeptets(septets: readonly number[]): string {
  let text = ''
  for (let at = 0; at < septets.length; at++) {
    const code = septets[at] ?? 0
    if (code !== ESCAPE) {
      text += BASIC[code] ?? ''
      continue
    }
    const next = septets[++at]
    text += next === undefined || next === ESCAPE ? ' ' : (EXTENSION.get(next) ?? BASIC[next] ?? '')
  }
  return text
}

/** Septets laid into octets, lowest bit first (23.038 §6.1.2.1). @param fill_bits zero bits in front, 0 to 6, that align them behind a header */
export function pack(septets: readonly number[], fill_bits = 0): Uint8Array {
  const octets = new Uint8Array(Math.ceil((fill_bits + septets.length * 7) / 8))
  septets.forEach((septet, at) => {
    const bit = fill_bits + at * 7
    const wide = (septet & 0x7f) << (bit & 7)
    const first = bit >> 3
    octets[first] = (octets[first] ?? 0) | (wide & 0xff)
    if (wide > 0xff) octets[first + 1] = wide >> 8
  })
  return octets
}

/** The inverse of `pack`. @throws RangeError when there are fewer octets than `count` septets need */
export function unpack(octets: Uint8Array, count: number, fill_bits = 0): number[] {
  if (fill_bits + count * 7 > octets.length * 8) throw new RangeError('fewer octets than septets')
  return Array.from({ length: count }, (_, at) => {
    const bit = fill_bits + at * 7
    const wide = (octets[bit >> 3] ?? 0) | ((octets[(bit >> 3) + 1] ?? 0) << 8)
    return (wide >> (bit & 7)) & 0x7f
  })
}
