import type { Redemption } from '../api-types.ts'

/** Whatever is on its way to a device: a redemption, or an unlock. */
export type Way = { state: string; history: readonly { state: string; at: string }[] }

/** A rung of the ladder that a code climbs. `at` is null for what is still to come. */
export type Step = { state: string; at: string | null; standing: 'done' | 'now' | 'ahead' }

const ROAD: readonly string[] = ['queued', 'sent', 'applied']
const ENDS: ReadonlySet<string> = new Set(['applied', 'refused', 'cancelled', 'expired'])

/** True when nothing more will happen to it. */
export function isSettled({ state }: Pick<Way, 'state'>): boolean {
  return ENDS.has(state)
}

/** The key of the text that tells a waiting person what it depends on. */
export function waitingText(deviceOnline: boolean): string {
  return deviceOnline ? 'console.step.waitingOnline' : 'console.step.waiting'
}

/** What has happened, in order, and what is still to come if all goes well. */
export function stepsOf(way: Way): Step[] {
  const past = way.history.map(({ state, at }, index): Step => {
    const last = index === way.history.length - 1
    return { state, at, standing: last && !isSettled(way) ? 'now' : 'done' }
  })
  if (isSettled(way)) return past
  const reached = ROAD.indexOf(way.state)
  return [...past, ...ROAD.slice(reached + 1).map((state): Step => ({ state, at: null, standing: 'ahead' }))]
}

/** The one that knows more: histories only grow, and news may overtake each other on their ways. */
export function newer(known: Redemption, news: Redemption): Redemption {
  return news.id === known.id && news.history.length >= known.history.length ? news : known
}

/** A redemption out of an event's data; null for anything else. */
export function readRedemption(data: string): Redemption | null {
  try {
    const parsed: unknown = JSON.parse(data)
    if (typeof parsed !== 'object' || parsed === null) return null
    const { id, state, history, effect } = parsed as Partial<Redemption>
    const whole = typeof id === 'string' && typeof state === 'string' && Array.isArray(history) && effect
    return whole ? (parsed as Redemption) : null
  } catch {
    return null
  }
}
