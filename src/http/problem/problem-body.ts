import { instantText } from '../../std/period.ts'
import { PROBLEMS, type ProblemCode, REFUSALS } from '../../std/problems.ts'
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

/** What a support case begins with: nothing that a person typed. `at` in milliseconds since 1970; `reference` names the refusal in the audit, or the request in the log. */
export type Happened = { at: number; reference: string; deviceId?: string }

/** A problem as RFC 9457 wants it, in one language. @param happened absent = no support case is offered */
export function problemBody(teller: Teller, language: string, trouble: Trouble, happened?: Happened): ProblemBody {
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
    ...(happened && email && needsPerson(code)
      ? { supportCase: supportCase(teller, language, trouble, happened) }
      : {}),
    ...(phone || email ? { support: { ...(phone ? { phone } : {}), ...(email ? { email } : {}) } } : {}),
  }
}

/** A refused code, and what is our own fault: there somebody may be needed who looks. */
function needsPerson(code: ProblemCode): boolean {
  return code in REFUSALS || code === 'internal-error'
}

/** A letter to support (RFC 6068), begun: what happened, when and where, and never the code. */
function supportCase(teller: Teller, language: string, { code, params }: Trouble, happened: Happened): string {
  const say = (key: string, more: Record<string, string> = {}): string =>
    teller.texts.text(language, key, { ...more, ...(happened.deviceId ? { device: happened.deviceId } : {}) })
  const title = teller.texts.text(language, `problem.${code}.title`, params)
  const body = say('support.case.body', {
    title,
    name: code,
    when: instantText(happened.at),
    request: happened.reference,
  })
  const subject = say('support.case.subject', { title })
  const query = `subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(body.replaceAll('\n', '\r\n'))}`
  return `mailto:${encodeURIComponent(teller.support.email ?? '').replace('%40', '@')}?${query}`
}
