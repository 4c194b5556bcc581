import type { Actor } from '../accounts/actor.ts'
import { bindPhone, keepNumber, maskedPhone, openNumber, readPhone } from '../accounts/phone.ts'
import { digitsFit, spendTry, TRIES_MAX, VALID_MS, verificationHash } from '../accounts/verification.ts'
import { type Guesser, spendGuess, spentBudgets } from '../codes/guesses.ts'
import { newId } from '../std/ids.ts'
import { below } from '../std/random.ts'
import { record } from '../store/audit.ts'
import type { House } from './house.ts'
import { putInOutbox } from './sms/outbox.ts'
import type { LedgerTx } from './tables.ts'

/** Ours (docs/configuration.md, `KOPPEL_SMS_APP_HASH`). */
export const SMS_APP_HASH = 'ABcDefGHI1R'

/** `phone` is masked; instants in milliseconds since 1970. */
export type VerificationAsked =
  | { kind: 'sent'; id: string; phone: string; expiresAt: number }
  | { kind: 'invalid-phone' | 'forbidden' }
  | { kind: 'too-many-requests'; retryAt: number }

/**
 * Sends six digits to a number that a user says is theirs, in the form that the app's SMS retriever reads. Whether the number is somebody else's is not
 * told before it has been proved.
 * @param asked.appHash the app's 11 characters; absent: those of our own app
 */
export async function askVerification(
  house: House,
  asked: { actor: Actor; phone: string; appHash?: string | undefined },
): Promise<VerificationAsked> {
  const { world, keys, ledger } = house
  const phone = readPhone(asked.phone)
  const { actor } = asked
  if (actor.kind !== 'user') return { kind: 'forbidden' }
  if (phone === null) return { kind: 'invalid-phone' }
  return ledger.transact('ask-verification', async (tx): Promise<VerificationAsked> => {
    const accountId = await accountOfUser(tx, actor.userId)
    if (accountId === null) return { kind: 'forbidden' }
    const now = world.clock.now()
    const kept = keepNumber(keys, world, phone)
    const senders = sendersOf(accountId, Buffer.from(kept.number_hash).toString('base64url'))
    const spent = (await spentBudgets(tx, senders, now)) ?? (await spendGuess(tx, senders, now))
    if (spent) return { kind: 'too-many-requests', retryAt: spent.until }
    const id = newId(world.clock, world.random)
    const digits = String(below(world.random, 1_000_000)).padStart(6, '0')
    const key = keys.current('subject-hash')
    await tx
      .insertInto('phone_verifications')
      .values({
        id,
        user_id: actor.userId,
        ...kept,
        code_hash: verificationHash(key, id, digits),
        code_key_id: key.id,
        tries: 0,
        expires_at: now + VALID_MS,
        used_at: null,
        created_at: now,
      })
      .execute()
    await putInOutbox(house, tx, {
      accountId,
      purpose: 'verification',
      once: `verification:${id}`,
      to: phone,
      text: `Tracker-säkerhetskod ${digits} ${asked.appHash ?? SMS_APP_HASH}`,
    })
    const subject = `verification:${id}`
    await record(tx, world, {
      actor: `user:${actor.userId}`,
      act: 'ask-verification',
      accountId,
      subject,
      details: '{}',
    })
    return { kind: 'sent', id, phone: maskedPhone(phone), expiresAt: now + VALID_MS }
  })
}

/** `verification-over`: used, too old, or out of tries. */
export type VerificationAnswered =
  | { kind: 'confirmed'; phone: string }
  | { kind: 'wrong-verification'; triesLeft: number }
  | { kind: 'verification-over' | 'phone-taken' | 'not-found' }

/** Takes the six digits back: right ones bind the number to the user, once. Every try counts, and commits. */
export async function confirmVerification(
  { ledger, world, keys }: House,
  answer: { actor: Actor; id: string; digits: string },
): Promise<VerificationAnswered> {
  const { actor, id } = answer
  if (actor.kind !== 'user') return { kind: 'not-found' }
  const { userId } = actor
  return ledger.transact('confirm-verification', async (tx): Promise<VerificationAnswered> => {
    const now = world.clock.now()
    const row = await spendTry(tx, id, userId, now)
    if (!row) {
      const known = await tx
        .selectFrom('phone_verifications')
        .select('id')
        .where('id', '=', id)
        .where('user_id', '=', userId)
        .executeTakeFirst()
      return { kind: known ? 'verification-over' : 'not-found' }
    }
    if (!digitsFit(keys, row, answer.digits)) return { kind: 'wrong-verification', triesLeft: TRIES_MAX - row.tries }
    await tx.updateTable('phone_verifications').set({ used_at: now }).where('id', '=', id).execute()
    const { number_hash, hash_key_id, number_sealed, seal_key_id } = row
    const kept = { number_hash, hash_key_id, number_sealed, seal_key_id }
    if (!(await bindPhone(tx, keys, { ...kept, user_id: userId, verified_at: now }))) return { kind: 'phone-taken' }
    const subject = `user:${userId}`
    const accountId = await accountOfUser(tx, userId)
    await record(tx, world, { actor: subject, act: 'verify-phone', accountId, subject, details: '{}' })
    return { kind: 'confirmed', phone: maskedPhone(openNumber(keys, row)) }
  })
}

function sendersOf(accountId: string, numberHash: string): Guesser {
  return (['sms-minute', 'sms-hour'] as const).flatMap((scope) => [
    { scope, subject: accountId },
    { scope, subject: numberHash },
  ])
}

async function accountOfUser(tx: LedgerTx, userId: string): Promise<string | null> {
  const row = await tx
    .selectFrom('memberships')
    .select('account_id')
    .where('user_id', '=', userId)
    .orderBy('account_id')
    .executeTakeFirst()
  return row?.account_id ?? null
}
