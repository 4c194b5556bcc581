import { instantText } from '../std/period.ts'
import type { Intent } from './intent.ts'

/** What stands in a command besides its intent: made once, when it is first sent. */
export type CommandHead = { id: string; device: string; counter: number; issuedAt: number }

/** The absolute goal of a command: the end to be reached, or the amount to be added. */
export type Target = { until: number } | { amountMinor: number; currency: string }

/** The bytes that are signed and sent (docs/protocol/collar.md §5). Made once; never made again from its parts. */
export function commandBody(head: CommandHead, intent: Intent, target: Target): Uint8Array {
  const common = {
    id: head.id,
    device: head.device,
    counter: head.counter,
    issued: Math.floor(head.issuedAt / 1000),
    type: intent.type,
    iccid: intent.iccid,
  }
  const goal =
    'until' in target ? { until: instantText(target.until) } : { amount: target.amountMinor, currency: target.currency }
  return Buffer.from(JSON.stringify({ ...common, ...goal }))
}

/** The payload on the wire: body and signature with the id of the key. */
export function commandEnvelope(keyId: string, body: Uint8Array, sig: Uint8Array): Uint8Array {
  const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
  return Buffer.from(JSON.stringify({ key: keyId, body: base64url(body), sig: base64url(sig) }))
}
