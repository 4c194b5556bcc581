import type { Order, OrderBody, OrderPreview } from '../api-types.ts'
import { isUndecided, type Trouble } from '../trouble.ts'

/** One person's attempt at one order: what the panel shows. */
export type OrderAttempt =
  | { phase: 'choosing'; trouble: Trouble | null }
  | { phase: 'checking'; wish: OrderBody }
  | { phase: 'previewed'; wish: OrderBody; preview: OrderPreview }
  | { phase: 'sending'; wish: OrderBody; preview: OrderPreview; key: string }
  /** Nobody knows whether the order arrived: it may be sent again, with the same key. */
  | { phase: 'undecided'; wish: OrderBody; preview: OrderPreview; key: string; trouble: Trouble }
  | { phase: 'ordered'; order: Order }

export type OrderInput =
  | { kind: 'check'; wish: OrderBody }
  | { kind: 'previewed'; preview: OrderPreview }
  /** @property key a fresh Idempotency-Key */
  | { kind: 'confirm'; key: string }
  | { kind: 'again' }
  | { kind: 'ordered'; order: Order }
  | { kind: 'failed'; trouble: Trouble }
  | { kind: 'back' }

export const NEW_ORDER: OrderAttempt = { phase: 'choosing', trouble: null }

/**
 * The one place where an order changes its phase; an input that does not belong to the phase changes nothing. The key lives as long as nobody knows whether the order
 * arrived: a refusal ends it, a lost answer does not.
 */
export function nextOrder(attempt: OrderAttempt, input: OrderInput): OrderAttempt {
  switch (input.kind) {
    case 'check':
      return attempt.phase === 'choosing' ? { phase: 'checking', wish: input.wish } : attempt
    case 'previewed':
      return attempt.phase === 'checking' ? { ...attempt, phase: 'previewed', preview: input.preview } : attempt
    case 'confirm':
      return attempt.phase === 'previewed' ? { ...attempt, phase: 'sending', key: input.key } : attempt
    case 'again': {
      if (attempt.phase !== 'undecided') return attempt
      const { trouble: _, ...order } = attempt
      return { ...order, phase: 'sending' }
    }
    case 'ordered':
      return attempt.phase === 'sending' ? { phase: 'ordered', order: input.order } : attempt
    case 'failed':
      if (attempt.phase === 'sending' && isUndecided(input.trouble))
        return { ...attempt, phase: 'undecided', trouble: input.trouble }
      if (attempt.phase === 'checking' || attempt.phase === 'sending')
        return { phase: 'choosing', trouble: input.trouble }
      return attempt
    case 'back':
      // While an order may be on its way its key must not be thrown away.
      return attempt.phase === 'previewed' || attempt.phase === 'ordered' ? NEW_ORDER : attempt
  }
}
