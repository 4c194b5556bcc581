import { asker, whyOf } from './ask.ts'
import type { AtLine } from './at-line.ts'
import type { AtResult } from './at-machine.ts'
import { MODEM_LIMITS } from './limits.ts'
import { type PinBook, unlockSim } from './pin.ts'
import { memoriesIn } from './told.ts'

/** A modem that is ready to be used. */
export type Started = {
  /** What is shown and not stored wants an acknowledgement (+CSMS=1, 3GPP TS 27.005 §3.2.1). */
  acknowledges: boolean
  /** Memories that messages may lie in, by name. */
  memories: readonly string[]
}

/** Why a modem cannot be used now. `locked`: there is no use in trying again soon. */
export type NotStarted = { kind: 'locked' | 'failed'; why: string }

/** Lets time pass. Rejects when the house is closing. */
export type Pause = (wait_ms: number) => Promise<void>

const ESC = '\u001b'
/** New messages are stored and announced; delivery reports shown, or else stored and announced, or else none (27.005 §3.4.1). */
const ROUTES: readonly [command: string, reportsIn: string | null][] = [
  ['AT+CNMI=2,1,0,1,0', null],
  ['AT+CNMI=2,1,0,2,0', 'SR'],
  ['AT+CNMI=2,1,0,0,0', null],
  ['AT+CNMI=1,1,0,0,0', null],
]

/**
 * Brings a modem from whatever state it is in to PDU mode with its SIM unlocked, messages announced. Nothing that it was asked before is taken for an answer now.
 * @param pin null: none is known
 */
export async function startUp(
  at: AtLine,
  pause: Pause,
  pin: string | null,
  book: PinBook,
): Promise<Started | NotStarted> {
  const command = asker(at)
  if (!(await greet(at, pause))) return failed('the modem does not answer')
  await command('ATZ')
  await command('ATE0')
  await command('AT+CMEE=1')
  const locked = await unlockSim(at, pause, pin, book)
  if (locked) return locked
  const format = await whenSimIsRead(pause, () => command('AT+CMGF=0'))
  if (format.kind !== 'ok') return failed(`no PDU mode: ${whyOf(format)}`)
  const service = await command('AT+CSMS=1', '+CSMS')
  const memories = await memoriesOf(at, pause)
  if (memories.length === 0) return failed('no memory for messages')
  const route = await routed(at)
  if (!route) return failed('messages cannot be announced')
  await command('AT+CREG=1')
  await command('AT+COPS=3,0')
  const stored = [...memories, ...(route.reportsIn === null ? [] : [route.reportsIn])]
  return { acknowledges: service.kind === 'ok', memories: [...new Set(stored)] }
}

/** ESC takes back what a program before us had begun: a body that waits for its end would swallow everything else. */
async function greet(at: AtLine, pause: Pause): Promise<boolean> {
  for (let tries = 0; tries < MODEM_LIMITS.hello_tries_max; tries++) {
    at.write(ESC)
    const { kind } = await at.ask({ text: 'AT', timeout_ms: MODEM_LIMITS.hello_timeout_ms })
    if (kind === 'gone') return false
    if (kind !== 'ok') continue
    // That OK may have been another's. After a silence the next one is ours.
    await pause(MODEM_LIMITS.quiet_ms)
    if ((await at.ask({ text: 'AT', timeout_ms: MODEM_LIMITS.hello_timeout_ms })).kind === 'ok') return true
  }
  return false
}

/** Repeats what fails while the SIM is still being read. */
async function whenSimIsRead(pause: Pause, ask: () => Promise<AtResult>): Promise<AtResult> {
  for (let tries = 1; ; tries++) {
    const result = await ask()
    if (result.kind !== 'error' || tries === MODEM_LIMITS.sim_tries_max) return result
    await pause(MODEM_LIMITS.sim_wait_ms)
  }
}

/** The SIM's memory, and the modem's own where it has one: some store in the one, some in the other. */
async function memoriesOf(at: AtLine, pause: Pause): Promise<string[]> {
  const command = asker(at)
  const offered = await whenSimIsRead(pause, () => command('AT+CPMS=?', '+CPMS'))
  const named = memoriesIn(offered.lines[0] ?? '')
  const ours = ['SM', 'ME'].filter((name) => named.includes(name))
  const [first] = ours
  if (first === undefined) return []
  const chosen = await command(`AT+CPMS="${first}","${first}","${first}"`, '+CPMS')
  return chosen.kind === 'ok' ? ours : []
}

async function routed(at: AtLine): Promise<{ reportsIn: string | null } | null> {
  for (const [text, reportsIn] of ROUTES) {
    const { kind } = await asker(at)(text)
    if (kind === 'ok') return { reportsIn }
    if (kind !== 'error') return null
  }
  return null
}

function failed(why: string): NotStarted {
  return { kind: 'failed', why }
}
