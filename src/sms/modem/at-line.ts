import type { Cancel, Clock } from '../../std/clock.ts'
import type { SerialLine } from '../../std/serial-line.ts'
import { type AtCommand, type AtInput, type AtOutput, type AtResult, opened, step } from './at-machine.ts'
import { MODEM_LIMITS } from './limits.ts'
import { lineReader } from './line-reader.ts'

/** Commands over a line, one at a time, and what the modem says by itself. */
export type AtLine = {
  /** Waits for its turn. Never rejects: what went wrong is in the result. @throws Error when more commands wait than may */
  ask(command: AtCommand): Promise<AtResult>
  /** Writes as it stands: for a modem whose state is not known. */
  write(text: string): void
  /** Commands so far that ended without the modem's answer: what it says after one of these may belong to it. */
  troubles(): number
  /** Ends what is asked as `gone`, and answers all else so. */
  end(): void
}

/** An unsolicited line with its PDU, where it has one. */
export type Unsolicited = { text: string; pdu: string | null }

/** The thin shell around the machine (`at-machine.ts`): line, timer, queue. */
export function atLine(line: SerialLine, clock: Clock, take: (said: Unsolicited) => void): AtLine {
  const waiting: { command: AtCommand; resolve: (result: AtResult) => void }[] = []
  let asking: ((result: AtResult) => void) | null = null
  let state = opened
  let gone = false
  let troubles = 0
  let cancel: Cancel = () => {}

  const feed = (input: AtInput): void => {
    const { next, outputs } = step(state, input)
    state = next
    for (const output of outputs) act(output)
  }
  const act = (output: AtOutput): void => {
    switch (output.kind) {
      case 'write':
        write(output.text)
        break
      case 'timer':
        cancel()
        cancel = clock.after(output.wait_ms, () => feed({ kind: 'timeout' }))
        break
      case 'unsolicited':
        take({ text: output.text, pdu: output.pdu })
        break
      case 'ended':
        cancel()
        if (output.result.kind !== 'ok' && output.result.kind !== 'error') troubles++
        asking?.(output.result)
        asking = null
        next()
    }
  }
  const next = (): void => {
    const first = asking === null ? waiting.shift() : undefined
    if (!first) return
    asking = first.resolve
    feed({ kind: 'ask', command: first.command })
  }
  // A line that does not take the bytes is gone, which it tells by itself; what was asked then ends as gone.
  const write = (text: string): void => void line.write(Buffer.from(text, 'latin1')).catch(() => end())
  const end = (): void => {
    if (gone) return
    gone = true
    for (const { resolve } of waiting.splice(0)) resolve(GONE)
    feed({ kind: 'gone' })
  }
  const read = lineReader((heard) => {
    if (!gone) feed(heard)
  })
  line.onBytes(read)
  line.onGone(end)
  return {
    ask(command) {
      if (gone) return Promise.resolve(GONE)
      if (waiting.length >= MODEM_LIMITS.commands_max) throw new Error('more commands wait than may')
      return new Promise((resolve) => {
        waiting.push({ command, resolve })
        next()
      })
    },
    write,
    troubles: () => troubles,
    end,
  }
}

const GONE: AtResult = { kind: 'gone', lines: [], reached: 'command' }
