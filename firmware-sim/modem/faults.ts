import { fraction, seededRandom } from '../../src/std/random.ts'

/** What may go wrong with a modem, its line and its network. Which moment each strikes is told in `MOMENTS`. */
export const MODEM_FAULTS = [
  'mute',
  'late-ok',
  'garbage',
  'urc-between',
  'hang-up',
  'no-prompt',
  'cms-error',
  'reset-before-submit',
  'reset-after-submit',
  'lost-ack',
  'duplicate',
  'reorder',
  'lost-report',
] as const

export type ModemFaultKind = (typeof MODEM_FAULTS)[number]

/** When each fault strikes, and what then happens: for help texts and documentation. */
export const MOMENTS: Readonly<Record<ModemFaultKind, string>> = {
  mute: 'a command is not answered at all',
  'late-ok': 'the final result of a command comes late (default 7000 ms)',
  garbage: 'noise stands before the answer to a command',
  'urc-between': 'unsolicited lines stand inside the answer to a command',
  'hang-up': 'the line is gone when a command arrives; it comes back by itself',
  'no-prompt': 'AT+CMGS does not show its prompt, though it waits',
  'cms-error': 'a message is refused with +CMS ERROR (default 500) and not sent',
  'reset-before-submit': 'the modem restarts when it has been given a message, before the network has it',
  'reset-after-submit': 'the modem restarts when the network has the message, before it says so',
  'lost-ack': 'the network has the message, and the modem says +CMS ERROR: 332',
  duplicate: 'the network brings a message twice',
  reorder: 'the network brings the parts of a message in another order',
  'lost-report': 'a delivery report never comes',
}

/** A fault with its probability, 0 to 1, each time it might strike. `value`: milliseconds or code, where the kind takes one. */
export type ModemFault = { kind: ModemFaultKind; probability: number; value: number | null }

/** The levers, and what the modem asks. */
export type ModemFaults = {
  /** The next `times` moments of that kind are struck. @param value milliseconds (`late-ok`) or code (`cms-error`) */
  arm(kind: ModemFaultKind, value?: number, times?: number): void
  /** These stand from now on, in place of those that stood. */
  stand(faults: readonly ModemFault[]): void
  /** Nothing is armed and nothing stands. */
  clear(): void
  /** Asked once at each moment. Null when it is spared, otherwise the value of the fault that struck. */
  strikes(kind: ModemFaultKind): { value: number | null } | null
}

/** @param seed the same seed draws the same faults; each kind draws from its own sequence, so that one does not move the others */
export function createFaults(seed: number): ModemFaults {
  const chances = new Map(MODEM_FAULTS.map((kind, at) => [kind, seededRandom(seed * MODEM_FAULTS.length + at)]))
  const armed: { kind: ModemFaultKind; value: number | null; times: number }[] = []
  let standing: readonly ModemFault[] = []
  return {
    arm: (kind, value, times = 1) => void armed.push({ kind, value: value ?? null, times }),
    stand(faults) {
      standing = [...faults]
    },
    clear() {
      armed.length = 0
      standing = []
    },
    strikes(kind) {
      const chance = fraction(chances.get(kind) ?? seededRandom(seed))
      const drawn = standing.find((fault) => fault.kind === kind && chance < fault.probability)
      const at = armed.findIndex((one) => one.kind === kind && one.times > 0)
      const first = armed[at]
      if (!first) return drawn ?? null
      first.times -= 1
      if (first.times === 0) armed.splice(at, 1)
      return first
    },
  }
}

/** `no-prompt=0.01`, `late-ok=0.1:9000`, `cms-error=0.05:322`. @throws RangeError with what is wrong, in words */
export function parseModemFault(text: string): ModemFault {
  const [, name, share, value] = /^([a-z-]+)=([0-9.]+)(?::([0-9]{1,7}))?$/.exec(text) ?? []
  const kind = MODEM_FAULTS.find((known) => known === name)
  if (!kind)
    throw new RangeError(
      `not a fault: "${text}"; write KIND=PROBABILITY[:VALUE], KIND one of ${MODEM_FAULTS.join(', ')}`,
    )
  const probability = Number(share)
  if (!(probability >= 0 && probability <= 1)) throw new RangeError(`the probability in "${text}" must be 0 to 1`)
  return { kind, probability, value: value === undefined ? null : Number(value) }
}
