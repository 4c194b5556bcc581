import { ProblemError } from './problems.ts'

/** What can be looked for in vain: each has its words in the texts, `missing.<name>`, which say what it is and where to look it up. */
export const MISSING = [
  ...['account', 'address', 'agreement', 'alarm', 'batch', 'closing', 'contact', 'customer', 'device', 'dongle'],
  ...['factor', 'file', 'gateway', 'invoice', 'licence', 'mail', 'member', 'message', 'number', 'number-request'],
  ...['problem', 'recipient', 'redemption', 'release', 'reseller', 'seller', 'session', 'simulated', 'unlock'],
  ...['verification', 'zone'],
] as const
export type Missing = (typeof MISSING)[number]

/** The problem of something that is not there, or that is not for whoever asks: the words are the same, so that neither is told from the other. */
export function missing(what: Missing): ProblemError {
  return new ProblemError('not-found', { missing: what })
}
