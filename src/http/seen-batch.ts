import type { Actor } from '../accounts/actor.ts'
import { seeBatch } from '../flows/batches/see.ts'
import type { House } from '../flows/house.ts'
import { ProblemError } from '../std/problems.ts'
import type { BatchShape } from './batch-schemas.ts'
import { batchBody } from './telling/batch-body.ts'

/** The batch as the actor may see it. @throws ProblemError `not-found` */
export async function seenBatch(house: House, actor: Actor, id: string): Promise<BatchShape> {
  const batch = await seeBatch(house, actor, id)
  if (!batch) throw new ProblemError('not-found')
  return batchBody(batch)
}
