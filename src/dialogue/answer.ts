import { type LicenceType, licenceTypeText } from '../std/licence-type.ts'
import type { Texts } from '../std/texts.ts'
import type { Orderable, Pricing } from './judge.ts'
import { FAULTS, type Fault } from './read-message.ts'

/** Everything that is ever answered to a message. */
export type Answer =
  /** `code` as people see it, in four groups. */
  | { kind: 'unlocked'; code: string }
  | { kind: 'ordered'; order: string; type: LicenceType; number: string }
  | { kind: 'refused'; refusal: Refusal }
  | { kind: 'orderable'; refusal: Orderable; type: LicenceType; number: string; pricing: Pricing }
export type Refusal = 'not-registered' | Fault | 'released-already' | 'unavailable'

const ORDERABLE = [
  'dongle-not-released',
  'user-information-changed',
  'points-not-released',
  'e-not-released',
  'user-information-differs',
] as const satisfies readonly Orderable[]

/** The names of answers by the row of docs/sms.md that they stand for, from row 1. */
export const ROWS = ['not-registered', ...FAULTS, ...ORDERABLE, 'released-already', 'unavailable'] as const

/** The language of answers to numbers of which none is known: the wording of the first service of this kind, which its customers know by heart. */
export const DIALOGUE_LANGUAGE = 'de'

/** The stable name of an answer: `unlocked`, `ordered`, or why not. */
export function answerName(answer: Answer): string {
  return answer.kind === 'refused' || answer.kind === 'orderable' ? answer.refusal : answer.kind
}

/** An answer as it is sent: in GSM-7, one SMS. @param language of the registered number */
export function answerText(texts: Texts, language: string, answer: Answer): string {
  const say = (key: string, params: Record<string, string> = {}): string => texts.text(language, `sms.${key}`, params)
  switch (answer.kind) {
    case 'unlocked':
      return say('unlocked', { code: answer.code })
    case 'ordered':
      return say('ordered', { order: answer.order, type: licenceTypeText(answer.type), number: answer.number })
    case 'refused':
      return say(`refusal.${answer.refusal}`)
    case 'orderable': {
      const params = { type: licenceTypeText(answer.type), number: answer.number }
      return `${say(`refusal.${answer.refusal}`, params)}. ${say(`how.${answer.pricing}`, params)}`
    }
  }
}
