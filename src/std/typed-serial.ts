/** Serial numbers as people copy them: what they mean, before it is judged whether it is one. */

/** An IMEI without the spaces and dashes that are printed in it. */
export function imeiTyped(text: string): string {
  return text.replace(/[\s-]/g, '')
}

/** A Carat-ID in capitals; whoever reads off the whole licence number (16 characters) means its first half. */
export function caratIdTyped(text: string): string {
  const bare = text.replace(/[\s-]/g, '').toUpperCase()
  return /^[0-9A-F]{16}$/.test(bare) ? bare.slice(0, 8) : bare
}

/** Whatever stands on a device, in the member of a request that takes it: 8 or 16 characters of a hexadecimal number are a dongle's, all else a collar's. */
export function typedSerial(text: string): { imei: string } | { caratId: string } {
  const caratId = caratIdTyped(text)
  return /^[0-9A-F]{8}$/.test(caratId) ? { caratId } : { imei: imeiTyped(text) }
}
