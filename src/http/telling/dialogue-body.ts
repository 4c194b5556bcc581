import type { NumberRequest } from '../../accounts/number-requests.ts'
import type { SeenOrder } from '../../flows/licences/see.ts'
import type { SeenNumber } from '../../flows/numbers/see.ts'
import type { SeenDialogue } from '../../flows/sms/see-dialogue.ts'
import { type LicenceType, licenceTypeText } from '../../std/licence-type.ts'
import { instantText } from '../../std/period.ts'
import type {
  DialogueShape,
  NumberRequestShape,
  OrderShape,
  ReleaseShape,
  SmsNumberShape,
} from '../dialogue-schemas.ts'

/** A request as the office sees it. */
export function requestBody({ id, phone, applicant, language, consent, ...rest }: NumberRequest): NumberRequestShape {
  return {
    ...{ id, phone, language, consent, state: rest.state, consentAt: instantText(rest.consentAt) },
    ...(applicant ?? {}),
    ...(rest.reason === null ? {} : { reason: rest.reason }),
    ...(rest.decidedAt === null ? {} : { decidedAt: instantText(rest.decidedAt) }),
  }
}

/** A registered number. */
export function numberBody({ registeredAt, withdrawnAt, ...number }: SeenNumber): SmsNumberShape {
  return {
    ...number,
    registeredAt: instantText(registeredAt),
    ...(withdrawnAt === null ? {} : { withdrawnAt: instantText(withdrawnAt) }),
  }
}

/** A message and its answer. */
export function dialogueBody(seen: SeenDialogue): DialogueShape {
  const { id, from, text, transport, state, accountId, numberId } = seen
  const { answer, answerText, suppressed, orderId } = seen
  return {
    ...{ id, from, text, transport, state },
    ...{ receivedAt: instantText(seen.receivedAt), answeredAt: instantText(seen.answeredAt) },
    ...(accountId === null ? {} : { accountId }),
    ...(answer === null ? {} : { answer }),
    ...(answerText === null ? {} : { answerText }),
    ...(suppressed === null ? {} : { suppressed }),
    ...(orderId === null ? {} : { orderId }),
    ...(numberId === null ? {} : { numberId }),
  }
}

type SeenRelease = {
  id: string
  licenceNumber: string
  type: LicenceType
  counter: number
  orderId: string | null
  at: number
}

/** A release. */
export function releaseBody({ id, licenceNumber, type, counter, orderId, at }: SeenRelease): ReleaseShape {
  return {
    ...{ id, licenceNumber, counter, type: licenceTypeText(type), at: instantText(at) },
    ...(orderId === null ? {} : { orderId }),
  }
}

/** An order. */
export function orderBody({
  type,
  at,
  actor: _,
  ...order
}: Omit<SeenOrder, 'priceList' | 'accountName'> & Partial<SeenOrder>): OrderShape {
  return { ...order, type: licenceTypeText(type), at: instantText(at) }
}
