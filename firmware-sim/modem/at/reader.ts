/** What the bytes of a client add up to: a command line, or the text that a prompt asked for; null for ESC. */
export type Typed = { kind: 'line'; line: string } | { kind: 'body'; body: string | null }

/** Reads what a client types, a byte at a time. */
export type Reader = {
  /** @param echo is handed what the client should see of it */
  take(byte: number, echo: (bytes: string) => void): Typed | null
  /** From now on a text is typed, up to Ctrl-Z or ESC. @param isText text mode, in which each line gets a prompt of its own */
  expectBody(isText: boolean): void
  /** Forgets what was begun. */
  restart(): void
}

const [BACKSPACE, LINE_FEED, CARRIAGE_RETURN, CTRL_Z, ESC] = [8, 10, 13, 26, 27]
/** A line longer than this is no command. */
const LINE_CHARACTERS_MAX = 1_024
/** A PDU is at most 176 octets. */
const BODY_CHARACTERS_MAX = 1_024

/** The prompt, its space included, which clients look for (3GPP TS 27.005 §3.5.1). */
export const PROMPT = '\r\n> '

/** A reader that expects a command line (ITU-T V.250 §5.2). */
export function createReader(): Reader {
  let typed = ''
  let last = ''
  let body: 'none' | 'pdu' | 'text' = 'none'

  const takeBody = (byte: number, echo: (bytes: string) => void): Typed | null => {
    if (byte === CTRL_Z || byte === ESC) {
      const done: Typed = { kind: 'body', body: byte === ESC ? null : typed }
      ;[typed, body] = ['', 'none']
      return done
    }
    if (byte === CARRIAGE_RETURN && body === 'text') echo(PROMPT)
    else echo(String.fromCharCode(byte))
    if (byte === BACKSPACE) typed = typed.slice(0, -1)
    else if (byte !== LINE_FEED && typed.length < BODY_CHARACTERS_MAX) typed += String.fromCharCode(byte)
    return null
  }
  const takeLine = (byte: number): Typed | null => {
    if (byte === CARRIAGE_RETURN) {
      const line = typed
      typed = ''
      if (line.trim() !== '') last = line
      return { kind: 'line', line }
    }
    if (byte === BACKSPACE) typed = typed.slice(0, -1)
    else if (byte === ESC) typed = ''
    else if (byte !== LINE_FEED && typed.length <= LINE_CHARACTERS_MAX) typed += String.fromCharCode(byte)
    // A/ does the last line again and needs no carriage return (§5.2.4).
    if (!/^a\/$/i.test(typed)) return null
    typed = ''
    return { kind: 'line', line: last }
  }
  return {
    take(byte, echo) {
      if (body !== 'none') return takeBody(byte, echo)
      echo(String.fromCharCode(byte))
      return takeLine(byte)
    },
    expectBody(isText) {
      ;[typed, body] = ['', isText ? 'text' : 'pdu']
    },
    restart() {
      ;[typed, body] = ['', 'none']
    },
  }
}
