import type { Preview, Redemption } from '../api-types.ts'
import { isUndecided, type Trouble } from '../trouble.ts'

/** One person's attempt at one code: what the dialog shows. */
export type Attempt =
  | { phase: 'entering'; code: string; trouble: Trouble | null; empty: boolean }
  | { phase: 'checking'; code: string }
  | { phase: 'previewed'; code: string; preview: Preview }
  | { phase: 'sending'; code: string; preview: Preview; key: string }
  /** Nobody knows whether the order arrived: it may be sent again, with the same key. */
  | { phase: 'undecided'; code: string; preview: Preview; key: string; trouble: Trouble }
  | { phase: 'following'; redemption: Redemption }

export type AttemptInput =
  | { kind: 'typed'; code: string }
  | { kind: 'check' }
  | { kind: 'previewed'; preview: Preview }
  | { kind: 'failed'; trouble: Trouble }
  /** @property key a fresh Idempotency-Key */
  | { kind: 'confirm'; key: string }
  | { kind: 'again' }
  | { kind: 'accepted'; redemption: Redemption }
  | { kind: 'other' }

/** Longer is refused by the API, and no code is. */
export const CODE_CHARACTERS_MAX = 512

export const NEW_ATTEMPT: Extract<Attempt, { phase: 'entering' }> = {
  phase: 'entering',
  code: '',
  trouble: null,
  empty: false,
}

/**
 * The one place where an attempt changes its phase. An input that does not belong to the phase changes nothing: an answer may arrive late.
 * The key lives exactly as long as one order: a refusal ends it, a lost answer does not.
 */
export function nextAttempt(attempt: Attempt, input: AttemptInput): Attempt {
  switch (input.kind) {
    case 'typed':
      if (attempt.phase !== 'entering') return attempt
      return { ...NEW_ATTEMPT, code: input.code.slice(0, CODE_CHARACTERS_MAX) }
    case 'check': {
      if (attempt.phase !== 'entering') return attempt
      const code = attempt.code.trim()
      return code === '' ? { ...attempt, trouble: null, empty: true } : { phase: 'checking', code }
    }
    case 'previewed':
      return attempt.phase === 'checking' ? { phase: 'previewed', code: attempt.code, preview: input.preview } : attempt
    case 'confirm':
      if (attempt.phase !== 'previewed') return attempt
      return { phase: 'sending', code: attempt.code, preview: attempt.preview, key: input.key }
    case 'again':
      if (attempt.phase !== 'undecided') return attempt
      return { phase: 'sending', code: attempt.code, preview: attempt.preview, key: attempt.key }
    case 'accepted':
      return attempt.phase === 'sending' ? { phase: 'following', redemption: input.redemption } : attempt
    case 'failed':
      return failed(attempt, input.trouble)
    case 'other':
      // While an order may be on its way its key must not be thrown away.
      return attempt.phase === 'sending' || attempt.phase === 'undecided' ? attempt : NEW_ATTEMPT
  }
}

function failed(attempt: Attempt, trouble: Trouble): Attempt {
  if (attempt.phase === 'sending' && isUndecided(trouble)) return { ...attempt, phase: 'undecided', trouble }
  if (attempt.phase === 'checking' || attempt.phase === 'sending') {
    return { phase: 'entering', code: attempt.code, trouble, empty: false }
  }
  return attempt
}
