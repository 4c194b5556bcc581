/** True if the last digit fits the others (ISO/IEC 7812-1 annex B). False for anything but digits. */
export function luhnFits(digits: string): boolean {
  if (!/^[0-9]{2,32}$/.test(digits)) return false
  return luhnDigit(digits.slice(0, -1)) === digits.at(-1)
}

/** The check digit to append to `digits`. */
export function luhnDigit(digits: string): string {
  let sum = 0
  for (let at = digits.length - 1, double = true; at >= 0; at--, double = !double) {
    const digit = Number(digits[at])
    sum += double ? (digit > 4 ? digit * 2 - 9 : digit * 2) : digit
  }
  return String((10 - (sum % 10)) % 10)
}
