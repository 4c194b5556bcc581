import { decodeResultBody, type ResultBody, type SimReading } from '../devices/collar-result.ts'
import { commandSignatureFits, resultSignatureFits } from '../devices/signature.ts'
import { Members } from '../std/members.ts'
import { readPayload } from '../std/payload.ts'
import type { ReadCarried, ReadDevice } from './read-receipt.ts'
import type { ReceiptFault } from './verify.ts'

/** Checks the two signed documents in a receipt and holds the statement to them: whoever seals receipts cannot state what the device did not sign. */
export function readDeviceEvidence(device: ReadDevice, effect: Members): 'device' | 'listed' | ReceiptFault {
  const { key, body: bytes, sig } = device.result
  if (!resultSignatureFits(device.publicKey, { keyId: key, bytes, sig })) return { fault: 'device-signature' }
  const result = decodeResultBody(bytes)
  if (!result.ok) return { fault: 'malformed' }
  const command = readCommand(device)
  if (!command) return { fault: 'command-signature' }
  const member = commandDisagrees(command, device, effect) ?? resultDisagrees(result.body, device, effect)
  if (member) return { fault: 'disagrees', member }
  return result.body.outcome === 'applied' ? 'device' : 'listed'
}

/** The command's body, if it is signed with the key that the receipt names; null otherwise. */
function readCommand({ command }: ReadDevice): Members | null {
  const envelope = membersOf(command.envelope)
  const body = envelope?.bytes('body', command.envelope.length)
  const sig = envelope?.bytes('sig', 64)
  const key = envelope?.text('key', 64)
  if (!envelope || envelope.fault || !body || !sig || key !== command.key) return null
  return commandSignatureFits(command.publicKey, body, sig) ? membersOf(body) : null
}

function commandDisagrees(command: Members, device: ReadDevice, effect: Members): string | null {
  if (command.text('id', 64) !== device.command.id) return 'command'
  if (command.text('device', 32) !== device.serial) return 'serial'
  if (command.integer('counter', 1, Number.MAX_SAFE_INTEGER) !== device.counter) return 'counter'
  if (command.text('type', 64) !== effect.text('type', 64)) return 'type'
  if (command.text('iccid', 20) !== effect.text('iccid', 20)) return 'iccid'
  if (command.has('until')) return command.text('until', 40) === effect.text('until', 40) ? null : 'until'
  const same =
    command.number('amount', 0, Number.MAX_SAFE_INTEGER) === effect.number('amountMinor', 0, Number.MAX_SAFE_INTEGER) &&
    command.text('currency', 3) === effect.text('currency', 3)
  return same && !command.fault && !effect.fault ? null : 'amountMinor'
}

function resultDisagrees(result: ResultBody, device: ReadDevice, effect: Members): string | null {
  if (result.id !== device.command.id) return 'command'
  if (result.device !== device.serial) return 'serial'
  if (result.counter !== device.counter) return 'counter'
  if (result.outcome === 'applied') {
    if (result.iccid !== effect.text('iccid', 20)) return 'iccid'
    if (!same(device.before, result.before)) return 'before'
    return same(device.after, result.after) ? null : 'after'
  }
  const listed = result.outcomes.some(([counter, outcome]) => counter === device.counter && outcome === 'applied')
  return listed && device.before === null && device.after === null ? null : 'outcome'
}

function same(stated: ReadCarried | null, signed: SimReading): boolean {
  if (!stated) return false
  if ('until' in stated) return 'until' in signed && stated.until === signed.until
  return 'balance' in signed && stated.balance === signed.balance && stated.currency === signed.currency
}

function membersOf(bytes: Uint8Array): Members | null {
  const read = readPayload(bytes)
  return read.ok ? new Members(read.object, read.encoding) : null
}
