import { asker, whyOf } from './ask.ts'
import type { AtLine } from './at-line.ts'
import { MODEM_LIMITS } from './limits.ts'
import type { NotStarted, Pause } from './start-up.ts'
import { pinTriesIn, simStateIn } from './told.ts'

/** What was tried with a PIN: kept over restarts, because three wrong tries lock a SIM. */
export type PinRecord = { /** A keyed hash of the PIN. */ print: string; outcome: 'refused' | 'unknown' }

/** Where that is kept. */
export type PinBook = {
  /** A keyed hash: whoever reads the book does not learn the PIN. */
  print(pin: string): string
  read(): PinRecord | null
  /** Returns when it is on disk. */
  write(record: PinRecord | null): void
}

/** +CME ERROR (3GPP TS 27.007 §9.2.1). */
const TRIES = 3
const CME = { noSim: 10, pinRequired: 11, pukRequired: 12, simFailure: 13, simBusy: 14, wrongPin: 16 } as const

/**
 * Unlocks the SIM where it asks for its PIN. A PIN that was refused is never tried again, and one whose outcome nobody knows, because the power went, only while the SIM
 * has tries to spare. Null: it is unlocked.
 */
export async function unlockSim(
  at: AtLine,
  pause: Pause,
  pin: string | null,
  book: PinBook,
): Promise<NotStarted | null> {
  const state = await simState(at, pause)
  if (state === 'READY') return null
  if (UNANSWERED.includes(state)) return { kind: 'failed', why: `no answer about the SIM: ${state}` }
  if (state !== 'SIM PIN') return locked(NAMED[state] ?? `the SIM says: ${state}`)
  if (pin === null) return locked('the SIM asks for a PIN, and none is configured')
  const before = book.read()
  const print = book.print(pin)
  const known = before?.print === print ? before.outcome : null
  if (known === 'refused') return locked('the SIM has refused the configured PIN: it is not tried again')
  const left = pinTriesIn((await asker(at)('AT+CPINR', '+CPINR')).lines[0] ?? '')
  if (left !== null && left < 2) return locked('one try is left for the PIN: enter it by hand')
  if (known === 'unknown' && (left === null || left < TRIES))
    return locked('the configured PIN was tried, and may have been refused: it is not tried again')
  return enter(at, pause, pin, book)
}

const UNANSWERED = ['silent', 'reset', 'gone']
const NAMED: Readonly<Record<string, string>> = {
  'SIM PUK': 'the SIM is locked and asks for its PUK',
  'no SIM': 'there is no SIM in the modem',
}

async function enter(at: AtLine, pause: Pause, pin: string, book: PinBook): Promise<NotStarted | null> {
  const print = book.print(pin)
  book.write({ print, outcome: 'unknown' })
  const entered = await at.ask({ text: `AT+CPIN="${pin}"`, timeout_ms: MODEM_LIMITS.network_timeout_ms })
  if (entered.kind === 'ok') {
    book.write(null)
    const state = await simState(at, pause)
    return state === 'READY' ? null : locked(`after its PIN the SIM says: ${state}`)
  }
  if (entered.kind !== 'error') return { kind: 'failed', why: `no answer to the PIN: ${entered.kind}` }
  const { code } = entered.error
  // Any other refusal may have cost a try as well: only what says that it did not is a reason to try again.
  if (code !== CME.simBusy && code !== CME.noSim) book.write({ print, outcome: 'refused' })
  return locked(`the SIM has refused the configured PIN (${whyOf(entered)})`)
}

/** What the SIM waits for; a SIM that is being read is asked again. */
async function simState(at: AtLine, pause: Pause): Promise<string> {
  for (let tries = 1; ; tries++) {
    const answer = await asker(at)('AT+CPIN?', '+CPIN')
    if (answer.kind === 'ok') return simStateIn(answer.lines[0] ?? '') ?? 'nothing'
    if (answer.kind !== 'error') return answer.kind
    const { code } = answer.error
    if (code === CME.noSim) return 'no SIM'
    if (code === CME.pinRequired) return 'SIM PIN'
    if (code === CME.pukRequired) return 'SIM PUK'
    if (tries === MODEM_LIMITS.sim_tries_max) return whyOf(answer)
    await pause(MODEM_LIMITS.sim_wait_ms)
  }
}

function locked(why: string): NotStarted {
  return { kind: 'locked', why }
}
