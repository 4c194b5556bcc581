/** What may wait for the operating system to take it: seconds at 115,200 baud. */
export const WRITE_QUEUE_BYTES_MAX = 65_536

/** What is read ahead of the first taker; the rest waits in the operating system, which drops what it cannot hold. */
export const RECEIVED_BYTES_MAX = 4_096

/** A port that takes no byte for so long is given up: without flow control that is a device that hangs. */
export const WRITE_MS_MAX = 10_000

/** How long the operating system may take to open a port. */
export const OPEN_MS_MAX = 10_000

/** How long it may take to free one. */
export const CLOSE_MS_MAX = 2_000

/** The first wait before a port is opened again, and the longest. */
export const REOPEN_FIRST_MS = 250
export const REOPEN_MOST_MS = 5_000

/** After a line that lasted so long the waits begin anew. */
export const LASTED_MS = 10_000

/** How long a lender may take to let go of a port, and a borrower may keep it: a command at a dongle takes seconds. */
export const ASK_MS_MAX = 10_000
export const LENT_MS_MAX = 60_000
