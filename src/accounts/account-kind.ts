import type { Level } from './actor.ts'

/** Kinds of accounts, each with the levels that its users may have; the first is the one of which somebody must always be left. */
export const LEVELS_OF = {
  customer: ['owner', 'manager', 'viewer'],
  reseller: ['reseller'],
  office: ['admin', 'support'],
} as const satisfies Record<string, readonly Level[]>
export type AccountKind = keyof typeof LEVELS_OF

/** Whether a user of an account of that kind may have the level: nobody becomes staff in a customer's account. */
export function levelFits(kind: string, level: string): boolean {
  return (LEVELS_OF[kind as AccountKind] as readonly string[] | undefined)?.includes(level) ?? false
}

/** The level of whoever can act for an account of that kind: the last of them cannot go. */
export function keeperLevel(kind: string): Level {
  return LEVELS_OF[kind as AccountKind][0]
}
