import { CliError, EXIT, type Exit } from '../../cli/cli-error.ts'
import type { CliWorld } from '../../cli/cli-world.ts'
import { languageTag } from '../../cli/language.ts'
import { type Speech, speechIn } from '../../cli/show.ts'
import type { Answer, Refusal } from '../../serial/dongle/answer.ts'
import { type Dongle, dongleOn } from '../../serial/dongle/session.ts'
import type { Binding } from '../../serial/port/binding.ts'
import { PortError } from '../../serial/port/errors.ts'
import { borrowPort, lendingDir } from '../../serial/port/lend.ts'
import { readPortName } from '../../serial/port/name.ts'
import { loadTexts } from '../../std/texts.ts'

/** How a command at a dongle ended: what a script reads and what a person reads. */
export type Ended = { exit: Exit; json: Record<string, unknown>; text: string }

/** What a command has at hand: the dongle, and words. */
export type Desk = { dongle: Dongle; speech: Speech }

/** Refusals after which the dongle itself is at fault, or the wire: trying again may help. The others are the dongle's own answer. */
const NOT_REACHED = new Set<Refusal['kind']>(['not-greeted', 'version', 'silent', 'unreadable', 'gone', 'busy'])

/** Thrown by `answered`, and told by `atDongle`. */
class Refused extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(refusal.kind)
    this.name = 'Refused'
    this.refusal = refusal
  }
}

/** The words of this person. */
export function speechOf(world: CliWorld): Speech {
  return speechIn(loadTexts(world.textsDir), languageTag(world.env))
}

/** What the dongle answered. @throws Refused, which ends the command */
export function answered<T>(answer: Answer<T>): T {
  if (answer.kind === 'ok') return answer.value
  throw new Refused(answer)
}

/**
 * Opens the port, or borrows it from a bridge, does something at the dongle, frees the port. A refusal of the dongle is how it ended; Ctrl-C lets go of the port at once.
 * @throws CliError `usage` for a port's name that is none
 */
export async function atDongle(
  world: CliWorld,
  binding: Binding,
  port: string,
  act: (desk: Desk) => Promise<Ended>,
): Promise<Ended> {
  const speech = speechOf(world)
  const name = readPortName(port)
  if (!name) throw new CliError(EXIT.usage, speech.text('port.malformed', { port: JSON.stringify(port).slice(1, -1) }))
  let dongle: Dongle | null = null
  const stop = (): void => {
    dongle?.close().catch(() => {})
  }
  try {
    dongle = dongleOn(await borrowPort({ binding, name, clock: world.clock, dir: lendingDir() }), world)
    world.stop.addEventListener('abort', stop, { once: true })
    if (world.stop.aborted) stop()
    return await act({ dongle, speech })
  } catch (error) {
    if (error instanceof Refused) return refusedBy(error.refusal, world, speech)
    if (error instanceof PortError) return portEnded(error, port, speech)
    throw error
  } finally {
    world.stop.removeEventListener('abort', stop)
    await dongle?.close().catch(() => {})
  }
}

function refusedBy(refusal: Refusal, world: CliWorld, speech: Speech): Ended {
  const params = paramsOf(refusal)
  const exit = world.stop.aborted ? EXIT.interrupted : NOT_REACHED.has(refusal.kind) ? EXIT.unreachable : EXIT.refused
  const text = speech.text(`dongle.refusal.${refusal.kind}`, params)
  return { exit, json: { code: refusal.kind, detail: text, ...params }, text: `${text}\n` }
}

function paramsOf(refusal: Refusal): Record<string, number> {
  switch (refusal.kind) {
    case 'locked-out':
      return { seconds: refusal.left_s }
    case 'wrong-code':
      return { failures: refusal.failures, seconds: refusal.lockOut_s }
    case 'version':
      return { highest: refusal.highest }
    default:
      return {}
  }
}

/** A port that cannot be used, as it is told. @param port as the person named it */
export function portEnded(error: PortError, port: string, speech: Speech): Ended {
  const text = speech.text(`port.${error.code}`, { port })
  return { exit: EXIT.unreachable, json: { code: error.code, detail: text, port }, text: `${text}\n` }
}
