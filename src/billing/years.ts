import { addPeriod } from '../std/period.ts'

/** The first instant of the next month, UTC. */
export function firstOfNextMonth(at_ms: number): number {
  const date = new Date(at_ms)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
}

/** A year counted from an anchor, the first being number 0: from its first instant until the next one's. 29 February: 28 in other years. */
export function yearOf(anchor_ms: number, number: number): { from: number; until: number } {
  return { from: addPeriod(anchor_ms, `P${number}Y`), until: addPeriod(anchor_ms, `P${number + 1}Y`) }
}

/** The first instant of a month named `YYYY-MM`, UTC; null for anything else. */
export function monthStart(month: string): number | null {
  const [, year, number] = /^(2\d{3})-(0[1-9]|1[0-2])$/.exec(month) ?? []
  return year && number ? Date.UTC(Number(year), Number(number) - 1, 1) : null
}

/** The month of an instant as `YYYY-MM`, UTC. */
export function monthOf(at_ms: number): string {
  return new Date(at_ms).toISOString().slice(0, 7)
}

/** The day of an instant as `YYYY-MM-DD`, UTC. */
export function dayOf(at_ms: number): string {
  return new Date(at_ms).toISOString().slice(0, 10)
}
