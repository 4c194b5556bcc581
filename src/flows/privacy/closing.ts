import { type Actor, actorName } from '../../accounts/actor.ts'
import { can } from '../../accounts/can.ts'
import { standingOf } from '../../accounts/standing.ts'
import { newId } from '../../std/ids.ts'
import type { Texts } from '../../std/texts.ts'
import { record } from '../../store/audit.ts'
import { endAgreements } from '../agreements/end-with-account.ts'
import type { Letters } from '../agreements/letters.ts'
import type { House } from '../house.ts'
import { queueMail } from '../mail/queue-mail.ts'
import type { LedgerReads, LedgerTx } from '../tables.ts'

/** From asking until erasing begins. */
export const GRACE_MS = 14 * 86_400_000

/** A closing that is under way. Instants in milliseconds since 1970. */
export type SeenClosing = { askedAt: number; dueAt: number; erasing: boolean }

/** Asks for an account to be closed; asked again it stays as it was. Every owner is told by e-mail, so that nobody closes it behind another's back. What it was about to agree on with another account is over, and the other is told. */
export async function askClosing(
  house: House,
  letters: Letters,
  asked: { actor: Actor; accountId: string; password: string },
): Promise<SeenClosing | 'forbidden' | 'wrong-password'> {
  const { ledger, world } = house
  const { actor, accountId, password } = asked
  if (!(await passwordFits(house, actor, password))) return 'wrong-password'
  return ledger.transact('ask-closing', async (tx) => {
    if (!(await mayClose(tx, actor, accountId))) return 'forbidden'
    const open = await openClosing(tx, accountId)
    if (open) return open
    const askedAt = world.clock.now()
    const closing = { id: newId(world.clock, world.random), account_id: accountId, state: 'asked' }
    await tx
      .insertInto('closings')
      .values({ ...closing, asked_at: askedAt, due_at: askedAt + GRACE_MS })
      .execute()
    await noted(house, tx, actor, accountId, 'ask-closing')
    await endAgreements(house, tx, letters, { accountId, actor: actorName(actor) })
    await tellOwners(house, letters.texts, tx, accountId, { id: closing.id, said: 'asked', dueAt: askedAt + GRACE_MS })
    return { askedAt, dueAt: askedAt + GRACE_MS, erasing: false }
  })
}

/** Takes a closing back, while nothing has been erased yet. */
export async function cancelClosing(
  house: House,
  texts: Texts,
  { actor, accountId }: { actor: Actor; accountId: string },
): Promise<'cancelled' | 'forbidden' | 'not-asked'> {
  const { ledger, world } = house
  return ledger.transact('cancel-closing', async (tx) => {
    if (!(await mayClose(tx, actor, accountId))) return 'forbidden'
    const cancelled = await tx
      .updateTable('closings')
      .set({ state: 'cancelled', cancelled_at: world.clock.now() })
      .where('account_id', '=', accountId)
      .where('state', '=', 'asked')
      .returning('id')
      .executeTakeFirst()
    if (!cancelled) return 'not-asked'
    await noted(house, tx, actor, accountId, 'cancel-closing')
    await tellOwners(house, texts, tx, accountId, { id: cancelled.id, said: 'cancelled', dueAt: 0 })
    return 'cancelled'
  })
}

/** The closing that is under way, or null. */
export async function seeClosing(
  { ledger }: House,
  { actor, accountId }: { actor: Actor; accountId: string },
): Promise<SeenClosing | null | 'forbidden'> {
  if (!(await mayClose(ledger.reads, actor, accountId))) return 'forbidden'
  return openClosing(ledger.reads, accountId)
}

async function mayClose(reads: LedgerReads, actor: Actor, accountId: string): Promise<boolean> {
  return can(await standingOf(reads, actor), 'close-account', accountId)
}

/** Whoever sits at a browser that somebody forgot to sign out of must not be able to do this. The operator at the machine has no password. */
async function passwordFits(house: House, actor: Actor, password: string): Promise<boolean> {
  if (actor.kind === 'operator') return true
  const user = await house.ledger.reads
    .selectFrom('users')
    .select('password_hash')
    .where('id', '=', actor.userId)
    .executeTakeFirst()
  return house.passwords.fits(password, user?.password_hash ?? null)
}

async function openClosing(reads: LedgerReads, accountId: string): Promise<SeenClosing | null> {
  const row = await reads
    .selectFrom('closings')
    .select(['asked_at', 'due_at', 'state'])
    .where('account_id', '=', accountId)
    .where('state', 'in', ['asked', 'erasing'])
    .executeTakeFirst()
  return row ? { askedAt: row.asked_at, dueAt: row.due_at, erasing: row.state === 'erasing' } : null
}

async function noted({ world }: House, tx: LedgerTx, actor: Actor, accountId: string, act: string): Promise<void> {
  const subject = `account:${accountId}`
  await record(tx, world, { actor: actorName(actor), act, accountId, subject, details: '{}' })
}

async function tellOwners(
  house: House,
  texts: Texts,
  tx: LedgerTx,
  accountId: string,
  { id, said, dueAt }: { id: string; said: 'asked' | 'cancelled'; dueAt: number },
): Promise<void> {
  const owners = await tx
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.user_id')
    .select(['users.id', 'users.email', 'users.language'])
    .where('memberships.account_id', '=', accountId)
    .where('memberships.level', '=', 'owner')
    .limit(20)
    .execute()
  for (const owner of owners) {
    const say = (key: string): string => texts.text(owner.language, `mail.closing-${said}.${key}`, { when: dueAt })
    await queueMail(house, tx, {
      accountId,
      to: owner.email,
      subject: say('subject'),
      text: say('text'),
      kind: `closing-${said}`,
      once: `closing:${id}:${said}:${owner.id}`,
    })
  }
}
