import { luhnFits } from '../std/luhn.ts'

export const SIM_KINDS = ['travel-sim', 'tele2', 'telia-iot'] as const
export type SimKind = (typeof SIM_KINDS)[number]

/** True for the name of a kind of SIM that the house knows. */
export function isSimKind(text: string): text is SimKind {
  return (SIM_KINDS as readonly string[]).includes(text)
}

/** A prepaid balance, or an end of validity: what a SIM of the kind carries. */
export function carries(kind: SimKind): 'balance' | 'validity' {
  return kind === 'travel-sim' ? 'balance' : 'validity'
}

/** ICCID: 19 or 20 digits starting with 89, the last a Luhn digit (ITU-T E.118). */
export function isIccid(text: string): boolean {
  return /^89[0-9]{17,18}$/.test(text) && luhnFits(text)
}
