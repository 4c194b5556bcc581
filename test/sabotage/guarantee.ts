/** One change to a source file: `out` stands there exactly once and is replaced. */
export type Edit = { file: string; out: string; in: string }

/**
 * A guarantee that we give, and how it is taken out of a test build; then `suite` must fail.
 * @property claim words in the names of the tests that are run; none = all of the suite. For suites that take long before they come to what matters here
 */
export type Guarantee = { name: string; promise: string; edits: readonly Edit[]; suite: string; claim?: string }
