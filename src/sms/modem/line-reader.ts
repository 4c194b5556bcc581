import { MODEM_LIMITS } from './limits.ts'

/** What the bytes of a modem add up to. */
export type Heard = { kind: 'line'; text: string } | { kind: 'prompt' }

const [LINE_FEED, CARRIAGE_RETURN] = [10, 13]

/**
 * Cuts what a modem says into lines, without empty ones, and finds the prompt, which ends without a line's end (3GPP TS 27.005 §3.5.1: `<CR><LF>><space>`). Bytes
 * that are no printable ASCII are noise, or a name in some alphabet that nothing hangs on: they are left out.
 */
export function lineReader(take: (heard: Heard) => void): (bytes: Uint8Array) => void {
  let line = ''
  let tooLong = false
  const end = (): void => {
    const text = line.trim()
    line = ''
    if (!tooLong && text !== '') take({ kind: 'line', text })
    tooLong = false
  }
  return (bytes) => {
    for (const byte of bytes) {
      if (byte === LINE_FEED || byte === CARRIAGE_RETURN) end()
      else if (line.length >= MODEM_LIMITS.lineCharacters_max) tooLong = true
      else if (byte >= 0x20 && byte < 0x7f) line += String.fromCharCode(byte)
      if (line === '> ' && !tooLong) {
        line = ''
        take({ kind: 'prompt' })
      }
    }
  }
}
