import type { Point } from './zone.ts'

/**
 * The first two edges of a polygon that touch though they are no neighbours, or that fold back on each other; null: it is simple. Edge n goes from corner n to the
 * next. Judged on degrees: whether lines cross does not depend on how far a degree is.
 * @param points at least 3, their longitudes not a turn apart
 */
export function crossingOf(points: readonly Point[]): readonly [edge: number, other: number] | null {
  const count = points.length
  const corner = (at: number): Point => points[at % count] ?? [0, 0]
  for (let i = 0; i < count; i++) {
    for (let j = i + 1; j < count; j++) {
      const [a, b, c, d] = [corner(i), corner(i + 1), corner(j), corner(j + 1)]
      const meet = j === i + 1 ? foldsBack(a, b, d) : (j + 1) % count === i ? foldsBack(c, a, b) : touch(a, b, c, d)
      if (meet) return [i, j]
    }
  }
  return null
}

/** Twice the area of a triangle; its sign says on which side of a line a place is. */
function turn(a: Point, b: Point, c: Point): number {
  return (b[1] - a[1]) * (c[0] - a[0]) - (b[0] - a[0]) * (c[1] - a[1])
}

/** Whether the way from `b` to `c` runs back over the way from `a` to `b`. */
function foldsBack(a: Point, b: Point, c: Point): boolean {
  return turn(a, b, c) === 0 && (a[0] - b[0]) * (c[0] - b[0]) + (a[1] - b[1]) * (c[1] - b[1]) >= 0
}

function touch(a: Point, b: Point, c: Point, d: Point): boolean {
  const [abc, abd, cda, cdb] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)]
  if (abc * abd < 0 && cda * cdb < 0) return true
  return (
    (abc === 0 && between(a, b, c)) ||
    (abd === 0 && between(a, b, d)) ||
    (cda === 0 && between(c, d, a)) ||
    (cdb === 0 && between(c, d, b))
  )
}

/** Of a place on the line through `a` and `b`. */
function between(a: Point, b: Point, c: Point): boolean {
  const within = (one: number, other: number, at: number): boolean =>
    Math.min(one, other) <= at && at <= Math.max(one, other)
  return within(a[0], b[0], c[0]) && within(a[1], b[1], c[1])
}
