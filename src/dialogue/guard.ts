/** Why a message gets no answer, and has no effect either: answers to a robot would be answered in turn, and each costs money. */
export const SUPPRESSIONS = ['no-number', 'own-number', 'too-many', 'repeated'] as const
export type Suppression = (typeof SUPPRESSIONS)[number]

/** Answers to one number in an hour: a service desk fetches for many dongles; a number that nobody knows has little to ask. */
export const ANSWERS_PER_HOUR = { registered: 60, unknown: 5 } as const
/** The same refusal, word for word, in an hour: a person needs it once, and a robot for ever. */
export const SAME_REFUSALS_PER_HOUR = 3
/** The window of both. */
export const GUARD_WINDOW_MS = 3_600_000

/** E.164 (ITU-T): a plus, 8 to 15 digits. What is shorter is a service's number, and what has letters is a name: neither is a phone. */
const PHONE = /^\+[1-9][0-9]{7,14}$/

/** Who is never answered, whatever the message says. @param own numbers of ours, E.164 */
export function unanswerable(from: string, own: ReadonlySet<string>): Suppression | null {
  if (!PHONE.test(from)) return 'no-number'
  return own.has(from) ? 'own-number' : null
}

/** @param answered how many answers the number had within the window */
export function tooMany(answered: number, registered: boolean): Suppression | null {
  return answered >= (registered ? ANSWERS_PER_HOUR.registered : ANSWERS_PER_HOUR.unknown) ? 'too-many' : null
}

/** @param before texts of the refusals that the number had within the window */
export function repeated(text: string, before: readonly string[]): Suppression | null {
  return before.filter((one) => one === text).length >= SAME_REFUSALS_PER_HOUR ? 'repeated' : null
}
