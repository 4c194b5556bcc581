/** Parts of a record as bytes on the wire (docs/protocol/dongle.md §7); what is left out is an applied unlock of 5 points for 1234567890ABCDEF. */
export type RecordParts = {
  id: string
  device: string
  counter: number
  outcome?: number
  reason?: number
  licenceNumber?: string
  before?: [points: number, e: number]
  after?: [points: number, e: number]
  outcomes?: [counter: number, outcome: number][]
}

/** A record laid out by hand, byte by byte, and not by the decoder's own tables. */
export function recordBytes(parts: RecordParts): Uint8Array {
  const { outcome = 1, reason = 0, licenceNumber = '1234567890ABCDEF', before = [0, 0], after = [5, 0] } = parts
  const outcomes = parts.outcomes ?? []
  return Buffer.concat([
    Buffer.from([1]),
    Buffer.from(parts.id.replaceAll('-', ''), 'hex'),
    Buffer.from(parts.device, 'hex'),
    counterBytes(parts.counter),
    Buffer.from([outcome, reason]),
    Buffer.from(licenceNumber, 'hex'),
    Buffer.from([...before, ...after]),
    Buffer.from([0, 0, 0, 3]),
    Buffer.from([0, 0, 0, 60]),
    Buffer.from([outcomes.length]),
    ...outcomes.map(([counter, one]) => Buffer.concat([counterBytes(counter), Buffer.from([one])])),
  ])
}

function counterBytes(counter: number): Uint8Array {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(counter))
  return bytes
}
