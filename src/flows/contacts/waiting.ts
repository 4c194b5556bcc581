import { oldestUnanswered } from '../../accounts/contact-terms.ts'
import type { House } from '../house.ts'

/** For how long the oldest unanswered message by the contact form has waited, in seconds; 0: none waits. */
export async function contactsWaiting_s({ ledger, world }: Pick<House, 'ledger' | 'world'>): Promise<number> {
  const since = await oldestUnanswered(ledger.reads)
  return since === null ? 0 : Math.max(0, (world.clock.now() - since) / 1_000)
}
