/** Stable names of refusals in the SMS dialogue, in the order in which they are judged (docs/sms.md); `sms.refusal.*` in the texts. */
export const REFUSALS = [
  'not-registered',
  'wrong-command',
  'wrong-parameter-count',
  'wrong-type',
  'wrong-length',
  'wrong-character',
  'no-user-information',
  'dongle-not-released',
  'user-information-changed',
  'points-not-released',
  'e-not-released',
  'user-information-differs',
  'released-already',
  'unavailable',
] as const

/** What an answer comes to: `none` = there was none. */
export function kindOfAnswer(answer: string | undefined): 'unlocked' | 'ordered' | 'refused' | 'none' {
  if (answer === undefined) return 'none'
  return answer === 'unlocked' || answer === 'ordered' ? answer : 'refused'
}
