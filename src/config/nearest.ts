/** A name further away than this is no typing mistake. */
const DISTANCE_MAX = 4

/** The name that is fewest insertions, deletions and substitutions away from `name`; null when none is within four. */
export function nearest(name: string, known: readonly string[]): string | null {
  let best: string | null = null
  let least = DISTANCE_MAX + 1
  for (const candidate of known) {
    const away = distance(name, candidate)
    if (away < least) {
      least = away
      best = candidate
    }
  }
  return best
}

/** Levenshtein's distance, one row of the table at a time. */
function distance(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > DISTANCE_MAX) return DISTANCE_MAX + 1
  let above = Array.from({ length: to.length + 1 }, (_, at) => at)
  for (let row = 1; row <= from.length; row++) {
    const here = [row]
    for (let at = 1; at <= to.length; at++) {
      const substituted = (above[at - 1] ?? 0) + (from[row - 1] === to[at - 1] ? 0 : 1)
      here.push(Math.min(substituted, (above[at] ?? 0) + 1, (here[at - 1] ?? 0) + 1))
    }
    above = here
  }
  return above[to.length] ?? 0
}
