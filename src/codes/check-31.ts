/**
 * Digits and capitals without 0, 1, I, O and U: 31 symbols, a prime number. Nothing in it can be mistaken for something else in it,
 * and a prime makes the weighted sum below catch every single wrong symbol and every swap of two.
 */
export const ALPHABET_31 = '23456789ABCDEFGHJKLMNPQRSTVWXYZ'

/**
 * The check character of up to 29 symbols: the sum of symbol x place (counted from 2) and the check itself is 0 modulo 31. Because 31 is prime
 * and all weights differ and are not 0, one substituted symbol or two exchanged ones always change the sum.
 * @throws RangeError if a symbol is not of the alphabet
 */
export function check31(symbols: string): string {
  let sum = 0
  for (let at = 0; at < symbols.length; at++) {
    const value = ALPHABET_31.indexOf(symbols[at] ?? '')
    if (value < 0) throw new RangeError('not a symbol of the alphabet')
    sum += value * (at + 2)
  }
  return ALPHABET_31[(31 - (sum % 31)) % 31] ?? ''
}

/** True if the last character is the check of those before it. */
export function check31Fits(code: string): boolean {
  return check31(code.slice(0, -1)) === code.at(-1)
}
