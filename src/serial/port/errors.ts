/**
 * Why a serial port cannot be used. Stable names:
 * - `port-absent`: no such port, or the device is not plugged in
 * - `port-ambiguous`: several devices have this USB identity
 * - `port-held`: another program has the port open
 * - `port-denied`: the operating system does not let this user
 * - `port-unusable`: no serial port, or one that refuses the settings
 * - `port-unlisted`: the operating system does not say which ports there are
 * - `port-full`: more is to be written than may wait; nothing of it was taken
 * - `port-stuck`: the operating system did not open or free the port in time
 */
export type PortFault =
  | 'port-absent'
  | 'port-ambiguous'
  | 'port-held'
  | 'port-denied'
  | 'port-unusable'
  | 'port-unlisted'
  | 'port-full'
  | 'port-stuck'

/** A serial port cannot be used. `message` is for the log; `code` for whoever decides what to do. */
export class PortError extends Error {
  readonly code: PortFault

  constructor(code: PortFault, message: string, options?: ErrorOptions) {
    super(`${code}: ${message}`, options)
    this.name = 'PortError'
    this.code = code
  }
}

/** What the binding says of a port that it cannot open: words of the C library or of Windows, and no codes. */
const SAID: readonly [RegExp, PortFault][] = [
  [/cannot lock port|resource busy|access denied/i, 'port-held'],
  [/permission denied|operation not permitted/i, 'port-denied'],
  [/no such (file|device)|file not found/i, 'port-absent'],
]

/** The fault of a port that could not be opened. */
export function openFault(path: string, error: unknown): PortError {
  if (error instanceof PortError) return error
  const { message } = error as Error
  const code = SAID.find(([words]) => words.test(message))?.[1] ?? 'port-unusable'
  return new PortError(code, `${path}: ${message}`, { cause: error })
}
