/** How the page hears of changes. */
export type Link = {
  state: 'connecting' | 'live' | 'broken'
  /** Failures since it was last live. */
  failures: number
}

export type LinkInput = 'opened' | 'failed'

export const NEW_LINK: Link = { state: 'connecting', failures: 0 }

const REOPEN_FIRST_MS = 1_000
const REOPEN_MOST_MS = 30_000

/** The one place where a link changes its state. */
export function nextLink(link: Link, input: LinkInput): Link {
  if (input === 'opened') return { state: 'live', failures: 0 }
  return { state: 'broken', failures: link.failures + 1 }
}

/** How long to wait before opening again by ourselves, when the browser has given up: doubling from 1 s to 30 s. */
export function reopenDelay_ms(link: Link): number {
  return Math.min(REOPEN_MOST_MS, REOPEN_FIRST_MS * 2 ** Math.max(0, link.failures - 1))
}
