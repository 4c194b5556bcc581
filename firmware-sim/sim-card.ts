import { parseInstant } from '../src/std/period.ts'

export const SIM_KINDS = ['travel-sim', 'tele2', 'telia-iot'] as const
export type SimKind = (typeof SIM_KINDS)[number]

/** A SIM as the wire names it: a balance in minor units of `currency`, or a validity up to `until`, an ISO 8601 instant. */
export type SimCard = { iccid: string; kind: SimKind } & SimCharge
export type SimCharge = { balance: number; currency: string } | { until: string }

/** What it carries, without what it is. */
export function chargeOf(sim: SimCard): SimCharge {
  return 'until' in sim ? { until: sim.until } : { balance: sim.balance, currency: sim.currency }
}

/** True when the operator lets it do nothing but fetch commands and answer them (collar protocol §3). @param now_ms the collar's clock */
export function isSpent(sim: SimCard, now_ms: number): boolean {
  return 'until' in sim ? (parseInstant(sim.until) ?? 0) <= now_ms : sim.balance <= 0
}

/** Minor units that a Travel SIM pays for 10^6 bytes: 2 kronor. */
export const PRICE_PER_MB = 200

/**
 * What a number of bytes costs: whole minor units, and the rest in millionths of one, to be carried into the next sum.
 * @param rest_millionths left over from the sum before
 */
export function costOf(bytes: number, rest_millionths: number): { minor: number; rest_millionths: number } {
  const millionths = bytes * PRICE_PER_MB + rest_millionths
  return { minor: Math.floor(millionths / 1e6), rest_millionths: millionths % 1e6 }
}
