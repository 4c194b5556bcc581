import { readDeviceEvidence } from './device-evidence.ts'
import { fingerprintOf } from './published-keys.ts'
import { type ReadStatement, readFile, readStatement } from './read-receipt.ts'
import { digestOf, sealFits } from './seal.ts'

/** What is wrong with a receipt: a stable name. `disagrees` names the member of the statement that the signed documents contradict. */
export type ReceiptFault =
  | { fault: 'malformed' | 'changed' | 'unknown-key' | 'device-signature' | 'command-signature' }
  | { fault: 'disagrees'; member: string }

/**
 * What checking a receipt came to. `anchored`: the key that sealed it is one that the checker brought along; without that the file proves only that it
 * is whole, since anybody can make a key. `evidence`: `device` = the device's own signature says the same; `listed` = the device signed that this
 * counter was applied, but not what came of it; `house` = no device had a part in it.
 */
export type ReceiptVerdict =
  | ({ kind: 'invalid' } & ReceiptFault)
  | {
      kind: 'sound'
      anchored: boolean
      evidence: 'device' | 'listed' | 'house'
      key: string
      fingerprint: string
      digest: string
      statement: ReadStatement
    }

/**
 * Checks a receipt, offline: the seal, the device's signature over its answer, our signature over the command, and that all three tell the same story.
 * @param text of the file
 * @param pinned fingerprints of keys that the checker trusts; null = none at hand
 */
export function verifyReceipt(text: string, pinned: readonly string[] | null): ReceiptVerdict {
  const file = readFile(text)
  if (!file) return { kind: 'invalid', fault: 'malformed' }
  const fingerprint = fingerprintOf(file.publicKey)
  if (pinned && !pinned.includes(fingerprint)) return { kind: 'invalid', fault: 'unknown-key' }
  if (!sealFits(file) || digestOf(file.body) !== file.digest) return { kind: 'invalid', fault: 'changed' }
  const statement = readStatement(file.body)
  if (!statement) return { kind: 'invalid', fault: 'malformed' }
  const evidence = statement.device ? readDeviceEvidence(statement.device, statement.effect) : 'house'
  if (typeof evidence !== 'string') return { kind: 'invalid', ...evidence }
  const { key, digest } = file
  return { kind: 'sound', anchored: pinned !== null, evidence, key, fingerprint, digest, statement }
}
