/** How long a try waits for its answer (docs/protocol/dongle.md §2). */
export const ANSWER_WAIT_MS = 500

/** Requests that wait while one is under way; one more is refused. */
export const QUEUED_REQUESTS_MAX = 16

/**
 * The longest that a request takes once it is at the head of the queue: HELLO and the request three times each, and once more where the dongle was restarted
 * between the two.
 */
export const REQUEST_MS_MAX = 4 * 3 * ANSWER_WAIT_MS
