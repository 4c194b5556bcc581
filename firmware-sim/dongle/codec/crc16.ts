/** CRC-16/GENIBUS by a table of the polynomial 1021 (docs/protocol/dongle.md §2). */
const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let rest = byte << 8
  for (let bit = 0; bit < 8; bit++) rest = rest & 0x8000 ? (rest << 1) ^ 0x1021 : rest << 1
  return rest
})

/** Starts from FFFF, without reflection, complemented at the end: `31 32 ... 39` gives D64E. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff
  for (const byte of bytes) crc = ((crc << 8) ^ (TABLE[(crc >> 8) ^ byte] ?? 0)) & 0xffff
  return crc ^ 0xffff
}
