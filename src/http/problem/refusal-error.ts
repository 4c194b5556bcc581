import type { Refused } from '../../flows/redeem-outcome.ts'
import { ProblemError } from '../../std/problems.ts'

/** A refused code as a problem: its parameters fill the text. */
export function refusalError({ refusal, params, retryAt }: Refused): ProblemError {
  return new ProblemError(refusal, retryAt === undefined ? params : { ...params, retryAt })
}
