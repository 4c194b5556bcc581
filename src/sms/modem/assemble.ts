import { createHash } from 'node:crypto'
import type { IncomingSms } from '../../flows/sms/transport.ts'
import type { Deliver } from '../pdu/deliver.ts'

/** Where a part lies: a place of a memory. Null: it was shown and not stored. */
export type Place = { memory: string; index: number } | null

/** A part that came, with the time since which it is known, on a clock that never goes back. */
export type Part = { place: Place; deliver: Deliver; since_ms: number }

/** A message, whole or as far as it came, and the places that it will free. */
export type Assembled = {
  message: Omit<IncomingSms, 'transport' | 'to'>
  places: readonly Place[]
  parts: readonly Part[]
}

/** Stands for a part that never came. */
const GAP = '[...]'

type Group = { of: number; slots: Map<number, Part>; copies: Part[] }

/**
 * Puts messages together from parts, in whatever order they came (3GPP TS 23.040 §9.2.3.24.1). What has been waiting for the rest since before `overdue_ms` is given as
 * far as it is there, a gap in place of what is missing; the rest waits.
 * @param short memory is short: the oldest message of those that wait is given as well
 */
export function assemble(parts: readonly Part[], overdue_ms: number, short: boolean): Assembled[] {
  const ready: Assembled[] = []
  const waiting: Group[] = []
  for (const group of groupsOf(parts)) {
    if (group.slots.size === group.of || sinceOf(group) <= overdue_ms) ready.push(assembled(group))
    else waiting.push(group)
  }
  const oldest = short ? waiting.toSorted((a, b) => sinceOf(a) - sinceOf(b))[0] : undefined
  if (oldest) ready.push(assembled(oldest))
  return ready
}

/** A sender may use a reference again: a part that is there already with another content begins another message. */
function groupsOf(parts: readonly Part[]): Group[] {
  const groups = new Map<string, Group[]>()
  for (const [at, part] of parts.toSorted(bySending).entries()) {
    const { from, concatenation } = part.deliver
    const of = concatenation?.parts ?? 1
    const number = concatenation?.part ?? 1
    const name = concatenation ? `${concatenation.bits} ${concatenation.reference} ${of} ${from}` : `alone ${at}`
    const same = groups.get(name) ?? []
    groups.set(name, same)
    const copy = same.find(({ slots }) => slots.get(number)?.deliver.print === part.deliver.print)
    const open = same.find(({ slots }) => !slots.has(number))
    if (copy) copy.copies.push(part)
    else if (open) open.slots.set(number, part)
    else same.push({ of, slots: new Map([[number, part]]), copies: [] })
  }
  return [...groups.values()].flat()
}

function bySending(a: Part, b: Part): number {
  return (a.deliver.sentAt ?? 0) - (b.deliver.sentAt ?? 0) || a.since_ms - b.since_ms
}

function partsOf({ slots, copies }: Group): Part[] {
  return [...slots.values(), ...copies]
}

function sinceOf(group: Group): number {
  return Math.min(...partsOf(group).map(({ since_ms }) => since_ms))
}

function assembled(group: Group): Assembled {
  const { of, slots } = group
  const present = [...slots].sort(([a], [b]) => a - b).map(([, part]) => part.deliver)
  const texts = Array.from({ length: of }, (_, at) => slots.get(at + 1)?.deliver.text ?? GAP)
  const times = present.map(({ sentAt }) => sentAt).filter((at) => at !== null)
  return {
    message: {
      providerId: printOf(present),
      from: present[0]?.from ?? '',
      text: texts.join('').toWellFormed(),
      sentAt: times.length === 0 ? null : Math.max(...times),
    },
    places: partsOf(group).map(({ place }) => place),
    parts: partsOf(group),
  }
}

/** Of one part its own print; of several a hash over theirs in their order. */
function printOf(parts: readonly Deliver[]): string {
  const prints = parts.map(({ print }) => print)
  if (prints.length === 1) return prints[0] ?? ''
  return createHash('sha256').update(prints.join(' ')).digest('hex').slice(0, 32)
}
