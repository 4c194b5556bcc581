/** A block counts itself in its first byte: FF stands for 254 bytes without a zero after them. */
const BLOCK_BYTES_MAX = 254

/** Consistent Overhead Byte Stuffing (Cheshire and Baker 1999): the same bytes without any zero, at most one longer for each 254. */
export function stuff(bytes: Uint8Array): Uint8Array {
  const out: number[] = []
  let block: number[] = []
  const close = (): void => {
    out.push(block.length + 1, ...block)
    block = []
  }
  for (const byte of bytes) {
    if (byte === 0) close()
    else {
      block.push(byte)
      if (block.length === BLOCK_BYTES_MAX) close()
    }
  }
  // A full block at the very end says itself that no zero follows.
  const last = out.length > 0 && block.length === 0 && bytes.at(-1) !== 0
  if (!last) close()
  return Uint8Array.from(out)
}

/** What was stuffed; null for bytes that no stuffing gives: a zero among them, or a block that reaches beyond the end. */
export function unstuff(stuffed: Uint8Array): Uint8Array | null {
  const out: number[] = []
  for (let at = 0; at < stuffed.length; ) {
    const length = stuffed[at] ?? 0
    const end = at + length
    if (length === 0 || end > stuffed.length) return null
    for (const byte of stuffed.subarray(at + 1, end)) {
      if (byte === 0) return null
      out.push(byte)
    }
    if (length <= BLOCK_BYTES_MAX && end < stuffed.length) out.push(0)
    at = end
  }
  return Uint8Array.from(out)
}
