import { wireInstantText } from '../std/period.ts'
import type { SimIntent, UnlockIntent } from './intent.ts'

/** What stands in a command besides its intent: made once, when it is first sent. */
export type CommandHead = { id: string; device: string; counter: number; issuedAt: number }

/** The absolute goal of a command to a SIM: the end to be reached, or the amount to be added. */
export type SimTarget = { until: number } | { amountMinor: number; currency: string }

/** The bytes that are signed and sent (docs/protocol/collar.md §5). Made once; never made again from its parts. */
export function commandBody(head: CommandHead, intent: SimIntent, target: SimTarget): Uint8Array {
  const goal =
    'until' in target
      ? { until: wireInstantText(target.until) }
      : { amount: target.amountMinor, currency: target.currency }
  return bodyOf(head, intent.type, { iccid: intent.iccid, ...goal })
}

/** The same for a dongle (docs/protocol/dongle.md §8). @param code 16 hexadecimal capitals */
export function unlockBody(head: CommandHead, intent: UnlockIntent, code: string): Uint8Array {
  return bodyOf(head, intent.type, { number: intent.licenceNumber, code })
}

function bodyOf({ id, device, counter, issuedAt }: CommandHead, type: string, rest: object): Uint8Array {
  return Buffer.from(JSON.stringify({ id, device, counter, issued: Math.floor(issuedAt / 1000), type, ...rest }))
}

/** The payload on the wire: body and signature with the id of the key. */
export function commandEnvelope(keyId: string, body: Uint8Array, sig: Uint8Array): Uint8Array {
  const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
  return Buffer.from(JSON.stringify({ key: keyId, body: base64url(body), sig: base64url(sig) }))
}
