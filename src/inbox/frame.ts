import { crc32 } from 'node:zlib'
import type { Frame, PlacedFrame } from './inbox.ts'

/*
 * On disk: magic 4 | body length u32 | CRC-32 u32 | body. All numbers big-endian.
 * Body of a frame:  0 | received at f64 | source length u8 | source | payload
 * Body of places:   1 | JSON of {reader: place}
 * The CRC covers length and body and starts from the segment's salt. A payload may hold a complete frame, forged sender and all;
 * without the salt it could come to life when the frame around it is damaged and the search for the next good one runs over it.
 */

/** 0xF5 is in no UTF-8 text, so that the search for the next frame seldom stops in vain. */
const MAGIC = Buffer.from([0xf5, 0x4b, 0x46, 0xf5])
const MAGIC_NUMBER = MAGIC.readUInt32BE()
const HEAD_BYTES = 12
export const FRAME_KIND = 0
export const PLACES_KIND = 1
const FRAME_HEAD_BYTES = 1 + 8 + 1

/** What a byte does to a CRC-32: four of them are not worth a call into C++. */
const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => ~crc32(Buffer.of(byte), 0xffffffff))

export const SOURCE_BYTES_MAX = 255
/** No body is longer, whatever the limits of the run that wrote it: a wrong length shall not hide what follows. */
const BODY_BYTES_MAX = 2 ** 20
/** Bytes that hold at least one whole entry, wherever it begins at their start. */
export const ENTRY_BYTES_MAX = HEAD_BYTES + BODY_BYTES_MAX
export const PAYLOAD_BYTES_MAX = BODY_BYTES_MAX - FRAME_HEAD_BYTES - SOURCE_BYTES_MAX

/** How far each reader is. */
export type Places = Record<string, number>

/** Something in a segment; `start` and `end` are places, and so is the frame's: where the entry ends. Its payload is a view of the bytes that were parsed. */
export type Entry =
  | { kind: 'frame'; start: number; end: number; frame: PlacedFrame }
  | { kind: 'places'; start: number; end: number; places: Places }
  | Damaged
/** What cannot be read, or says nothing that is known here. */
export type Damaged = { kind: 'damaged'; start: number; end: number }

/** Bytes that a frame takes in a segment, with so many of its source and its payload. */
export function frameBytes(sourceBytes: number, payloadBytes: number): number {
  return HEAD_BYTES + FRAME_HEAD_BYTES + sourceBytes + payloadBytes
}

/** Bytes of a text in UTF-8. A topic is short and ASCII: counted here, it costs a fraction of a call into C++. */
export function utf8Bytes(text: string): number {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0x7f) return Buffer.byteLength(text)
  return text.length
}

/** Writes the frame at `at` and returns where it ends. */
export function writeFrame(into: Buffer, at: number, frame: Frame, salt: number): number {
  let to = at + HEAD_BYTES
  to = into.writeUInt8(FRAME_KIND, to)
  to = into.writeDoubleBE(frame.receivedAt, to)
  const sourceBytes = writeText(into, to + 1, frame.source)
  to = into.writeUInt8(sourceBytes, to) + sourceBytes
  into.set(frame.payload, to)
  return seal(into, at, to + frame.payload.length, salt)
}

/** @returns how many bytes were written */
function writeText(into: Buffer, at: number, text: string): number {
  for (let nth = 0; nth < text.length; nth++) {
    const code = text.charCodeAt(nth)
    if (code > 0x7f) return into.write(text, at)
    into[at + nth] = code
  }
  return text.length
}

/** The readers' places as a record that stands among the frames. */
export function placesRecord(places: Places, salt: number): Buffer {
  const json = Buffer.from(JSON.stringify(places))
  const record = Buffer.allocUnsafeSlow(HEAD_BYTES + 1 + json.length)
  record.writeUInt8(PLACES_KIND, HEAD_BYTES)
  record.set(json, HEAD_BYTES + 1)
  seal(record, 0, record.length, salt)
  return record
}

function seal(into: Buffer, start: number, end: number, salt: number): number {
  into.set(MAGIC, start)
  into.writeUInt32BE(end - start - HEAD_BYTES, start + 4)
  into.writeUInt32BE(checksum(into, start, end, salt), start + 8)
  return end
}

function checksum(bytes: Buffer, start: number, end: number, salt: number): number {
  let crc = ~salt
  for (let at = start + 4; at < start + 8; at++) crc = CRC_TABLE[(crc ^ bytes[at]!) & 0xff]! ^ (crc >>> 8)
  return crc32(bytes.subarray(start + HEAD_BYTES, end), ~crc >>> 0)
}

/**
 * Goes over what stands in `bytes`, in order. A damaged stretch is told as one and jumped over to the next entry whose checksum fits.
 * Ends before an entry that is cut off by the end of `bytes`, unless these are `whole` (nothing follows on disk): then that is damage too.
 * @param tell called with where an entry or a damaged stretch begins and ends in `bytes`
 * @returns where it ended
 */
export function walk(
  bytes: Buffer,
  salt: number,
  whole: boolean,
  tell: (from: number, to: number, sound: boolean) => void,
): number {
  let at = 0
  while (at < bytes.length) {
    const end = entryEnd(bytes, at, salt)
    if (end === 'cut' && !whole) return at
    const to = typeof end === 'number' ? end : nextEntry(bytes, at + 1, salt, whole)
    tell(at, to, typeof end === 'number')
    at = to
  }
  return at
}

/** What stands in `bytes`, in order, as {@link walk} goes over them. @param base the place of the first byte */
export function entriesOf(bytes: Buffer, salt: number, whole: boolean, base = 0): Entry[] {
  const entries: Entry[] = []
  walk(bytes, salt, whole, (from, to, sound) => {
    entries.push(sound ? entryAt(bytes, from, to, base) : { kind: 'damaged', start: base + from, end: base + to })
  })
  return entries
}

/** Where the entry at `at` ends; `cut` when the bytes end before it could; null when there is none or its checksum does not fit. */
function entryEnd(bytes: Buffer, at: number, salt: number): number | 'cut' | null {
  if (at + HEAD_BYTES > bytes.length) return startsLikeMagic(bytes, at) ? 'cut' : null
  if (bytes.readUInt32BE(at) !== MAGIC_NUMBER) return null
  const bodyBytes = bytes.readUInt32BE(at + 4)
  if (bodyBytes === 0 || bodyBytes > BODY_BYTES_MAX) return null
  const end = at + HEAD_BYTES + bodyBytes
  if (end > bytes.length) return 'cut'
  return bytes.readUInt32BE(at + 8) === checksum(bytes, at, end, salt) ? end : null
}

/** Whether the last bytes, fewer than a head, may be the beginning of one. */
function startsLikeMagic(bytes: Buffer, at: number): boolean {
  const rest = bytes.subarray(at, at + MAGIC.length)
  return MAGIC.compare(rest, 0, rest.length, 0, rest.length) === 0
}

/** Where the next entry begins, or may begin when its end is not among `bytes`; else their end. */
function nextEntry(bytes: Buffer, from: number, salt: number, whole: boolean): number {
  for (let at = bytes.indexOf(MAGIC[0]!, from); at >= 0; at = bytes.indexOf(MAGIC[0]!, at + 1)) {
    const end = entryEnd(bytes, at, salt)
    if (typeof end === 'number' || (end === 'cut' && !whole)) return at
  }
  return bytes.length
}

function entryAt(bytes: Buffer, from: number, to: number, base: number): Entry {
  const start = base + from
  const end = base + to
  const kind = kindAt(bytes, from, to)
  if (kind === PLACES_KIND)
    return { kind: 'places', start, end, places: JSON.parse(bytes.toString('utf8', from + HEAD_BYTES + 1, to)) }
  if (kind === null) return { kind: 'damaged', start, end }
  return { kind: 'frame', start, end, frame: frameAt(bytes, from, to, base) }
}

/** What the sound entry is; null: nothing that is known here. */
export function kindAt(bytes: Buffer, from: number, to: number): typeof FRAME_KIND | typeof PLACES_KIND | null {
  const body = from + HEAD_BYTES
  const kind = bytes[body]
  if (kind === PLACES_KIND) return PLACES_KIND
  return kind === FRAME_KIND && to - body >= FRAME_HEAD_BYTES ? FRAME_KIND : null
}

/** The frame between `from` and `to`; its payload is a view. @param base the place of the first byte */
export function frameAt(bytes: Buffer, from: number, to: number, base: number): PlacedFrame {
  const body = from + HEAD_BYTES
  const sourceFrom = body + FRAME_HEAD_BYTES
  const sourceTo = Math.min(to, sourceFrom + bytes.readUInt8(body + 9))
  const source = bytes.toString('utf8', sourceFrom, sourceTo)
  const payload = new Uint8Array(bytes.buffer, bytes.byteOffset + sourceTo, to - sourceTo)
  return { receivedAt: bytes.readDoubleBE(body + 1), source, payload, place: base + to }
}
