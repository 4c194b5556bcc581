/** An unlock code in its four groups, and the six digits that prove a number. */
const UNLOCK_CODE = /\b(?:[0-9A-F]{4}-){3}([0-9A-F]{4})\b/gi
const SIX_DIGITS = /(?<![0-9A-Za-z])[0-9]{6}(?![0-9A-Za-z])/g

/** A message's text without the codes in it: support sees that an answer was given, and the receiver alone what it was. */
export function maskedText(text: string): string {
  return text.replace(UNLOCK_CODE, '····-····-····-$1').replace(SIX_DIGITS, '······')
}
