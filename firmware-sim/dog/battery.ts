import { fraction, type Random } from '../../src/std/random.ts'

export type Battery = {
  /** Lets time pass. @param speed of the dog, m/s: GNSS fixes on the move cost more */
  pass(seconds: number, speed: number, random: Random): void
  /** 0 to 100, one decimal. */
  percent(): number
}

/** A collar lasts about two days, and charges in an hour and a half. */
const DRAIN_PER_S = 2 / 3600
const DRAIN_MOVING_PER_S = 3 / 3600
const CHARGE_PER_S = 60 / 3600
/** Its people put it on the charger somewhere below this, and take it off at 98. */
const CHARGER_BELOW = 25

/** @param start_percent charge to begin with, 0 to 100 */
export function createBattery(start_percent: number): Battery {
  let percent = start_percent
  let charging = false
  return {
    pass(seconds, speed, random) {
      if (charging) percent += CHARGE_PER_S * seconds
      else percent -= (speed > 0.5 ? DRAIN_MOVING_PER_S : DRAIN_PER_S) * seconds
      percent = Math.min(98, Math.max(1, percent))
      if (charging ? percent >= 98 : percent < CHARGER_BELOW && (percent < 8 || fraction(random) < 0.02)) {
        charging = !charging
      }
    },
    percent: () => Math.round(percent * 10) / 10,
  }
}
