import type { BatchRevocation } from '../api-types.ts'

export type Reason = BatchRevocation['reason']

/** Why codes are taken out of use. */
export const REASONS: readonly Reason[] = ['lost', 'stolen', 'returned', 'not-paid', 'misprint', 'mistake']
