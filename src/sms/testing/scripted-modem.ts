import type { OpenSerialLine } from '../../std/serial-line.ts'

/** What a modem says to a command: lines and a final result. Null: nothing. */
export type Script = (command: string) => readonly string[] | null

/** A far end that answers by a script: for modems that the simulator is none of. */
export type ScriptedModem = {
  open: OpenSerialLine
  /** Commands, bodies and ESC, in that order. */
  readonly heard: string[]
  /** Says something by itself. */
  say(...lines: readonly string[]): void
  hangUp(): void
}

/** What an ordinary modem says; a test's own script comes first. */
const ORDINARY: Readonly<Record<string, readonly string[]>> = {
  'AT+CPIN?': ['+CPIN: READY', 'OK'],
  'AT+CSMS=1': ['+CSMS: 1,1,1', 'OK'],
  'AT+CPMS=?': ['+CPMS: ("SM"),("SM"),("SM")', 'OK'],
  'AT+CREG?': ['+CREG: 0,1', 'OK'],
  'AT+CSQ': ['+CSQ: 20,99', 'OK'],
  'AT+COPS?': ['+COPS: 0,0,"Net"', 'OK'],
}

export function scriptedModem(script: Script): ScriptedModem {
  const heard: string[] = []
  let taker: (bytes: Uint8Array) => void = () => {}
  let goers: ((why: string) => void)[] = []
  let typed = ''
  let prompted = false
  const say = (...lines: readonly string[]): void => {
    for (const line of lines) taker(Buffer.from(line === '> ' ? '\r\n> ' : `\r\n${line}\r\n`, 'latin1'))
  }
  const answer = (command: string): void => {
    heard.push(command)
    const lines = script(command) ?? (command in ORDINARY ? ORDINARY[command] : defaultTo(command))
    prompted = lines?.at(-1) === '> '
    if (lines) queueMicrotask(() => say(...lines))
  }
  const take = (character: string): void => {
    if (character === '\u001b') {
      typed = ''
      prompted = false
      heard.push('ESC')
    } else if (character === (prompted ? '\u001a' : '\r')) {
      const whole = typed
      typed = ''
      answer(whole)
    } else typed += character
  }
  return {
    heard,
    say,
    hangUp: () => {
      for (const go of goers.splice(0)) go('unplugged')
    },
    open: async () => ({
      async write(bytes) {
        for (const character of Buffer.from(bytes).toString('latin1')) take(character)
      },
      onBytes: (next) => {
        taker = next
      },
      onGone: (go) => {
        goers.push(go)
      },
      close: async () => {
        const gone = goers
        goers = []
        for (const go of gone) go('closed')
      },
    }),
  }
}

function defaultTo(command: string): readonly string[] | null {
  if (/^AT\+CPMS="/.test(command)) return ['+CPMS: 0,20,0,20,0,20', 'OK']
  if (/^AT\+CMGS=/.test(command)) return ['> ']
  return command.startsWith('AT') ? ['OK'] : null
}
