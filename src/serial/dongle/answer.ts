import type { Busy } from '../link/link.ts'
import type { Outcome } from '../link/machine.ts'
import { statusName } from '../link/status.ts'

/** What stands for a command that was carried out: the decoded answer, or why there is none. */
export type Answer<T> = { kind: 'ok'; value: T } | Refusal

/** Why the dongle did not do it, by its status (docs/protocol/dongle.md §3), or why nothing is known. */
export type Refusal =
  | { kind: 'unknown-command' }
  | { kind: 'malformed' }
  /** It was restarted in the middle of this command, and whether that was carried out is not known. */
  | { kind: 'not-greeted' }
  | { kind: 'locked-out'; left_s: number }
  | { kind: 'memory-fault' }
  | { kind: 'version'; highest: number }
  | { kind: 'wrong-code'; failures: number; lockOut_s: number }
  | { kind: 'no-user-information' }
  | { kind: 'old-counter' }
  /** No answer in three tries. */
  | { kind: 'silent' }
  /** It answers what protocol version 1 does not have: another length, another status. */
  | { kind: 'unreadable' }
  | { kind: 'gone'; why: string }
  /** Sixteen commands wait already; this one was not sent. */
  | { kind: 'busy' }

export type RefusalKind = Refusal['kind']

/** Reads what follows status ok; null when it has another length or form. */
export type Decode<T> = (body: Buffer) => T | null

const UNREADABLE: Refusal = { kind: 'unreadable' }

/** The end of a request as what it means. */
export function readAnswer<T>(outcome: Outcome | Busy, decode: Decode<T>): Answer<T> {
  if (outcome.kind !== 'answer') return outcome
  const body = Buffer.from(outcome.body.buffer, outcome.body.byteOffset, outcome.body.length)
  const name = statusName(outcome.status)
  if (name === 'ok') {
    const value = decode(body)
    return value === null ? UNREADABLE : { kind: 'ok', value }
  }
  return (name && readRefusal(name, body)) ?? UNREADABLE
}

function readRefusal(name: Exclude<ReturnType<typeof statusName>, 'ok' | null>, body: Buffer): Refusal | null {
  switch (name) {
    case 'locked-out':
      return body.length === 2 ? { kind: name, left_s: body.readUInt16BE(0) } : null
    case 'wrong-code':
      return body.length === 3 ? { kind: name, failures: body.readUInt8(0), lockOut_s: body.readUInt16BE(1) } : null
    case 'version':
      return body.length === 1 ? { kind: name, highest: body.readUInt8(0) } : null
    default:
      return body.length === 0 ? { kind: name } : null
  }
}
