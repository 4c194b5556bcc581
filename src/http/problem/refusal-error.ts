import type { Refused } from '../../flows/redeem-outcome.ts'
import { ProblemError } from '../../std/problems.ts'

/** A refused code as a problem: its parameters fill the text. */
export function refusalError({ refusal, params, retryAt, at, reference }: Refused): ProblemError {
  return new ProblemError(refusal, {
    ...params,
    ...(retryAt === undefined ? {} : { retryAt }),
    ...(at === undefined ? {} : { at }),
    ...(reference === undefined ? {} : { reference }),
  })
}
