import type { SimInput } from '../cli.ts'

/** A longer line is cut: more than the longest text that SMS carry. */
const LINE_CHARACTERS_MAX = 40_000

/** Calls for each line that is typed. A last line without an end is none. */
export function linesOf(input: SimInput, take: (line: string) => void): void {
  const decoder = new TextDecoder()
  let begun = ''
  input.on('data', (piece) => {
    const lines = (begun + (typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true }))).split('\n')
    begun = (lines.pop() ?? '').slice(0, LINE_CHARACTERS_MAX)
    for (const line of lines) take(line.replace(/\r$/, '').slice(0, LINE_CHARACTERS_MAX))
  })
}
