import type { Family } from '../family.ts'
import { licence } from './licence.ts'
import { licenceNumber } from './licence-number.ts'
import { registration } from './registration.ts'
import { simActivation } from './sim-activation.ts'
import { smsCredits } from './sms-credits.ts'
import { subscription } from './subscription.ts'
import { unlock } from './unlock.ts'
import { verification } from './verification.ts'

/** Every family that a person may hold. A new one is its own file and a line here. */
export const FAMILIES: readonly Family[] = [
  simActivation,
  smsCredits,
  registration,
  licence,
  subscription,
  verification,
  licenceNumber,
  unlock,
]

/** Families whose codes the house mints, and redeems by looking them up. */
export const MINTED: readonly Family[] = FAMILIES.filter((family) => family.compose !== undefined)

/** @returns the family of that name, or undefined */
export function familyNamed(name: string): Family | undefined {
  return FAMILIES.find((family) => family.name === name)
}
