import { Command, InvalidArgumentError } from 'commander'
import type { SimIo } from '../cli.ts'
import { isAddress } from '../modem/codec/address.ts'
import { MODEM_FAULTS, MOMENTS, type ModemFault, parseModemFault } from '../modem/faults.ts'
import { orInvalid, whole } from './options.ts'

/** A text and who sends it. */
export type Saying = { from: string; text: string }

/** What `koppel sim --modem` was asked for, checked. */
export type ModemArguments = {
  path: string
  number: string
  pin: string | null
  messages: number
  seed: number
  faults: ModemFault[]
  say: Saying[]
  json: boolean
}

const HELP = `
Lines on standard input, while it runs:
  +436601234567 cl.5P.1234567890ABCDEF   a telephone sends that text to the modem
  Tele2 Ihr Saldo: 5 EUR                 so does a sender with a name
  !no-prompt   !cms-error 322            the fault strikes once, at the next occasion
  !signal -110   !signal none            the signal in dBm, or no coverage
  !restart   !unplug   !plug             the modem itself
  !off +436601234567   !on +436601234567 a telephone
What a telephone shows is printed, put together from its parts.

Faults:
${MODEM_FAULTS.map((kind) => `  ${kind.padEnd(21)}${MOMENTS[kind]}`).join('\n')}

Examples:
  koppel sim --modem --path ./modem
  koppel sim --modem --pin 4711 --fault late-ok=0.1:9000 --say "+436601234567 hallo"
  gammu -c gammurc identify     with "device = ./modem" and "connection = at" in gammurc`

/** @throws CommanderError when it is wrong, or was only --help; what to say has been said on `io` */
export function modemArguments(argv: readonly string[], io: Pick<SimIo, 'out' | 'err'>): ModemArguments {
  const command = new Command('koppel sim --modem')
    .description('A simulated GSM modem on a pseudoterminal, with its network and telephones, until SIGTERM or Ctrl-C.')
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .showHelpAfterError('(koppel sim --modem --help tells more)')
    .allowExcessArguments(false)
    .option('--modem', 'what tells it from the other simulators')
    .option('--path <name>', 'the name that programs open; it leads to the pseudoterminal', './koppel-modem')
    .option('--number <number>', "the modem's own number", phoneNumber, '+436649477338')
    .option('--pin <pin>', 'the SIM asks for it; three wrong ones, and it wants the PUK, 12345678', pin)
    .option('--messages <n>', 'places on the SIM, 1 to 255', whole(1, 255), 20)
    .option('--seed <n>', 'the same seed draws the same faults', whole(0, 2 ** 31 - 1), 1)
    .option('--fault <fault>', 'KIND=PROBABILITY[:VALUE], repeatable', fault, [])
    .option('--say <from text>', 'sent at the start, repeatable', saying, [])
    .option('--json', 'what telephones show as one JSON object a line', false)
    .addHelpText('after', HELP)
  const chosen = command
    .parse([...argv], { from: 'user' })
    .opts<Omit<ModemArguments, 'faults' | 'pin'> & { fault: ModemFault[]; pin?: string }>()
  const { path, number, messages, seed, say, json } = chosen
  return { path, number, messages, seed, say, json, faults: chosen.fault, pin: chosen.pin ?? null }
}

/** `FROM TEXT`: the sender ends at the first space. @throws RangeError with what is wrong, in words */
export function parseSaying(line: string): Saying {
  const [, from, text] = /^(\S+) (.+)$/s.exec(line) ?? []
  if (from === undefined || text === undefined) throw new RangeError(`not "FROM TEXT": "${line}"`)
  if (!isAddress(from))
    throw new RangeError(`no sender of an SMS: "${from}"; write +43..., or up to 11 letters of the GSM alphabet`)
  return { from, text }
}

const saying = (line: string, before: Saying[]): Saying[] => [...before, orInvalid(() => parseSaying(line))]

function fault(text: string, before: ModemFault[]): ModemFault[] {
  if (before.length >= 16) throw new InvalidArgumentError('At most 16 faults.')
  return [...before, orInvalid(() => parseModemFault(text))]
}

function phoneNumber(text: string): string {
  if (/^\+[1-9][0-9]{3,14}$/.test(text)) return text
  throw new InvalidArgumentError('It must be a number in international form, such as +436641234567.')
}

function pin(text: string): string {
  if (/^[0-9]{4,8}$/.test(text)) return text
  throw new InvalidArgumentError('It must be 4 to 8 digits.')
}
