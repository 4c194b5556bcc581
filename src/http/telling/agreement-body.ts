import type { SeenAgreement } from '../../flows/agreements/see.ts'
import { instantText } from '../../std/period.ts'
import type { AgreementBody } from '../agreement-schemas.ts'

/** An agreement as the API tells it to whoever has a part in it. */
export function agreementBody(seen: SeenAgreement): AgreementBody {
  const { plan, imei, caratId, deviceName, cancelReason, createdAt, expiresAt, sides, ...rest } = seen
  return {
    ...rest,
    ...(imei === null ? {} : { imei }),
    ...(caratId === null ? {} : { caratId }),
    ...(deviceName === null ? {} : { deviceName }),
    ...(cancelReason === null ? {} : { cancelReason }),
    createdAt: instantText(createdAt),
    expiresAt: instantText(expiresAt),
    ...(plan === null ? {} : { plan: planBody(plan) }),
    ...(sides === null ? {} : { sides: sidesBody(sides) }),
  }
}

function planBody({
  after,
  doubles: _,
  ...rest
}: NonNullable<SeenAgreement['plan']>): NonNullable<AgreementBody['plan']> {
  const { subscriptionEndsAt: ends, users, ...sums } = after
  return {
    ...rest,
    after: { ...sums, users: users.length, ...(ends === null ? {} : { subscriptionEndsAt: instantText(ends) }) },
  }
}

function sidesBody({ giver, taker }: NonNullable<SeenAgreement['sides']>): NonNullable<AgreementBody['sides']> {
  return { ...(giver === null ? {} : { giver }), ...(taker === null ? {} : { taker }) }
}
