/**
 * The default alphabet of telephone networks (3GPP TS 23.038 §6.2.1): a character's place is its septet. 0x1B leads to the extension table and stands for nothing
 * by itself.
 */
const BASIC =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
/** §6.2.1.1: what follows 0x1B. */
const EXTENSION: readonly [septet: number, character: string][] = [
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
]
const ESCAPE = 0x1b
const SEPTETS_OF = new Map<string, readonly number[]>([
  ...[...BASIC].map((character, septet): [string, number[]] => [character, [septet]]),
  ...EXTENSION.map(([septet, character]): [string, number[]] => [character, [ESCAPE, septet]]),
])
SEPTETS_OF.delete('\u001b')
const EXTENDED = new Map(EXTENSION)

/** Room in one message: 140 octets, and what a header for parts leaves of it (3GPP TS 23.040 §9.2.3.24.1, §9.2.3.24.8). */
const ROOM = {
  gsm7: { alone: 160, part: { 8: 153, 16: 152 } },
  ucs2: { alone: 70, part: { 8: 67, 16: 66 } },
} as const
/** A header counts parts in one octet. */
export const SMS_PARTS_MAX = 255

/** How a text travels. The parts are pieces of the text; joined they give it again. */
export type SmsText = { alphabet: 'gsm7' | 'ucs2'; parts: readonly string[] }

/** A text's septets in the default alphabet; null when it has a character that is not in it. */
export function toSeptets(text: string): number[] | null {
  const septets: number[] = []
  for (const character of text) {
    const these = SEPTETS_OF.get(character)
    if (these === undefined) return null
    septets.push(...these)
  }
  return septets
}

/**
 * The text of septets. As §6.2.1 has it: an escape before what no extension has is shown as the basic character, an escape before an escape (or before nothing)
 * as a space.
 */
export function fromSeptets(septets: readonly number[]): string {
  let text = ''
  for (let at = 0; at < septets.length; at++) {
    const septet = septets[at] ?? 0
    if (septet !== ESCAPE) {
      text += BASIC[septet & 0x7f]
      continue
    }
    const next = septets[++at]
    text += next === undefined || next === ESCAPE ? ' ' : (EXTENDED.get(next) ?? BASIC[next & 0x7f])
  }
  return text
}

/**
 * Chooses the alphabet (the default one where it has every character, else UCS-2) and the parts. No part ends within an escape or a pair of surrogates. A lone
 * surrogate becomes U+FFFD, as in UTF-8.
 * @param referenceBits of the header that joins the parts
 * @throws RangeError for more than 255 parts
 */
export function splitSms(text: string, referenceBits: 8 | 16 = 8): SmsText {
  const whole = text.toWellFormed()
  const alphabet = toSeptets(whole) === null ? 'ucs2' : 'gsm7'
  const width = (character: string): number =>
    alphabet === 'gsm7' ? (SEPTETS_OF.get(character)?.length ?? 0) : character.length
  const room = ROOM[alphabet]
  const characters = [...whole]
  const total = characters.reduce((sum, character) => sum + width(character), 0)
  if (total <= room.alone) return { alphabet, parts: [whole] }
  const parts: string[] = []
  let part = ''
  let used = 0
  for (const character of characters) {
    if (used + width(character) > room.part[referenceBits]) {
      parts.push(part)
      part = ''
      used = 0
    }
    part += character
    used += width(character)
  }
  parts.push(part)
  if (parts.length > SMS_PARTS_MAX) throw new RangeError(`a message has at most ${SMS_PARTS_MAX} parts`)
  return { alphabet, parts }
}
