import { identify, namesOrder } from '../../codes/identify.ts'
import { type OwnCode, ownCodes } from '../../flows/own-codes.ts'
import type { TextParams } from '../../std/texts.ts'
import type { Api, Door } from '../door.ts'
import { Identified, IdentifyBody } from '../identify-schemas.ts'
import { PROBLEM_ANSWERS } from '../openapi/problems.ts'
import { identifiedBody } from '../telling/identified-body.ts'

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
      const own = actor ? await ownCodes(house, actor, canonicals) : new Map<string, OwnCode>()
      reply.header('vary', 'accept-language, authorization, cookie')
      const say = (key: string, params?: TextParams): string => texts.text(language, key, params)
      const asker = { signedIn: actor !== null, own }
      const order = candidates.length === 0 && namesOrder(request.body.text)
      return {
        candidates: identifiedBody(candidates, asker, house.world.clock.now(), say),
        ...(order && { other: { kind: 'order-number' as const, next: say('next.order-number') } }),
      }
    },
  )
}
