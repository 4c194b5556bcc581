import { identify } from '../../codes/identify.ts'
import { ownCodes } from '../../flows/own-codes.ts'
import { instantText } from '../../std/period.ts'
import type { Api, Door } from '../door.ts'
import { Identified, IdentifyBody } from '../identify-schemas.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'

/** What is it that I hold? Signed out, the shape alone is judged: nothing that is answered depends on whether a code exists. */
export function codeRoutes(api: Api, { auth, house, texts }: Door): void {
  api.post(
    '/api/v1/codes/identify',
    {
      schema: {
        tags: ['codes'],
        summary: 'What a pasted text can be',
        description:
          'Takes a code, a whole SMS or a sentence around a code. Says which families it can be, what is wrong with its shape, whether it may be thrown away and what to do next. Signed in, also what became of your own codes.',
        body: IdentifyBody,
        response: { 200: Identified, ...PROBLEM_ANSWERS },
      },
    },
    async (request, reply) => {
      const language = texts.negotiate(request.headers['accept-language'])
      const candidates = identify(request.body.text)
      const actor = await auth.whoever(request)
      const canonicals = candidates.flatMap(({ canonical }) => canonical ?? [])
      const own = actor ? await ownCodes(house, actor, canonicals) : new Map()
      reply.header('vary', 'accept-language, authorization, cookie')
      return {
        candidates: candidates.map(({ family, canonical, keep, problems, notices }) => {
          const mine = canonical === null ? undefined : own.get(canonical)
          return {
            family: family.name,
            keep,
            problems: problems.map(({ name }) => name),
            notices: [...notices],
            next: texts.text(
              language,
              canonical === null ? `problem.${problems[0]?.name}.detail` : `next.${family.name}`,
              {
                position: problems[0]?.position ?? 0,
              },
            ),
            ...(mine && { own: { state: mine.state, redemptionId: mine.redemptionId, at: instantText(mine.at) } }),
          }
        }),
      }
    },
  )
}
