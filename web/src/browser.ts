/** Stops a timer; calling it again does nothing. */
export type Cancel = () => void

/** What the console takes from the browser besides the page: handed in, so that tests can hold it still. */
export type Browser = {
  /** Milliseconds since 1970. */
  now(): number
  /** Calls `act` once, `delay_ms` from now at the earliest. */
  after(delay_ms: number, act: () => void): Cancel
  /** A text that nobody else has: an Idempotency-Key. */
  uniqueText(): string
  /** The whole address of a place of the console. @param place what stands behind `#` */
  pageAddress(place: string): string
  print(): void
  /** Milliseconds since 1970 of the last midnight where the browser is. */
  midnight(): number
}

/** The only place that asks the machine for time or chance. */
export const theBrowser: Browser = {
  now: () => Date.now(),
  after(delay_ms, act) {
    const timer = setTimeout(act, delay_ms)
    return () => clearTimeout(timer)
  },
  // Not randomUUID: browsers offer it in secure contexts only, and a house server is often plain http.
  uniqueText: () => crypto.getRandomValues(new Uint32Array(4)).reduce((text, part) => text + part.toString(36), 'w'),
  pageAddress: (place) => `${location.origin}${location.pathname}#${place}`,
  print: () => window.print(),
  midnight: () => new Date().setHours(0, 0, 0, 0),
}

/** Milliseconds since 1970 of an ISO 8601 instant; NaN for anything else. */
export function instant_ms(text: string): number {
  return Date.parse(text)
}

/** The ISO 8601 form, UTC. */
export function instantText(at_ms: number): string {
  return new Date(at_ms).toISOString()
}
