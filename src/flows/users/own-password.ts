import type { Actor } from '../../accounts/actor.ts'
import { endResets } from '../../accounts/link.ts'
import { record } from '../../store/audit.ts'
import type { House } from '../house.ts'
import { endSessions } from './end-sessions.ts'
import { type Letters, sendLetter } from './letters.ts'

/** `ended`: sessions that are over, whose streams are the door's to end. */
export type PasswordChanged = { kind: 'changed'; ended: string[] } | { kind: 'forbidden' | 'wrong-password' }

/** Changes one's own password. Every other session of the user ends, and a mail tells them. @throws ProblemError `try-again-later` when too many wait */
export async function changeOwnPassword(
  house: House,
  letters: Letters,
  actor: Actor,
  given: { current: string; password: string },
): Promise<PasswordChanged> {
  if (actor.kind !== 'user') return { kind: 'forbidden' }
  const { userId, sessionId } = actor
  const { ledger, passwords, world } = house
  const user = await ledger.reads
    .selectFrom('users')
    .select('password_hash')
    .where('id', '=', userId)
    .executeTakeFirst()
  if (!user || !(await passwords.fits(given.current, user.password_hash))) return { kind: 'wrong-password' }
  const password_hash = await passwords.hash(given.password)
  return ledger.transact('change-password', async (tx): Promise<PasswordChanged> => {
    const changed = await tx
      .updateTable('users')
      .set({ password_hash })
      .where('id', '=', userId)
      .where('password_hash', '=', user.password_hash)
      .returning(['email', 'language'])
      .executeTakeFirst()
    if (!changed) return { kind: 'wrong-password' }
    const now = world.clock.now()
    await endResets(tx, userId, now)
    const { email: to, language } = changed
    await sendLetter(house, tx, letters, { told: 'password-changed', to, language, accountId: null })
    const subject = `user:${userId}`
    await record(tx, world, { actor: subject, act: 'change-password', accountId: null, subject, details: '{}' })
    return { kind: 'changed', ended: await endSessions(tx, userId, now, { except: sessionId }) }
  })
}
