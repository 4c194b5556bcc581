import { crc32 } from 'node:zlib'

/** Length and CRC-32, 4 bytes each, big-endian, before each record's bytes. */
const HEAD_BYTES = 8
/** No memory of a collar is near it: a greater length is noise. */
const RECORD_BYTES_MAX = 1 << 20

/** A record as it stands in the journal: length, CRC-32, bytes. */
export function frameRecord(bytes: Uint8Array): Uint8Array {
  const head = Buffer.alloc(HEAD_BYTES)
  head.writeUInt32BE(bytes.length, 0)
  head.writeUInt32BE(crc32(bytes), 4)
  return Buffer.concat([head, bytes])
}

export type Journal = {
  /** The last record that is whole, or null. */
  last: Uint8Array | null
  /** Bytes up to the end of the last record that is whole: what follows is a torn tail, to be written over. */
  end: number
  /** True when a record of full length does not fit its CRC: not a tear, but damage. */
  damaged: boolean
}

/** Walks the records. A damaged one is stepped over: a later whole record is newer than anything before it. */
export function readJournal(file: Uint8Array): Journal {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength)
  const journal: Journal = { last: null, end: 0, damaged: false }
  for (let at = 0; at + HEAD_BYTES <= bytes.length; ) {
    const length = bytes.readUInt32BE(at)
    const end = at + HEAD_BYTES + length
    if (length > RECORD_BYTES_MAX || end > bytes.length) break
    const record = bytes.subarray(at + HEAD_BYTES, end)
    if (crc32(record) === bytes.readUInt32BE(at + 4)) Object.assign(journal, { last: Uint8Array.from(record), end })
    else journal.damaged = true
    at = end
  }
  return journal
}
