/** A part of a pasted text that could be a code. `alone`: there is nothing else in the text. */
export type Piece = { text: string; alone: boolean }

const TEXT_MAX = 2_000
/** A code of 16 in groups, each character spaced: nothing longer is one. */
const CODE_TEXT_MAX = 48
/** Words that follow each other may be one code in groups. */
const JOINED_WORDS_MAX = 5
const WORDS_MAX = 200

/** The parts of a text to look at, the most promising first: all of it, its words, then neighbouring words joined. Bounded whatever is pasted. */
export function piecesOf(text: string): Piece[] {
  const head = text.slice(0, TEXT_MAX).trim()
  const pieces: Piece[] = []
  if (head.length > 0 && head.length <= CODE_TEXT_MAX && text.length <= TEXT_MAX)
    pieces.push({ text: head, alone: true })
  const words = head
    .split(/[\s"'“”„»«()<>[\]{},;:!?]+/u)
    .map((word) => word.replace(/^[.\-–—]+|[.\-–—]+$/gu, ''))
    .filter((word) => word.length > 0 && word.length <= CODE_TEXT_MAX)
    .slice(0, WORDS_MAX)
  if (words.length === 1 && words[0] === head) return pieces
  for (const word of words) pieces.push({ text: word, alone: false })
  for (let count = 2; count <= JOINED_WORDS_MAX; count++) {
    for (let at = 0; at + count <= words.length; at++) {
      const joined = words.slice(at, at + count)
      // Groups of a code are of like length and hold capitals or digits; sentences do not.
      if (joined.every((word) => word.length >= 2 && word.length <= 8 && /^[A-Z0-9]+$/.test(word)))
        pieces.push({ text: joined.join(' '), alone: false })
    }
  }
  return pieces
}
