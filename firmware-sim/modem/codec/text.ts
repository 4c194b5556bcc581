import type { Alphabet } from './data-coding.ts'
import { DCS_GSM7, DCS_UCS2 } from './data-coding.ts'
import { ESCAPE, fromSeptets, toSeptets } from './gsm7.ts'
import { close, type Part, type UserData } from './user-data.ts'

/** How a phone cuts a long text: `between` letters, or `blind`, as some do, through an escape or a surrogate pair. */
export type Cut = 'between' | 'blind'

/** How a text goes into messages. `reference` is reduced to as many bits as it may have. */
export type TextOptions = { reference: number; bits: 8 | 16; cut: Cut }

const PARTS_MAX = 255
const OCTETS_MAX = 140

/** The messages that carry a text, in GSM-7 where its letters allow, otherwise in UCS-2. @throws RangeError past 255 parts */
export function toUserData(text: string, { reference, bits, cut }: TextOptions): UserData[] {
  const septets = toSeptets(text)
  const alphabet = septets ? 'gsm7' : 'ucs2'
  const symbols = septets ?? Array.from({ length: text.length }, (_, at) => text.charCodeAt(at))
  const dcs = septets ? DCS_GSM7 : DCS_UCS2
  if (symbols.length <= capacity(alphabet, 0)) return [close({ alphabet, symbols, concatenation: null }, dcs)]
  const pieces = cutUp(symbols, capacity(alphabet, bits === 8 ? 6 : 7), cut === 'blind' ? null : alphabet)
  if (pieces.length > PARTS_MAX) throw new RangeError(`a text of ${pieces.length} parts`)
  const shared = { reference: reference % 2 ** bits, bits, of: pieces.length }
  return pieces.map((piece, at) => close({ alphabet, symbols: piece, concatenation: { ...shared, at: at + 1 } }, dcs))
}

/** What a person reads of parts in their order: letters cut by a part's end are whole again. Octets show as Latin-1. */
export function textOf(parts: readonly Part[]): string {
  const runs: { alphabet: Alphabet; symbols: number[] }[] = []
  for (const { alphabet, symbols } of parts) {
    const run = runs.at(-1)
    if (run?.alphabet === alphabet) run.symbols.push(...symbols)
    else runs.push({ alphabet, symbols: [...symbols] })
  }
  return runs
    .map(({ alphabet, symbols }) => (alphabet === 'gsm7' ? fromSeptets(symbols) : String.fromCharCode(...symbols)))
    .join('')
}

/** Symbols that fit beside a header of so many octets. */
function capacity(alphabet: Alphabet, header_octets: number): number {
  const free = OCTETS_MAX - header_octets
  return alphabet === 'ucs2' ? free >> 1 : Math.floor((free * 8) / 7)
}

/** @param keep whose letters of two symbols stay whole; null for none */
function cutUp(symbols: readonly number[], most: number, keep: Alphabet | null): number[][] {
  const pieces: number[][] = []
  for (let from = 0; from < symbols.length; from += pieces.at(-1)?.length ?? 1) {
    const piece = symbols.slice(from, from + most)
    const isLast = from + piece.length >= symbols.length
    if (!isLast && opensPair(keep, piece.at(-1) ?? 0)) piece.pop()
    pieces.push(piece)
  }
  return pieces
}

function opensPair(alphabet: Alphabet | null, symbol: number): boolean {
  if (alphabet === 'gsm7') return symbol === ESCAPE
  return alphabet === 'ucs2' && symbol >= 0xd800 && symbol <= 0xdbff
}
