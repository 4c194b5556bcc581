/** How many guesses that name no code a subject has: `burst` at once, one more every `interval_ms`. */
export type Budget = { burst: number; interval_ms: number }

const HOUR_MS = 3_600_000

/** Per account, device and telephone number ten an hour; a source network may be a whole company or campus, hence more. */
export const BUDGETS = {
  account: { burst: 10, interval_ms: HOUR_MS / 10 },
  device: { burst: 10, interval_ms: HOUR_MS / 10 },
  phone: { burst: 10, interval_ms: HOUR_MS / 10 },
  source: { burst: 60, interval_ms: HOUR_MS / 60 },
  /** Refusals that have an audit entry each, per account; those beyond are judged alike, but only counted. */
  refusals: { burst: 200, interval_ms: HOUR_MS / 200 },
  /** Messages with six digits, per number and per account: they cost money, and annoy whoever did not ask. */
  'sms-minute': { burst: 1, interval_ms: HOUR_MS / 60 },
  'sms-hour': { burst: 5, interval_ms: HOUR_MS / 5 },
  /** Mails with six digits, per address and per account. */
  'mail-proof': { burst: 5, interval_ms: HOUR_MS / 5 },
  /** Trying a recipient of alarms, per recipient and per account. */
  'recipient-test': { burst: 3, interval_ms: HOUR_MS / 6 },
  'account-test': { burst: 10, interval_ms: HOUR_MS / 10 },
  /** The form that anybody may fill in, per source network: each is work for the office. */
  'number-request': { burst: 5, interval_ms: HOUR_MS / 5 },
  /** The contact form, per source network (each message is work for the office) and per address (each is a mail to it). */
  'contact-source': { burst: 5, interval_ms: HOUR_MS / 5 },
  'contact-address': { burst: 3, interval_ms: HOUR_MS / 3 },
  /** IMEIs that could not be registered: whoever guesses them would learn which collars there are. A delivery may have some that are mistyped. */
  imei: { burst: 20, interval_ms: HOUR_MS / 20 },
  'imei-source': { burst: 60, interval_ms: HOUR_MS / 60 },
  /** Letters that ask somebody else to agree, per account, per network and per receiver. */
  'ask-account': { burst: 10, interval_ms: HOUR_MS / 10 },
  'ask-source': { burst: 60, interval_ms: HOUR_MS / 60 },
  'ask-receiver': { burst: 5, interval_ms: HOUR_MS / 5 },
  /** Mails with a link, per address (nobody's mailbox is to be filled by others) and per source network. */
  'link-address': { burst: 3, interval_ms: HOUR_MS / 3 },
  /** Second factors at sign-in, per user: a million codes of which three fit at a time. */
  'second-factor': { burst: 5, interval_ms: HOUR_MS / 10 },
  'link-source': { burst: 20, interval_ms: HOUR_MS / 20 },
} as const satisfies Record<string, Budget>
export type BudgetScope = keyof typeof BUDGETS

/**
 * The generic cell rate algorithm (ITU-T I.371 annex A): one instant per subject, the theoretical arrival time, says all.
 * @returns the instant from which one more guess is free; null when one is free now
 */
export function blockedUntil(budget: Budget, theoreticalArrival: number | null, now: number): number | null {
  if (theoreticalArrival === null) return null
  const freeAt = theoreticalArrival - (budget.burst - 1) * budget.interval_ms
  return freeAt > now ? freeAt : null
}
