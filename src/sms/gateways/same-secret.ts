import { createHash, timingSafeEqual } from 'node:crypto'

/** True if the two are the same. How long it takes tells nothing of either, not even a length. */
export function sameSecret(offered: string, wanted: string): boolean {
  return timingSafeEqual(digest(offered), digest(wanted))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest()
}
