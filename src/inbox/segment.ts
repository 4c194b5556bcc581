import { crc32 } from 'node:zlib'

/**
 * A stretch of the inbox in a file of its own. Places are positions in the endless sequence of bytes that all segments make up,
 * headers left out: `place - base + HEADER_BYTES` is the offset in the file.
 */
export type Segment = {
  /** Of its file. Not by it is known where a segment begins: a file that is used again keeps its name. */
  name: string
  /** Place of its first byte. */
  base: number
  /** Place behind its last durable byte. */
  end: number
  /** Where checksums start from, so that nobody outside can compute one. */
  salt: number
}

/*
 * Header: `KOPPELIN` | version u32 | salt u32 | base f64 | zero u32 | CRC-32 u32, all of it twice:
 * without its salt a segment cannot be read, and one bad sector shall not cost 16 MB.
 */
const COPY_BYTES = 32
export const HEADER_BYTES = 2 * COPY_BYTES
const MAGIC = 'KOPPELIN'
const VERSION = 1
const NAME = /^([0-9]{16})\.seg$/

/** The name of a new file for the segment that begins at `base`. */
export function segmentName(base: number): string {
  return `${String(base).padStart(16, '0')}.seg`
}

/** The place at which the first segment in that file began; null for any other file. */
export function baseOf(name: string): number | null {
  const digits = NAME.exec(name)?.[1]
  return digits === undefined ? null : Number(digits)
}

/** A segment's head, twice: a torn sector leaves one of the copies whole. */
export function writeHeader(base: number, salt: number): Buffer {
  const copy = Buffer.alloc(COPY_BYTES)
  copy.write(MAGIC, 0, 'latin1')
  copy.writeUInt32BE(VERSION, 8)
  copy.writeUInt32BE(salt, 12)
  copy.writeDoubleBE(base, 16)
  copy.writeUInt32BE(crc32(copy.subarray(0, 28)), 28)
  return Buffer.concat([copy, copy])
}

/** What a segment's header says; null when neither copy is sound. */
export function readHeader(bytes: Uint8Array): Pick<Segment, 'base' | 'salt'> | null {
  for (const from of [0, COPY_BYTES]) {
    const copy = Buffer.from(bytes.subarray(from, from + COPY_BYTES))
    if (copy.length < COPY_BYTES || copy.readUInt32BE(28) !== crc32(copy.subarray(0, 28))) continue
    if (copy.toString('latin1', 0, 8) !== MAGIC || copy.readUInt32BE(8) !== VERSION) continue
    return { base: copy.readDoubleBE(16), salt: copy.readUInt32BE(12) }
  }
  return null
}
