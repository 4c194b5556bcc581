/** Levels of each kind of account; the first of each manages the others. The server decides. */
const KINDS = [['owner', 'manager', 'viewer'], ['reseller'], ['admin', 'support']] as const

/** A level's name. */
export type LevelName = (typeof KINDS)[number][number]

/** The levels that users of an account may have, told from one of theirs. */
export function levelsBeside(level: string): readonly LevelName[] {
  return KINDS.find((levels) => (levels as readonly string[]).includes(level)) ?? []
}

/** Whether a level manages the users of its own account. */
export function manages(level: string): boolean {
  return KINDS.some(([first]) => first === level)
}
