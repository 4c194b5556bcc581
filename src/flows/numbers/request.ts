import { type Applicant, keepRequest } from '../../accounts/number-requests.ts'
import { readPhone } from '../../accounts/phone.ts'
import { spendGuess, spentBudgets } from '../../codes/guesses.ts'
import { record } from '../../store/audit.ts'
import { networkSubject } from '../guesser.ts'
import type { House } from '../house.ts'

/** The wording of the consent that the form asks for (`console.numbers.consent` in the texts); kept with each consent. Another wording is another name. */
export const CONSENT = 'sms-number-2026-1'

export type RequestOutcome = { kind: 'requested' | 'invalid-phone' } | { kind: 'too-many-requests'; retryAt: number }

/**
 * Takes the form with which anybody may ask to have a number registered, with their consent to data processing; five an hour from one network. What is told is the same whether
 * the number is registered, has been asked for or is new.
 * @param asked.source the address that it came from
 */
export async function requestNumber(
  house: House,
  asked: { source: string; phone: string; applicant: Applicant; language: string },
): Promise<RequestOutcome> {
  const { world, keys, ledger } = house
  const phone = readPhone(asked.phone)
  const sender = [{ scope: 'number-request' as const, subject: networkSubject(keys, asked.source) }]
  return ledger.transact('request-number', async (tx): Promise<RequestOutcome> => {
    const now = world.clock.now()
    const tired = await spentBudgets(tx, sender, now)
    if (tired) return { kind: 'too-many-requests', retryAt: tired.until }
    if (phone === null) return { kind: 'invalid-phone' }
    const spent = await spendGuess(tx, sender, now)
    if (spent) return { kind: 'too-many-requests', retryAt: spent.until }
    const { applicant, language } = asked
    const id = await keepRequest(tx, house, { phone, applicant, language, consent: CONSENT })
    if (id === null) return { kind: 'requested' }
    const subject = `number-request:${id}`
    const details = JSON.stringify({ consent: CONSENT })
    await record(tx, world, { actor: 'anybody', act: 'request-number', accountId: null, subject, details })
    return { kind: 'requested' }
  })
}
