import { instantText } from '../../std/period.ts'
import { PROBLEMS, type ProblemCode } from '../../std/problems.ts'
import type { Texts } from '../../std/texts.ts'
import type { ProblemBody } from '../schemas.ts'

/** What there is to tell about a request that did not succeed. */
export type Trouble = {
  code: ProblemCode
  /** Fills the text; `retryAt` (milliseconds since 1970) is told as a time of day. */
  params: Readonly<Record<string, string | number>>
  /** `invalid-request`: where, and what is wrong there. Never the offending value. */
  errors?: readonly { path: string; message: string }[]
}

/** What every problem of this house is told with. */
export type Teller = {
  texts: Texts
  publicUrl: () => string
  support: { phone: string | null; email: string | null }
}

/** A problem as RFC 9457 wants it, in one language. */
export function problemBody(teller: Teller, language: string, trouble: Trouble): ProblemBody {
  const { code, params, errors } = trouble
  const { status, retryable } = PROBLEMS[code]
  const { phone, email } = teller.support
  return {
    type: `${teller.publicUrl()}/problems/${code}`,
    title: teller.texts.text(language, `problem.${code}.title`, params),
    status,
    detail: teller.texts.text(language, `problem.${code}.detail`, params),
    code,
    retryable,
    ...(typeof params.retryAt === 'number' ? { retryAt: instantText(params.retryAt) } : {}),
    ...(errors && errors.length > 0 ? { errors: errors.map(({ path, message }) => ({ path, message })) } : {}),
    ...(phone || email ? { support: { ...(phone ? { phone } : {}), ...(email ? { email } : {}) } } : {}),
  }
}
