/** A parameter of a command, without its quotation marks; `quoted` tells that it had some. */
export type Argument = { text: string; quoted: boolean }

/** The parameters behind `=`; one that is left out is empty. Null when a quotation mark stands alone (3GPP TS 27.007 §4.2). */
export function argumentsIn(text: string): Argument[] | null {
  const found: Argument[] = []
  let [from, isQuoted] = [0, false]
  for (let at = 0; at <= text.length; at++) {
    if (text[at] === '"') isQuoted = !isQuoted
    if (at < text.length && (text[at] !== ',' || isQuoted)) continue
    const one = argumentIn(text.slice(from, at).trim())
    if (!one) return null
    found.push(one)
    from = at + 1
  }
  return found
}

function argumentIn(text: string): Argument | null {
  if (/^"[^"]*"$/.test(text)) return { text: text.slice(1, -1), quoted: true }
  return text.includes('"') ? null : { text, quoted: false }
}

/** A whole number from `least` to `most`. @returns `absent` when it is left out or empty; null when it is no such number */
export function whole(
  args: readonly Argument[],
  at: number,
  [least, most]: readonly [number, number],
  absent: number,
): number | null {
  const { text, quoted } = args[at] ?? { text: '', quoted: false }
  if (text === '') return absent
  const value = /^[0-9]{1,10}$/.test(text) && !quoted ? Number(text) : Number.NaN
  return value >= least && value <= most ? value : null
}

/** The text of a parameter, in quotation marks or not; empty when it is left out. */
export const word = (args: readonly Argument[], at: number): string => args[at]?.text ?? ''
