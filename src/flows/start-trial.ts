import type { Actor } from '../accounts/actor.ts'
import { numberHashes, phoneOf } from '../accounts/phone.ts'
import { registration } from '../codes/families/registration.ts'
import { extended } from '../licences/extend.ts'
import { beginLicence, licenceOf } from '../licences/licence.ts'
import { below, type Random } from '../std/random.ts'
import { record } from '../store/audit.ts'
import { RunAgain } from '../store/errors.ts'
import type { House } from './house.ts'
import type { LedgerTx } from './tables.ts'

const TRIAL = 'P30D'
const CODE_LETTERS = 12

export type TrialOutcome = 'started' | 'phone-not-verified' | 'trial-used' | 'licence-exists' | 'forbidden'

/** Gives a user a trial licence with a licence code of its own, once per verified phone number. That outlives user and number: only its keyed hash is kept. */
export async function startTrial(house: House, actor: Actor): Promise<TrialOutcome> {
  if (actor.kind !== 'user') return 'forbidden'
  const { userId } = actor
  const { world, keys, ledger } = house
  return ledger.transact('start-trial', async (tx): Promise<TrialOutcome> => {
    const phone = await phoneOf(tx, keys, userId)
    const hashes = phone === null ? [] : numberHashes(keys, phone)
    const given = await trialGiven(tx, hashes)
    // Read after the trial: one that was given to this very user a moment ago has made a licence.
    if (await licenceOf(tx, userId)) return 'licence-exists'
    if (phone === null) return 'phone-not-verified'
    if (given) return 'trial-used'
    const at = world.clock.now()
    const [phone_hash] = hashes
    const key_id = keys.all('subject-hash')[0]?.id
    if (!phone_hash || key_id === undefined) throw new Error('the key ring has a key for subjects')
    const fresh = await tx
      .insertInto('trials')
      .values({ phone_hash, key_id, at })
      .onConflict((conflict) => conflict.doNothing())
      .returning('at')
      .execute()
    if (fresh.length === 0) throw new RunAgain('the number got its trial meanwhile')
    const step = { redemptionId: null, period: TRIAL, at, ...extended(null, at, TRIAL) }
    await beginLicence(tx, house, { ...step, userId, code: letters(world.random), entry: 'trial' })
    const subject = `user:${userId}`
    await record(tx, world, { actor: subject, act: 'start-trial', accountId: null, subject, details: '{}' })
    return 'started'
  })
}

async function trialGiven(tx: LedgerTx, hashes: readonly Uint8Array[]): Promise<boolean> {
  if (hashes.length === 0) return false
  const row = await tx.selectFrom('trials').select('at').where('phone_hash', 'in', hashes).executeTakeFirst()
  return row !== undefined
}

function letters(random: Random): string {
  const { alphabet } = registration
  return Array.from({ length: CODE_LETTERS }, () => alphabet[below(random, alphabet.length)]).join('')
}
