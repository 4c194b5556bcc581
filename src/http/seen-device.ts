import type { FastifyRequest } from 'fastify'
import { lookBack, type SeenDevice, seeDevice } from '../flows/see-devices.ts'
import { ProblemError } from '../std/problems.ts'
import type { Door } from './door.ts'
import { knownId } from './query.ts'

/** The device that a request's address names. @throws ProblemError `not-found` when there is none that the asker may see */
export async function seenDevice(
  { auth, house }: Pick<Door, 'auth' | 'house'>,
  request: FastifyRequest & { params: { id: string } },
): Promise<SeenDevice> {
  const seen = await seeDevice(house, auth.actorOf(request), knownId(request.params.id))
  if (!seen) throw new ProblemError('not-found')
  return seen
}

/** The same, or the device as a former owner may look back on it. @throws ProblemError `not-found` */
export async function rememberedDevice(
  { auth, house }: Pick<Door, 'auth' | 'house'>,
  request: FastifyRequest & { params: { id: string } },
): Promise<SeenDevice> {
  const [actor, id] = [auth.actorOf(request), knownId(request.params.id)]
  const seen = (await seeDevice(house, actor, id)) ?? (await lookBack(house, actor, id))
  if (!seen) throw new ProblemError('not-found')
  return seen
}
