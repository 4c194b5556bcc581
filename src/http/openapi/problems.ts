import { ProblemDetails } from '../schemas.ts'

const content = { 'application/problem+json': { schema: ProblemDetails } }

/** What every route may answer besides what it promises; the names are in the table at `/problems`. */
export const PROBLEM_ANSWERS = {
  '4xx': { description: 'A problem with the request or the code, named by `code`', content },
  '5xx': { description: 'Our own fault; nothing was consumed, try again', content },
} as const
