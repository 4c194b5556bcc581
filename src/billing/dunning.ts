/**
 * What happens to an invoice that is not paid. Each step is told by mail and names the day of the next; a step is taken no earlier than the day that the letter before it
 * named, however long the house itself was away: nothing ends without warning.
 *
 * `reminder`: a friendly one. `notice`: names the day of suspension. `suspended`: function alarms and other services end; SECURITY ALARMS GO ON. `last-warning`: names the day
 * on which they end. `stopped`: security alarms end too.
 */
export const DUNNING_STEPS = ['reminder', 'notice', 'suspended', 'last-warning', 'stopped'] as const
export type DunningStep = (typeof DUNNING_STEPS)[number]

const DAY_MS = 86_400_000
/** Days after the day on which it was due. */
const GRACE_DAYS = 5
/** Days from a step to the next, which the step's letter names. */
const WAIT_DAYS: Record<DunningStep, number | null> = {
  reminder: 10,
  notice: 14,
  suspended: 16,
  'last-warning': 14,
  stopped: null,
}

/** A step that was taken, and the day it announced. */
export type TakenStep = { step: string; at: number; next_at: number | null }

/** From when on an invoice can be reminded of. */
export function firstReminderAt(dueAt: number): number {
  return dueAt + GRACE_DAYS * DAY_MS
}

/**
 * The step that is to be taken now, with the day on which the next can be, or null.
 * @param taken those of this invoice, in any order
 */
export function nextStep(
  invoice: { dueAt: number; outstandingMinor: number },
  taken: readonly TakenStep[],
  now: number,
): { step: DunningStep; nextAt: number | null } | null {
  if (invoice.outstandingMinor <= 0) return null
  const step = DUNNING_STEPS[taken.length]
  if (!step) return null
  const last = taken.find((one) => one.step === DUNNING_STEPS[taken.length - 1])
  const earliest = last ? last.next_at : firstReminderAt(invoice.dueAt)
  if (earliest === null || earliest > now) return null
  const days = WAIT_DAYS[step]
  return { step, nextAt: days === null ? null : now + days * DAY_MS }
}

/** How an account stands. `until`: the announced day on which security alarms end, or end at the earliest. */
export type Standing = { state: 'good' | 'reminded' | 'suspended' | 'stopped'; securityEndsAt: number | null }

/** How an account stands by the steps taken for those of its invoices that are unpaid. */
export function standingBy(steps: readonly TakenStep[]): Standing {
  const of = (step: DunningStep) => steps.filter((one) => one.step === step)
  if (of('stopped').length > 0)
    return { state: 'stopped', securityEndsAt: Math.min(...of('stopped').map(({ at }) => at)) }
  const announced = of('last-warning').flatMap(({ next_at }) => next_at ?? [])
  const securityEndsAt = announced.length > 0 ? Math.min(...announced) : null
  if (of('suspended').length > 0) return { state: 'suspended', securityEndsAt }
  return { state: steps.length > 0 ? 'reminded' : 'good', securityEndsAt: null }
}
