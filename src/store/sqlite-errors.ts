/** Primary result codes (sqlite.org/rescode.html); extended ones carry theirs in the low byte. */
const BUSY = 5
/** LOCKED, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB: the disk's trouble or another process's, not the statement's. */
const TROUBLE = new Set([BUSY, 6, 10, 11, 13, 14, 15, 26])

function primaryCode(error: unknown): number | null {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : null
}

/** Another connection holds the lock: try again. */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === BUSY
}

/** The engine or its disk is in trouble; the same may succeed later. */
export function isTrouble(error: unknown): boolean {
  const code = primaryCode(error)
  return code !== null && TROUBLE.has(code)
}

/** An integer beyond 2^53 - 1 was read. */
export function isOutOfRange(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_OUT_OF_RANGE'
}
