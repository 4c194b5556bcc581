/** How somebody is told. */
export const WAYS = ['email', 'sms', 'push'] as const
export type Way = (typeof WAYS)[number]

/** What an alarm is about: `security` of the animal or the device's being taken, `function` of the device's working. */
export const ALARM_CLASSES = ['security', 'function'] as const
export type AlarmClass = (typeof ALARM_CLASSES)[number]

/** Hours of rest by the account's clocks: minutes since midnight, from the first (with it) until the second (without it), over midnight where the first is later. */
export type Quiet = { from: number; until: number }

/** What a recipient wants to be told of. `devices` null: of all that the account has, also later ones. */
export type Wishes = {
  devices: ReadonlySet<string> | null
  classes: Readonly<Record<AlarmClass, boolean>>
  quiet: Quiet | null
}

/** What a push needs: its user's most recent session, and where that session takes pushes. */
export type PushStanding = 'ready' | 'no-user' | 'no-session' | 'signed-in-elsewhere' | 'no-subscription'

/** All that decides whether a recipient can be reached at all. */
export type Reach =
  | { way: 'email'; confirmed: boolean }
  | { way: 'sms'; confirmed: boolean; credits: number }
  | { way: 'push'; standing: PushStanding }

const MINUTES = 24 * 60

/** Minutes since midnight of `HH:MM`, 00:00 to 23:59; null for anything else. */
export function readMinute(text: string): number | null {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? []
  return hour === undefined || minute === undefined ? null : Number(hour) * 60 + Number(minute)
}

/** `22:00` of 1,320. */
export function minuteText(minute: number): string {
  const two = (part: number): string => String(part).padStart(2, '0')
  return `${two(Math.floor(minute / 60) % 24)}:${two(minute % 60)}`
}

/** True for hours that begin and end at different minutes of a day: from a minute until the same one could mean never or always. */
export function isQuiet({ from, until }: Quiet): boolean {
  const minute = (at: number): boolean => Number.isInteger(at) && at >= 0 && at < MINUTES
  return minute(from) && minute(until) && from !== until
}

/** Whether a minute of the day lies in them. */
export function quietAt({ from, until }: Quiet, minute: number): boolean {
  return from < until ? from <= minute && minute < until : minute >= from || minute < until
}
