import { wait } from '../../../src/std/clock.ts'
import { type Answer, ERROR } from './answer.ts'
import { requestsIn } from './command-line.ts'
import { createReader, PROMPT, type Typed } from './reader.ts'
import { resultWriter } from './result.ts'
import type { ModemState } from './state.ts'
import { carryOut } from './table.ts'

/** The modem's side of the line: reads commands, answers them, and lets unsolicited lines in between. */
export type Session = {
  take(bytes: Uint8Array): void
  /** An unsolicited line, shown at once or when the command being answered is done. */
  tell(line: string): void
}

export type SessionOptions = {
  modem: ModemState
  /** One character for each byte. */
  write(bytes: string): void
  /** A fault takes the line away. */
  hangUp(): void
}

/** What a client may type while the modem is busy; the rest is lost, as on a line without flow control. */
const PENDING_BYTES_MAX = 4_096
const UNSOLICITED_LINES_MAX = 100
const LATE_DEFAULT_MS = 7_000
const NOISE = '\x00\xfe\x15+CM\x7f~\xff'

/** From power-up to power-down. @param options `write` takes one character for each byte, and nothing more once the power is gone */
export function createSession({ modem, write, hangUp }: SessionOptions): Session {
  const reader = createReader()
  const pending: number[] = []
  const waiting: string[] = []
  let prompted: ((body: string | null) => Promise<Answer>) | null = null
  let isBusy = false

  const results = resultWriter(write)
  const echo = (bytes: string): void => {
    if (modem.settings.echo) write(bytes)
  }
  const run = async (): Promise<void> => {
    if (isBusy) return
    isBusy = true
    for (let byte = pending.shift(); byte !== undefined; byte = pending.shift()) {
      const typed = reader.take(byte, echo)
      if (typed) await answer(typed)
    }
    isBusy = false
    if (!prompted) for (const line of waiting.splice(0)) write(`\r\n${line}\r\n`)
  }

  const answer = async (typed: Typed): Promise<void> => {
    if (typed.kind === 'body') {
      const take = prompted
      prompted = null
      return conclude(take ? await take(typed.body) : ERROR)
    }
    const at = typed.line.search(/at/i)
    if (at < 0) return
    if (modem.faults.strikes('hang-up')) return hangUp()
    if (modem.faults.strikes('mute')) return
    if (modem.faults.strikes('garbage')) write(NOISE)
    await obey(typed.line.slice(at + 2))
  }

  /** Runs the commands of a line until one does not end with OK. */
  const obey = async (line: string): Promise<void> => {
    const requests = requestsIn(line)
    if (!requests) return conclude(ERROR)
    let said: Answer = { kind: 'ok', lines: [] }
    for (const request of requests) {
      said = await carryOut(modem, request)
      if (said.kind !== 'ok') break
      if (request !== requests.at(-1)) results.inform(said.lines, modem.settings)
    }
    await conclude(said)
  }

  const conclude = async (said: Answer): Promise<void> => {
    if (said.kind === 'none') return
    if (said.kind === 'prompt') {
      prompted = said.take
      reader.expectBody(modem.settings.cmgf === 1)
      if (!modem.faults.strikes('no-prompt')) write(PROMPT)
      return
    }
    if (said.kind === 'ok') results.inform(said.lines, modem.settings)
    if (modem.faults.strikes('urc-between')) for (const line of ['+CREG: 1', 'RING']) write(`\r\n${line}\r\n`)
    const late = modem.faults.strikes('late-ok')
    if (late) await wait(modem.clock, late.value ?? LATE_DEFAULT_MS)
    results.conclude(said, modem.settings)
  }

  return {
    take(bytes) {
      pending.push(...bytes.subarray(0, Math.max(0, PENDING_BYTES_MAX - pending.length)))
      void run()
    },
    tell(line) {
      if (isBusy || prompted) {
        if (waiting.length < UNSOLICITED_LINES_MAX) waiting.push(line)
      } else write(`\r\n${line}\r\n`)
    },
  }
}
