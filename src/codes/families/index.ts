import type { Family } from '../family.ts'
import { registration } from './registration.ts'
import { simActivation } from './sim-activation.ts'
import { subscription } from './subscription.ts'

/** Every family the house knows. A new one is its own file and a line here. */
export const FAMILIES: readonly Family[] = [simActivation, registration, subscription]

/** @returns the family of that name, or undefined */
export function familyNamed(name: string): Family | undefined {
  return FAMILIES.find((family) => family.name === name)
}
