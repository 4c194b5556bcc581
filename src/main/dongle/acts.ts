import { CliError, EXIT } from '../../cli/cli-error.ts'
import type { CliWorld } from '../../cli/cli-world.ts'
import { printable, type Speech, table } from '../../cli/show.ts'
import { unlock } from '../../codes/families/unlock.ts'
import { withoutSeparators } from '../../codes/family.ts'
import { CHALLENGE_BYTES, USER_INFORMATION_BYTES_MAX } from '../../serial/dongle/encode.ts'
import type { Binding } from '../../serial/port/binding.ts'
import { PortError } from '../../serial/port/errors.ts'
import { listPorts } from '../../serial/port/find.ts'
import { steadyName } from '../../serial/port/name.ts'
import { answered, type Desk, type Ended, portEnded, speechOf } from './desk.ts'

const NO_FINGERPRINT = '00000000'
/** Where nobody checks the proof: that takes the dongle's key, which only the backend has. */
const NO_CHALLENGE = new Uint8Array(CHALLENGE_BYTES)

/** The serial ports of this machine, those on USB first, because a dongle is. */
export async function portList(world: CliWorld, binding: Binding): Promise<Ended> {
  const speech = speechOf(world)
  try {
    const ports = (await listPorts(binding)).map((port) => ({
      path: port.path,
      name: steadyName(port),
      manufacturer: port.manufacturer ?? null,
      serialNumber: port.serialNumber ?? null,
    }))
    ports.sort((a, b) => Number(b.name !== null) - Number(a.name !== null) || (a.path < b.path ? -1 : 1))
    const head = ['port', 'name', 'maker'].map((column) => speech.text(`dongle.list.${column}`))
    const rows = ports.map(({ path, name, manufacturer }) => [path, name ?? '', manufacturer ?? ''].map(printable))
    const text = rows.length > 0 ? table(head, rows) : `${speech.text('dongle.list.none')}\n`
    return { exit: EXIT.done, json: { ports }, text }
  } catch (error) {
    if (error instanceof PortError) return portEnded(error, '', speech)
    throw error
  }
}

/** Everything that a dongle says of itself; a fault that its self-test finds is told, and ends the command as refused. */
export async function dongleInfo({ dongle, speech }: Desk): Promise<Ended> {
  const faults = answered(await dongle.selfTest())
  if (faults.length > 0) {
    const words = faults.map((fault) => speech.text(`dongle.info.fault.${fault}`)).join(', ')
    const detail = speech.text('dongle.refusal.memory-fault')
    const text = `${speech.text('dongle.info.selfTest')}: ${words}\n${detail}\n`
    return { exit: EXIT.refused, json: { code: 'memory-fault', detail, faults }, text }
  }
  const hello = answered(await dongle.hello())
  const identity = answered(await dongle.identity(NO_CHALLENGE))
  const licences = answered(await dongle.licences())
  const status = answered(await dongle.status())
  const { caratId, licenceNumber, keyVersion, fingerprint } = identity
  const entered = fingerprint !== NO_FINGERPRINT
  const say = (key: string, params?: Record<string, string | number>): string =>
    speech.text(`dongle.info.${key}`, params)
  const rows = [
    [say('caratId'), caratId],
    [say('licenceNumber'), entered ? licenceNumber : `${licenceNumber} (${say('noUserInformation')})`],
    [say('held'), heldText(licences) ?? say('heldNone')],
    [say('counters'), say('countersText', { ...licences.counters, commands: status.commandCounter })],
    [say('lockOut'), say('lockOutText', { seconds: status.lockOutLeft_s, failures: status.failures })],
    [say('selfTest'), say('sound')],
    [say('firmware'), say('firmwareText', { firmware: hello.firmware, keyVersion })],
  ]
  const json = {
    caratId,
    licenceNumber,
    userInformation: entered,
    keyVersion,
    held: { points: licences.points, e: licences.e, counters: licences.counters },
    failures: status.failures,
    lockOutSeconds: status.lockOutLeft_s,
    commandCounter: status.commandCounter,
    session: status.session,
    boot: status.boot,
    upSeconds: status.up_s,
    firmware: hello.firmware,
    version: hello.version,
    faults,
  }
  return { exit: EXIT.done, json, text: listed(rows) }
}

/** Enters an unlock code. @param code 16 hexadecimal characters */
export async function unlockDongle({ dongle, speech }: Desk, code: string): Promise<Ended> {
  const { licenceNumber } = answered(await dongle.identity(NO_CHALLENGE))
  const { outcome, points, e } = answered(await dongle.unlock(code))
  const text = speech.text(`dongle.unlock.${outcome}`, { licenceNumber, held: heldText({ points, e }) ?? '' })
  return { exit: EXIT.done, json: { outcome, licenceNumber, held: { points, e } }, text: `${text}\n` }
}

/** The 16 characters of an unlock code in what a person typed. @throws CliError `usage` */
export function typedCode(typed: readonly string[], speech: Speech): string {
  const shape = unlock.shape(withoutSeparators(typed.join('')))
  if (!shape.fits) throw new CliError(EXIT.usage, speech.text('dongle.unlock.malformed'))
  return shape.canonical
}

/** Enters user information, or clears it with an empty text. */
export async function enterUserInformation({ dongle, speech }: Desk, text: string): Promise<Ended> {
  const { caratId } = answered(await dongle.identity(NO_CHALLENGE))
  const licenceNumber = caratId + answered(await dongle.userInformation(text))
  const said = speech.text(`dongle.user.${text === '' ? 'cleared' : 'entered'}`, { licenceNumber })
  return { exit: EXIT.done, json: { licenceNumber, userInformation: text !== '' }, text: `${said}\n` }
}

/** The user information that was typed; an empty text clears it. @throws CliError `usage` for none, both or one that no dongle takes */
export function typedUserInformation(words: readonly string[], clear: boolean, speech: Speech): string {
  const text = words.join(' ')
  if (clear === (text !== '')) throw new CliError(EXIT.usage, speech.text('dongle.user.none'))
  const bytes = Buffer.byteLength(text)
  if (bytes > USER_INFORMATION_BYTES_MAX)
    throw new CliError(EXIT.usage, speech.text('dongle.user.malformed', { bytes }))
  return text
}

/** `31P + E`; null for nothing. */
function heldText({ points, e }: { points: number; e: boolean }): string | null {
  return [...(points > 0 ? [`${points}P`] : []), ...(e ? ['E'] : [])].join(' + ') || null
}

function listed(rows: readonly (readonly string[])[]): string {
  const width = Math.max(...rows.map(([name = '']) => [...name].length))
  return rows.map(([name = '', value = '']) => `${name.padEnd(width)}  ${value}\n`).join('')
}
