import type { Dongle } from '../dongle/dongle.ts'
import { CUT_MOMENTS } from '../dongle/firmware.ts'
import { PARTS } from '../dongle/hardware.ts'
import type { DongleIdentity } from '../dongle/identity.ts'
import { makeUnlockCode } from '../dongle/unlock-code.ts'

/** A simulated dongle and what production wrote into it. */
export type Lever = { dongle: Dongle; identity: DongleIdentity }

/** After a power cut a dongle starts again by itself. */
const RESTART_MS = 1_000
const LATE_MS_MAX = 60_000

/**
 * Carries out a line of standard input, as `koppel sim --dongles --help` tells them.
 * @param out what the line has to tell
 * @throws RangeError with what is wrong, in words
 */
export async function pull(levers: readonly Lever[], line: string, out: (text: string) => void): Promise<void> {
  if (line.trim() === '') return
  const [, name = '', at = '', rest = ''] = /^!(\S+) +([0-9]{1,4}) *(.*)$/.exec(line.trim()) ?? []
  const lever = levers[Number(at) - 1]
  if (!lever) throw new RangeError(`not "!LEVER NUMBER ...", NUMBER 1 to ${levers.length}: "${line}"`)
  const { dongle, identity } = lever
  switch (name) {
    case 'unplug':
      return dongle.unplug()
    case 'plug':
      return dongle.plug()
    case 'power':
      return dongle.power(oneOf(['on', 'off'], rest))
    case 'cut':
      return dongle.armPowerCut(oneOf(CUT_MOMENTS, rest), RESTART_MS)
    case 'user':
      return dongle.enterUserInformation(rest)
    case 'late':
      return dongle.answerLate(number(rest, LATE_MS_MAX))
    case 'damage':
    case 'mend':
      return dongle.damage(oneOf(PARTS, rest), name === 'damage')
    case 'code':
      return out(`${codeFor(dongle, identity, rest)}\n`)
    case 'state':
      return out(`${JSON.stringify(dongle.state())}\n`)
    default:
      throw new RangeError(`no lever: "!${name}"; koppel sim --dongles --help names them`)
  }
}

function codeFor(dongle: Dongle, identity: DongleIdentity, wanted: string): string {
  const [, points, counter] = /^(?:([0-9]{1,3})P?|E) ([0-9]{1,5})$/i.exec(wanted) ?? []
  if (counter === undefined) throw new RangeError(`not "TYPE COUNTER", such as "31P 1" or "E 1": "${wanted}"`)
  const { licenceNumber } = dongle.state()
  const type = points === undefined ? ('e' as const) : Number(points)
  const code = makeUnlockCode(Buffer.from(identity.key, 'base64url'), licenceNumber, type, Number(counter))
  return code.match(/.{4}/g)?.join('-') ?? code
}

function oneOf<T extends string>(known: readonly T[], text: string): T {
  const found = known.find((one) => one === text)
  if (!found) throw new RangeError(`"${text}" must be one of ${known.join(', ')}`)
  return found
}

function number(text: string, most: number): number {
  if (!/^[0-9]{1,7}$/.test(text) || Number(text) > most) throw new RangeError(`"${text}" must be 0 to ${most}`)
  return Number(text)
}
