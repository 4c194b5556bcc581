import { median } from './quantile.ts'

/** Sides change places and the median of nine counts, because the machine's own speed wanders more than what is measured. */
export const ROUNDS = 9

/**
 * Measures sides in turn, after a first round of all that does not count: it warms caches and the compiler.
 * The order is reversed in every other round, so that no side always comes second.
 * @returns the median of each side
 */
export async function rounds<Side extends string>(
  sides: Readonly<Record<Side, () => Promise<number>>>,
): Promise<Record<Side, number>> {
  const names = Object.keys(sides) as Side[]
  const measured = new Map<Side, number[]>(names.map((name) => [name, []]))
  for (let round = 0; round <= ROUNDS; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const value = await sides[name]()
      if (round > 0) measured.get(name)?.push(value)
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(measured.get(name) ?? [])])) as Record<Side, number>
}
