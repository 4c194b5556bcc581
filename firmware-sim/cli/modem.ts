import { resolve } from 'node:path'
import type { World } from '../../src/std/world.ts'
import type { SimIo } from '../cli.ts'
import { MODEM_FAULTS } from '../modem/faults.ts'
import { type SimulatedModem, startModem } from '../modem/start.ts'
import { exitCodeOf } from './exit-code.ts'
import { holdOpen } from './hold-open.ts'
import { linesOf } from './lines.ts'
import { type ModemArguments, modemArguments, parseSaying } from './modem-arguments.ts'

/**
 * `koppel sim --modem ...`: a GSM modem on a pseudoterminal until `io.stop` is aborted; standard input is what telephones send, and levers.
 * @returns the exit code: 0 after a stop, 64 for a wrong command line, 66 when the port cannot be made
 */
export async function modemCommand(
  argv: readonly string[],
  io: SimIo,
  world: Pick<World, 'clock' | 'log'>,
): Promise<number> {
  let chosen: ModemArguments
  let sim: SimulatedModem
  try {
    chosen = modemArguments(argv, io)
    const { path, number, pin, messages, seed, faults } = chosen
    sim = await startModem({ path: resolve(path), world, seed, number, pin, messages_max: messages, faults })
  } catch (error) {
    return exitCodeOf(error, io)
  }
  const release = holdOpen()
  try {
    io.out(
      chosen.json ? `${JSON.stringify({ path: sim.path, number: sim.number })}\n` : `${sim.number} on ${sim.path}\n`,
    )
    sim.carrier.onText((to, { from, text, parts, at_ms }) => {
      const at = new Date(at_ms).toISOString()
      io.out(chosen.json ? `${JSON.stringify({ to, from, text, parts, at })}\n` : `${to} <- ${from}: ${text}\n`)
    })
    for (const { from, text } of chosen.say) sim.inject(from, text)
    const attempt = (line: string): void => void obey(sim, line).catch((error: unknown) => io.err(`${why(error)}\n`))
    if (io.input) linesOf(io.input, attempt)
    await new Promise<void>((done) => {
      if (io.stop.aborted) done()
      else io.stop.addEventListener('abort', () => done(), { once: true })
    })
    io.input?.destroy()
    await sim.stop()
    return 0
  } finally {
    release()
  }
}

const why = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Carries out a line of standard input. @throws RangeError with what is wrong, in words */
async function obey(sim: SimulatedModem, line: string): Promise<void> {
  if (line.trim() === '') return
  if (!line.startsWith('!')) {
    const { from, text } = parseSaying(line)
    return sim.inject(from, text)
  }
  const [lever = '', value = ''] = line.slice(1).trim().split(/\s+/)
  const kind = MODEM_FAULTS.find((known) => known === lever)
  if (kind) return sim.faults.arm(kind, value === '' ? undefined : wholeNumber(value))
  if (lever === 'signal') return sim.modem.hear(value === 'none' ? null : -wholeNumber(value.replace('-', '')))
  if (lever === 'on' || lever === 'off') return sim.phone(value).power(lever === 'on')
  if (lever === 'restart') return sim.modem.restart()
  if (lever === 'unplug') return sim.unplug()
  if (lever === 'plug') return sim.plug()
  throw new RangeError(`no lever: "!${lever}"; koppel sim --modem --help names them`)
}

function wholeNumber(text: string): number {
  if (!/^[0-9]{1,7}$/.test(text)) throw new RangeError(`no whole number: "${text}"`)
  return Number(text)
}
