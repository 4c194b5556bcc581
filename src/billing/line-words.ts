/** Says a text of the house in the language of the document. */
export type Say = (key: string, params?: Readonly<Record<string, string | number>>) => string

/** What a line is for, in words: `Subscription of device 490154203237518, 2027-03-17 to 2028-03-16`. */
export function lineWords(line: { what: string; detail: string }, say: Say): string {
  const detail = JSON.parse(line.detail) as Record<string, string | number>
  const known = Object.keys(detail).length > 0 ? line.what : `${line.what}.plain`
  return say(`billing.line.${known}`, detail)
}

/** An amount with the two decimals that every currency of the price lists has: `1234` is `12.34`. */
export function decimal(minor: number): string {
  const digits = String(Math.abs(minor)).padStart(3, '0')
  return `${minor < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
