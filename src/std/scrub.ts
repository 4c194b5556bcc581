/** Names whose values never reach a log, at any depth. */
const HIDDEN =
  /^(code|codes|typed|password|secret|token|operatorToken|authorization|cookie|set-cookie|idempotency-key|email|phone|databaseUrl|privateKey)$/i
const REDACTED = '[redacted]'

const DEPTH_MAX = 6
const MEMBERS_MAX = 50
const TEXT_CHARACTERS_MAX = 4_000

/** A second net under the first: what a library may have put into a message. Each pattern keeps at most what a log needs. */
const PATTERNS: readonly [RegExp, string][] = [
  [/\bkop_[A-Za-z0-9_-]{8,}/g, 'kop_…'],
  [/\bBearer\s+[^\s"',]+/gi, 'Bearer …'],
  [/(:\/\/)[^\s/@]*@/g, '$1…@'],
  // A SIM activation code, with or without its dashes.
  [/(?<![A-Za-z0-9])[2-9A-HJ-NP-TV-Z]{5}-?[2-9A-HJ-NP-TV-Z]{5}-?[2-9A-HJ-NP-TV-Z]{4}(?![A-Za-z0-9])/gi, '[code]'],
  [/\+\d[\d ()-]{5,}(\d{2})(?!\d)/g, '+…$1'],
]

/** A copy of a log line's fields without secrets, of bounded depth and size; errors become plain objects. */
export function scrub(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return scrubMembers(fields, 0)
}

/** The text without anything that looks like a token, a telephone number or a code. */
export function scrubText(text: string): string {
  let clean = text.length > TEXT_CHARACTERS_MAX ? `${text.slice(0, TEXT_CHARACTERS_MAX)}…` : text
  for (const [pattern, instead] of PATTERNS) clean = clean.replace(pattern, instead)
  return clean
}

function scrubMembers(object: object, depth: number): Record<string, unknown> {
  const clean: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(object).slice(0, MEMBERS_MAX)) {
    clean[name] = HIDDEN.test(name) ? REDACTED : scrubValue(value, depth + 1)
  }
  return clean
}

function scrubValue(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return scrubText(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEPTH_MAX) return '[deep]'
  if (value instanceof Uint8Array) return `[${value.length} bytes]`
  if (value instanceof Error) return scrubError(value, depth)
  if (Array.isArray(value)) return value.slice(0, MEMBERS_MAX).map((element) => scrubValue(element, depth + 1))
  return scrubMembers(value, depth)
}

/** An error's `code` is a stable name and the one thing to search for; a person's code never stands there. */
function scrubError(error: Error, depth: number): Record<string, unknown> {
  const { code } = error as { code?: unknown }
  return {
    type: error.name,
    message: scrubText(error.message),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: scrubText(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: scrubValue(error.cause, depth + 1) }),
  }
}
