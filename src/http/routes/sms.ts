import { type SeenSms, seeSms } from '../../flows/sms/see-sms.ts'
import { instantText } from '../../std/period.ts'
import { ProblemError } from '../../std/problems.ts'
import type { Api, Door } from '../door.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { cursorOf } from '../query.ts'
import { type SmsBody, SmsList, SmsQuery } from '../sms-schemas.ts'

/** Messages to phones. */
export function smsRoutes(api: Api, { auth, house, simulator, sms }: Door): void {
  const tags = ['sms']
  const transport = sms?.name ?? 'console'
  const own = simulator !== undefined
  const show = { own, clear: own || transport === 'console' }

  api.get(
    '/api/v1/sms',
    {
      onRequest: auth.signedIn,
      schema: {
        tags,
        summary: 'Text messages to phones, newest first',
        description: 'For staff, with codes masked where they were really sent; in `koppel demo` also your own.',
        querystring: SmsQuery,
        response: { 200: SmsList, ...PROBLEM_ANSWERS },
      },
    },
    async (request) => {
      const { state } = request.query
      const before = cursorOf(request.query)
      const limit = request.query.limit ?? 50
      const page = { limit, ...(before === undefined ? {} : { before }), ...(state === undefined ? {} : { state }) }
      const seen = await seeSms(house, auth.actorOf(request), show, page)
      if (seen === 'forbidden') throw new ProblemError('forbidden')
      return { items: seen.map(told), next: seen.length === limit ? (seen.at(-1)?.id ?? null) : null, transport }
    },
  )
}

function told(sms: SeenSms): SmsBody {
  const { id, to, text, purpose, state, attempts, parts, transport, reason } = sms
  const when = (name: 'handedOverAt' | 'settledAt' | 'nextTryAt', at: number | null) =>
    at === null ? {} : { [name]: instantText(at) }
  return {
    ...{ id, to, text, purpose, state, attempts, at: instantText(sms.at) },
    ...(parts === null ? {} : { parts }),
    ...(transport === null ? {} : { transport }),
    ...(reason === null ? {} : { reason }),
    ...when('handedOverAt', sms.handedAt),
    ...when('settledAt', sms.settledAt),
    ...when('nextTryAt', sms.dueAt),
  }
}
