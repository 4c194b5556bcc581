import { type AlarmClass, quietAt, type Reach, type Wishes } from './recipient.ts'

/** Why somebody is not told, in the order in which it is judged: first what they asked for themselves, then what stands in the way. */
export const SILENCES = [
  'suspended',
  'device-not-chosen',
  'class-not-chosen',
  'quiet-hours',
  'not-confirmed',
  'no-user',
  'no-session',
  'signed-in-elsewhere',
  'no-subscription',
  'no-credits',
] as const
export type Silence = (typeof SILENCES)[number]

/** What there is to tell. */
export type Happening = { deviceId: string; class: AlarmClass }

/**
 * Why a recipient is not told of something; null: it is told. Quiet hours are no reason where security is concerned.
 * @param minute of the day by the account's clocks, when it would be told
 */
export function silenceOf(wishes: Wishes, reach: Reach, happening: Happening, minute: number): Silence | null {
  const { devices, classes, quiet } = wishes
  if (devices !== null && !devices.has(happening.deviceId)) return 'device-not-chosen'
  if (!classes[happening.class]) return 'class-not-chosen'
  if (happening.class !== 'security' && quiet !== null && quietAt(quiet, minute)) return 'quiet-hours'
  return obstacleOf(reach)
}

/** What stands in the way of telling a recipient anything at all; null: nothing. */
export function obstacleOf(reach: Reach): Silence | null {
  if (reach.way === 'push') return reach.standing === 'ready' ? null : reach.standing
  if (!reach.confirmed) return 'not-confirmed'
  return reach.way === 'sms' && reach.credits < 1 ? 'no-credits' : null
}

/**
 * Everything for which nothing comes at present, for a page that explains it: what stands in the way whatever happens, then what is chosen so that nothing, or
 * not everything, can come.
 * @param ended classes of which nobody of the account is told any more
 */
export function silencesNow(wishes: Wishes, reach: Reach, minute: number, ended: readonly AlarmClass[]): Silence[] {
  const found: (Silence | null)[] = [
    ended.some((one) => wishes.classes[one]) ? 'suspended' : null,
    obstacleOf(reach),
    wishes.devices?.size === 0 ? 'device-not-chosen' : null,
    !wishes.classes.security && !wishes.classes.function ? 'class-not-chosen' : null,
    wishes.classes.function && wishes.quiet !== null && quietAt(wishes.quiet, minute) ? 'quiet-hours' : null,
  ]
  return found.filter((silence) => silence !== null)
}
