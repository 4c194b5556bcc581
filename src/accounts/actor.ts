/** Levels of a membership. The first three are a customer account's; the rest are staff's, in reseller and office accounts. */
export const LEVELS = ['owner', 'manager', 'viewer', 'admin', 'support', 'reseller'] as const
export type Level = (typeof LEVELS)[number]

/** Whoever asks: a signed-in user, or the operator at the machine itself (the token in `run.json`). */
export type Actor =
  | { kind: 'user'; userId: string; sessionId: string; source: string }
  | { kind: 'operator'; source: string }

/** How an actor stands in the audit and as the owner of idempotency keys. */
export function actorName(actor: Actor): string {
  return actor.kind === 'user' ? `user:${actor.userId}` : 'operator'
}
