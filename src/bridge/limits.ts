/** How often a dongle is asked what it holds: a person who has typed a code in, or changed the user information, sees it in the console soon. */
export const POLL_MS = 5_000
/** docs/protocol/collar.md §1, which holds for bridges too. */
export const RECONNECT_FIRST_MS = 1_000
export const RECONNECT_MOST_MS = 300_000
export const KEEP_ALIVE_S = 60
export const PUBACK_WAIT_MS = 60_000
export const SUBACK_WAIT_MS = 10_000
/** Uplinks that wait for their PUBACK. One more is not kept: a result comes again with its command, and what the dongle holds is told when it is asked next. */
export const UPLINKS_WAITING_MAX = 32
/** What a stopping bridge gives its last uplinks. */
export const DRAIN_MS_MAX = 5_000
/** Asked once more this long after a lock-out should be over: the dongle counts whole seconds. */
export const LOCK_OUT_MARGIN_MS = 1_000
