import { isUtf8 } from 'node:buffer'
import { PAYLOAD_LEVELS_MAX, type PayloadObject, Unreadable } from './payload-format.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a

/** @throws Unreadable */
export function readJson(bytes: Uint8Array): PayloadObject {
  if (!isUtf8(bytes)) throw new Unreadable('malformed')
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')
  let parsed: Record<string, unknown>
  try {
    parsed = JSON.parse(text)
  } catch {
    scan(bytes)
    throw new Unreadable('malformed')
  }
  const kept = { members: 0 }
  const object = bareObject(parsed, kept, 1)
  // JSON.parse keeps the last of two equal keys without a word (RFC 8259 §4 leaves it open): then fewer members came out than colons went in. Colons in texts
  // make more of them too: only then is it worth the while to look at every byte.
  if (kept.members !== colonsIn(text) && kept.members !== scan(bytes)) throw new Unreadable('duplicate-key')
  return object
}

function colonsIn(text: string): number {
  let colons = 0
  for (let at = text.indexOf(':'); at >= 0; at = text.indexOf(':', at + 1)) colons++
  return colons
}

/** Counts members by their colons and levels by their brackets, outside strings. Structure is JSON.parse's business. */
function scan(bytes: Uint8Array): number {
  let members = 0
  let level = 0
  let inString = false
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]
    if (inString) {
      if (byte === BACKSLASH) at++
      else if (byte === QUOTE) inString = false
    } else if (byte === QUOTE) inString = true
    else if (byte === COLON) members++
    else if (byte === 0x7b || byte === 0x5b) {
      if (++level > PAYLOAD_LEVELS_MAX) throw new Unreadable('too-deep')
    } else if (byte === 0x7d || byte === 0x5d) level--
  }
  return members
}

/** Takes the prototype away where the object is: a copy without one is a dictionary to V8, which takes twice as long to make and to read. */
function bareObject(parsed: Record<string, unknown>, kept: { members: number }, level: number): PayloadObject {
  if (level > PAYLOAD_LEVELS_MAX) throw new Unreadable('too-deep')
  Object.setPrototypeOf(parsed, null)
  for (const key in parsed) {
    kept.members++
    bareWithin(parsed[key], kept, level + 1)
  }
  return parsed as PayloadObject
}

function bareWithin(value: unknown, kept: { members: number }, level: number): void {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) return void bareObject(value as Record<string, unknown>, kept, level)
  if (level > PAYLOAD_LEVELS_MAX) throw new Unreadable('too-deep')
  for (const element of value) bareWithin(element, kept, level + 1)
}
