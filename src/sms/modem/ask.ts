import type { AtLine } from './at-line.ts'
import type { AtResult } from './at-machine.ts'
import { errorText } from './final-result.ts'
import { MODEM_LIMITS } from './limits.ts'

/** Asks what concerns the modem alone and is answered at once. @param info what the lines of the answer begin with */
export type Ask = (text: string, info?: string) => Promise<AtResult>

/** Asks over that line. */
export function asker(at: AtLine): Ask {
  return (text, info) =>
    at.ask({ text, timeout_ms: MODEM_LIMITS.answer_timeout_ms, ...(info === undefined ? {} : { info }) })
}

/** What a result that is not OK says. */
export function whyOf(result: AtResult): string {
  return result.kind === 'error' ? errorText(result.error) : result.kind
}
