/** One way in which a request can fail: its HTTP status and whether sending the same again later can succeed. */
export type Problem = { status: number; retryable: boolean }

/** Why a code is refused, in the order in which it is judged (docs/product rules, "Why a code is refused"). */
export const REFUSALS = {
  'too-many-attempts': { status: 429, retryable: true },
  'malformed-length': { status: 422, retryable: false },
  'malformed-digit': { status: 422, retryable: false },
  'malformed-character': { status: 422, retryable: false },
  'malformed-check': { status: 422, retryable: false },
  unknown: { status: 404, retryable: false },
  'wrong-purpose': { status: 409, retryable: false },
  'wrong-sim-kind': { status: 409, retryable: false },
  'already-used-by-you': { status: 409, retryable: false },
  'already-used': { status: 409, retryable: false },
  revoked: { status: 410, retryable: false },
  'not-migratable': { status: 409, retryable: false },
  'not-activated': { status: 409, retryable: false },
  expired: { status: 410, retryable: false },
  'region-restricted': { status: 403, retryable: true },
  'not-eligible': { status: 403, retryable: false },
  'try-again-later': { status: 503, retryable: true },
} as const satisfies Record<string, Problem>

/** What can be wrong with a request whatever it is about. */
export const REQUEST_PROBLEMS = {
  'invalid-request': { status: 400, retryable: false },
  'idempotency-key-missing': { status: 400, retryable: false },
  'idempotency-key-reused': { status: 422, retryable: false },
  'not-signed-in': { status: 401, retryable: false },
  'wrong-login': { status: 401, retryable: false },
  forbidden: { status: 403, retryable: false },
  'cross-site': { status: 403, retryable: false },
  'wrong-signature': { status: 403, retryable: false },
  'wrong-credentials': { status: 401, retryable: false },
  'not-found': { status: 404, retryable: false },
  'method-not-allowed': { status: 405, retryable: false },
  'no-sim': { status: 409, retryable: false },
  'not-cancellable': { status: 409, retryable: false },
  'not-released': { status: 409, retryable: true },
  'released-already': { status: 409, retryable: false },
  'no-receipt': { status: 409, retryable: true },
  'batch-not-ready': { status: 409, retryable: true },
  'batch-revoked': { status: 410, retryable: false },
  'export-confirmed': { status: 410, retryable: false },
  'not-exported': { status: 409, retryable: false },
  'sale-ended': { status: 409, retryable: false },
  'code-in-use': { status: 409, retryable: false },
  'invalid-phone': { status: 422, retryable: false },
  'wrong-verification': { status: 422, retryable: false },
  'verification-over': { status: 410, retryable: false },
  'phone-taken': { status: 409, retryable: false },
  'phone-not-verified': { status: 409, retryable: false },
  'trial-used': { status: 409, retryable: false },
  'licence-exists': { status: 409, retryable: false },
  'no-seller': { status: 409, retryable: false },
  'month-not-begun': { status: 409, retryable: false },
  'nothing-to-credit': { status: 409, retryable: false },
  'more-than-left': { status: 409, retryable: false },
  'no-such-invoice': { status: 422, retryable: false },
  'wrong-currency': { status: 422, retryable: false },
  'reference-reused': { status: 409, retryable: false },
  'no-price': { status: 409, retryable: false },
  'invalid-vat-id': { status: 422, retryable: false },
  'no-electronic-address': { status: 409, retryable: false },
  'invalid-imei': { status: 422, retryable: false },
  'imei-not-available': { status: 409, retryable: false },
  'invalid-carat-id': { status: 422, retryable: false },
  'dongle-not-available': { status: 409, retryable: false },
  'too-many-imeis': { status: 429, retryable: true },
  'document-changed': { status: 409, retryable: false },
  'second-factor-needed': { status: 401, retryable: false },
  'wrong-second-factor': { status: 401, retryable: false },
  'second-factor-on': { status: 409, retryable: false },
  'contact-over': { status: 409, retryable: false },
  'link-over': { status: 410, retryable: false },
  'wrong-password': { status: 422, retryable: false },
  'last-owner': { status: 409, retryable: false },
  'member-already': { status: 409, retryable: false },
  'member-elsewhere': { status: 409, retryable: false },
  'account-closing': { status: 409, retryable: false },
  'agreement-over': { status: 410, retryable: false },
  'agreement-confirmed-already': { status: 409, retryable: false },
  'agreement-same-account': { status: 409, retryable: false },
  'agreement-one-side-only': { status: 403, retryable: false },
  'agreement-other-side-first': { status: 409, retryable: true },
  'agreement-not-possible': { status: 409, retryable: false },
  'too-large': { status: 413, retryable: false },
  'unsupported-media-type': { status: 415, retryable: false },
  'too-many-requests': { status: 429, retryable: true },
  'internal-error': { status: 500, retryable: true },
} as const satisfies Record<string, Problem>

export const PROBLEMS = { ...REFUSALS, ...REQUEST_PROBLEMS }

export type Refusal = keyof typeof REFUSALS
export type ProblemCode = keyof typeof PROBLEMS

/** Operating trouble or a bad request, on its way to the one mapper of each door. Expected refusals are values instead. */
export class ProblemError extends Error {
  readonly code: ProblemCode
  /** Fills the text's placeholders; never a code, a password or a phone number. */
  readonly params: Record<string, string | number>

  constructor(code: ProblemCode, params: Record<string, string | number> = {}, options?: ErrorOptions) {
    super(code, options)
    this.name = 'ProblemError'
    this.code = code
    this.params = params
  }
}
