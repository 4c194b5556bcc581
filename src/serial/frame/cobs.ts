/** The most data bytes that one code byte can announce; such a group has no zero after it. */
const GROUP_BYTES_MAX = 254

/**
 * Consistent Overhead Byte Stuffing (Cheshire and Baker 1999): the same bytes without a zero among them, one byte longer for each 254 begun. A
 * full group at the very end is followed by no empty one; the decoder takes both.
 */
export function cobs(content: Uint8Array): Uint8Array {
  const out = new Uint8Array(content.length + Math.floor(content.length / GROUP_BYTES_MAX) + 1)
  let code_at = 0
  let at = 1
  for (let from = 0; from < content.length; from++) {
    const byte = content[from] ?? 0
    if (byte !== 0) out[at++] = byte
    const full = at - code_at > GROUP_BYTES_MAX
    if (byte !== 0 && !full) continue
    out[code_at] = at - code_at
    if (byte !== 0 && from === content.length - 1) return out.subarray(0, at)
    code_at = at++
  }
  out[code_at] = at - code_at
  return out.subarray(0, at)
}
