import { type Answer, finalOf } from './answer.ts'
import type { Settings } from './settings.ts'

type Form = Pick<Settings, 'quiet' | 'verbose' | 'cmee'>

/** Writes answers in the form that ATQ, ATV and +CMEE chose (ITU-T V.250 §6.2.5, §6.2.6). @param write takes one character for each byte */
export function resultWriter(write: (bytes: string) => void) {
  return {
    /** Lines of information. */
    inform(lines: readonly string[], { quiet, verbose }: Form): void {
      if (!quiet) for (const line of lines) write(verbose ? `\r\n${line}\r\n` : `${line}\r\n`)
    },
    /** The final result code. */
    conclude(answer: Exclude<Answer, { kind: 'prompt' | 'none' }>, { quiet, verbose, cmee }: Form): void {
      const final = finalOf(answer, cmee)
      const number: Readonly<Record<string, string>> = { OK: '0', ERROR: '4' }
      if (!quiet) write(verbose ? `\r\n${final}\r\n` : `${number[final] ?? final}\r`)
    },
  }
}
