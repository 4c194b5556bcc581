/** What a command comes to. `prompt`: the modem asks for a text; its taker gets null for ESC. `none`: there is no answer any more, because the modem restarts. */
export type Answer =
  | { kind: 'ok'; lines: readonly string[] }
  | { kind: 'error' }
  | { kind: 'cme'; code: number }
  | { kind: 'cms'; code: number }
  | { kind: 'prompt'; take(body: string | null): Promise<Answer> }
  | { kind: 'none' }

/** OK, after the lines of information. */
export const ok = (...lines: readonly string[]): Answer => ({ kind: 'ok', lines })

/** ERROR: a fault of syntax, or a command that nobody knows. */
export const ERROR: Answer = { kind: 'error' }

/** +CME ERROR (3GPP TS 27.007 §9.2). */
export const CME = {
  notAllowed: 3,
  notSupported: 4,
  simNotInserted: 10,
  simPinRequired: 11,
  simPukRequired: 12,
  simFailure: 13,
  incorrectPassword: 16,
  incorrectParameters: 50,
} as const

/** +CMS ERROR (3GPP TS 27.005 §3.2.5). */
export const CMS = {
  notAllowed: 302,
  notSupported: 303,
  invalidPduParameter: 304,
  invalidTextParameter: 305,
  simNotInserted: 310,
  simPinRequired: 311,
  simPukRequired: 316,
  simFailure: 313,
  invalidIndex: 321,
  memoryFull: 322,
  noServiceCentre: 330,
  noNetwork: 331,
  networkTimeout: 332,
  noAckExpected: 340,
  unknown: 500,
} as const

/** One of the errors above. */
export const cme = (code: number): Answer => ({ kind: 'cme', code })
/** One of the errors above, or a cause that the network gave. */
export const cms = (code: number): Answer => ({ kind: 'cms', code })

/** What +CMEE=2 says in place of the number. */
const WORDS: Readonly<Record<number, string>> = {
  3: 'operation not allowed',
  4: 'operation not supported',
  10: 'SIM not inserted',
  11: 'SIM PIN required',
  12: 'SIM PUK required',
  13: 'SIM failure',
  16: 'incorrect password',
  50: 'Incorrect parameters',
}

/** The final result code of an answer, as text. @param cmee how +CME errors are told: 0 as ERROR, 1 by number, 2 in words */
export function finalOf(answer: Exclude<Answer, { kind: 'prompt' | 'none' }>, cmee: number): string {
  if (answer.kind === 'ok') return 'OK'
  if (answer.kind === 'cms') return `+CMS ERROR: ${answer.code}`
  if (answer.kind === 'error' || cmee === 0) return 'ERROR'
  return `+CME ERROR: ${cmee === 2 ? (WORDS[answer.code] ?? answer.code) : answer.code}`
}
