/** What the symbols of a text are: septets of the GSM alphabet, octets of data, 16-bit units of UCS-2. */
export type Alphabet = 'gsm7' | 'octets' | 'ucs2'

/** Data coding schemes without class or compression (3GPP TS 23.038 §4). */
export const DCS_GSM7 = 0x00
export const DCS_UCS2 = 0x08

/** The alphabet of a data coding scheme; null for compressed text, which nobody sends (23.038 §4). */
export function alphabetOf(dcs: number): Alphabet | null {
  const group = dcs >> 4
  // General and automatic-deletion groups: bit 6 says compressed, bits 4 and 3 the alphabet, whose reserved value reads as GSM-7.
  if (group < 8)
    return (dcs & 0x20) !== 0 ? null : ((['gsm7', 'octets', 'ucs2', 'gsm7'] as const)[(dcs >> 2) & 3] ?? 'gsm7')
  if (group === 14) return 'ucs2'
  if (group === 15) return (dcs & 0x04) === 0 ? 'gsm7' : 'octets'
  // Message waiting in GSM-7; the reserved groups below it read as GSM-7 too.
  return 'gsm7'
}
