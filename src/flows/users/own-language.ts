import type { Actor } from '../../accounts/actor.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'

/** Changes the language that a user is written to in. @param language one that there are words in */
export async function changeOwnLanguage(
  { ledger, world }: House,
  actor: Actor,
  language: string,
): Promise<'changed' | 'forbidden'> {
  if (actor.kind !== 'user') return 'forbidden'
  const { userId } = actor
  return ledger.transact('change-language', async (tx): Promise<'changed'> => {
    await tx.updateTable('users').set({ language }).where('id', '=', userId).execute()
    const subject = `user:${userId}`
    const details = JSON.stringify({ language })
    await record(tx, world, { actor: subject, act: 'change-language', accountId: null, subject, details })
    return 'changed'
  })
}
