import { createParser } from 'eventsource-parser'
import type { RedemptionBody } from '../http/redemption-schemas.ts'
import { backoff_ms } from '../std/backoff.ts'
import { wait } from '../std/clock.ts'
import { CliError, CliProblem, EXIT } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import type { Server } from './server.ts'

const RETRY_FIRST_MS = 1_000
const RETRY_MOST_MS = 15_000

/**
 * Follows a redemption until it is over, over any number of connections: the server may restart meanwhile.
 * @param tell called with the whole redemption whenever it has changed
 * @param signal ends the watching
 * @returns the final redemption, or null when the signal came first
 */
export async function watchRedemption(
  world: CliWorld,
  server: Server,
  id: string,
  tell: (redemption: RedemptionBody) => void,
  signal: AbortSignal,
): Promise<RedemptionBody | null> {
  let latest: RedemptionBody | null = null
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      const answer = await server.stream(`/api/v1/redemptions/${id}/events`, {}, signal)
      latest = await readStream(answer, (redemption) => {
        failures = 0
        tell(redemption)
      })
      if (latest && isOver(latest)) return latest
    } catch (error) {
      if (signal.aborted) return null
      if (error instanceof CliProblem && error.exit !== EXIT.unreachable) throw error
      if (!(error instanceof CliError) && !(error instanceof TypeError)) throw error
    }
    await wait(world.clock, backoff_ms(world.random, failures, RETRY_FIRST_MS, RETRY_MOST_MS), signal).catch(() => {})
  }
  return null
}

/** True when nothing comes after this state. */
export function isOver({ state }: RedemptionBody): boolean {
  return state === 'applied' || state === 'refused' || state === 'cancelled'
}

async function readStream(
  answer: Response,
  tell: (redemption: RedemptionBody) => void,
): Promise<RedemptionBody | null> {
  let latest: RedemptionBody | null = null
  const parser = createParser({
    onEvent: ({ data }) => {
      latest = JSON.parse(data) as RedemptionBody
      tell(latest)
    },
  })
  const decoder = new TextDecoder()
  for await (const chunk of answer.body ?? []) parser.feed(decoder.decode(chunk, { stream: true }))
  return latest
}
