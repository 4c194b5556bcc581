import { forgetLinks } from '../accounts/link.ts'
import { forgetApplicants } from '../accounts/number-requests.ts'
import { forgetGuesses } from '../codes/guesses.ts'
import { closeTallies } from '../codes/refusal-tally.ts'
import type { Cancel } from '../std/clock.ts'
import { monthsBefore } from '../std/period.ts'
import { forgetOld } from '../store/idempotency.ts'
import { forgetContacts, forgetUnanswered } from './contacts/forget.ts'
import type { House } from './house.ts'
import { forgetMails } from './mail/forget-mails.ts'
import { forgetBuyers } from './privacy/forget-buyers.ts'
import { forgetPushes, forgetSubscriptions, forgetTellings } from './push/forget-pushes.ts'
import { forgetDialogue } from './sms/forget-dialogue.ts'
import type { LedgerTx } from './tables.ts'

const EVERY_MS = 10 * 60_000
/** In one run, of at most 500 rows each: what is left waits for the next run, and the writer is everybody's meanwhile. */
const ROUNDS_MAX = 20

/** Takes away what is over. Nothing depends on when: whoever reads judges by the clock. */
export type Tidying = {
  /** Resolves when the run under way has ended. */
  idle(): Promise<void>
  stop(): Promise<void>
}

/** How long what is kept for a while is kept: the log of the SMS dialogue with what applicants for it said of themselves, the words of mails, and messages by the contact form after they were closed or last answered. */
export type Keep = { dialogue_ms: number; mail_ms: number; contact_months: number }
const DAY_MS = 86_400_000
/** What recipients of alarms were told, and why not, can be looked up for so long. */
const TELLINGS_MS = 90 * DAY_MS
/** After a message by the contact form was closed or last answered, where nothing else is said. */
export const CONTACT_KEEP_MONTHS = 6
const KEEP: Keep = { dialogue_ms: 90 * DAY_MS, mail_ms: 30 * DAY_MS, contact_months: CONTACT_KEEP_MONTHS }

/** Forgets old answers, whole budgets and old messages from phones, and hands refusals that were counted to the audit: at once, and every ten minutes. */
export function startTidying(house: House, keep: Keep = KEEP): Tidying {
  const { world, ledger } = house
  let stopped = false
  let cancel: Cancel = () => {}
  const often = async (name: string, story: (tx: LedgerTx) => Promise<boolean>): Promise<void> => {
    for (let round = 0; round < ROUNDS_MAX && !stopped; round++) if (!(await ledger.transact(name, story))) return
  }
  const run = async (): Promise<void> => {
    await often('forget-answers', (tx) => forgetOld(tx, world.clock.now()))
    await often('forget-guesses', (tx) => forgetGuesses(tx, world.clock.now()))
    await often('forget-dialogue', (tx) => forgetDialogue(tx, world.clock.now() - keep.dialogue_ms))
    await often('forget-applicants', (tx) => forgetApplicants(tx, world.clock.now() - keep.dialogue_ms))
    await often('forget-mails', (tx) => forgetMails(tx, world.clock.now() - keep.mail_ms))
    await often('forget-contacts', (tx) =>
      forgetContacts(house, tx, monthsBefore(world.clock.now(), keep.contact_months)),
    )
    await often('forget-unanswered', (tx) => forgetUnanswered(house, tx))
    await often('forget-pushes', (tx) => forgetPushes(tx, world.clock.now() - keep.mail_ms))
    await often('forget-subscriptions', (tx) => forgetSubscriptions(tx, world.clock.now()))
    await often('forget-tellings', (tx) => forgetTellings(tx, world.clock.now() - TELLINGS_MS))
    await often('forget-links', (tx) => forgetLinks(tx, world.clock.now() - DAY_MS))
    await often('forget-buyers', (tx) => forgetBuyers(tx, world.clock.now()))
    await often('close-tallies', (tx) => closeTallies(tx, world))
  }
  const start = (): Promise<void> =>
    run()
      .catch((error: unknown) => world.log.warn({ error }, 'not tidied'))
      .finally(() => {
        if (!stopped)
          cancel = world.clock.after(EVERY_MS, () => {
            running = start()
          })
      })
  let running = start()
  return {
    idle: () => running,
    async stop() {
      stopped = true
      cancel()
      await running
    },
  }
}
