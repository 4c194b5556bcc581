/** What the file says it is; another form is another number. */
export const RECEIPT_FORM = 'koppel-receipt/1'
/** Longer than any receipt: a device's signed result has at most 4 kB. */
export const RECEIPT_BYTES_MAX = 32_768

/** What a SIM carried: an end of validity as an ISO 8601 instant, or a balance in minor units. */
export type CarriedText = { validUntil: string } | { balanceMinor: number; currency: string }

/** What a receipt states (docs/protocol/receipt.md §2). Instants are ISO 8601 in UTC, bytes base64url without padding. */
export type Statement = {
  redemption: string
  account: string
  family: string
  /** What was bought: `type` and what belongs to it. */
  effect: { type: string; [member: string]: unknown }
  redeemedAt: string
  appliedAt: string
  /** Absent where the code went to an account and no device had a part in it. */
  device?: DevicePart
}

/** A device's part in it: both signed documents exactly as they went over the air. */
export type DevicePart = {
  kind: string
  /** IMEI or Carat-ID. */
  serial: string
  /** Raw Ed25519 key of the device, 32 bytes. */
  publicKey: string
  counter: number
  /** Absent where the device's list of outcomes alone says that it was applied. */
  before?: CarriedText
  after?: CarriedText
  command: { id: string; key: string; publicKey: string; envelope: string }
  result: { key: string; body: string; sig: string }
}

/** The file: `body` is the statement as JSON text, and the seal covers exactly its bytes. */
export type Receipt = {
  form: typeof RECEIPT_FORM
  /** Id of our key. */
  key: string
  publicKey: string
  /** SHA-256 of the body: names the receipt, also on paper. */
  digest: string
  body: string
  sig: string
}
