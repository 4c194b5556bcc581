import { fraction, type Random } from '../../src/std/random.ts'
import { createBattery } from './battery.ts'
import { type Gait, nextGait } from './gait.ts'

/** What the collar's instruments read at one moment, in the units of collar protocol §3. */
export type Reading = {
  lat: number
  lon: number
  acc: number
  alt: number
  spd: number
  crs: number
  bat: number
  rssi: number
}

/** The dog that wears the collar, with everything else that does not stop when the collar's power does. */
export type Dog = {
  /** @param monotonic_ms never less than at the call before */
  read(monotonic_ms: number): Reading
}

export type DogOptions = { random: Random; home: { lat: number; lon: number } }

/** The dog is followed in steps of one second, and only through the last five minutes of a longer absence. */
const STEP_S = 1
const STEPS_MAX = 300
const METRES_PER_DEGREE = 111_320
/** Beyond this it turns back, metres. */
const ROAM_M = 300

/** A dog on a seeded walk: it rests, walks and runs, and never strays far from home. */
export function createDog({ random, home }: DogOptions): Dog {
  const battery = createBattery(60 + 35 * fraction(random))
  const at = { east_m: 0, north_m: 0, course: 360 * fraction(random), speed: 0 }
  let gait: Gait = { name: 'rest', speed: 0, left_s: 60 * fraction(random) }
  let seen_ms: number | null = null

  const step = (): void => {
    gait = gait.left_s > 0 ? { ...gait, left_s: gait.left_s - STEP_S } : nextGait(gait, random)
    // A dog takes a few seconds to reach its pace.
    at.speed += (gait.speed - at.speed) * 0.4
    if (at.speed < 0.05) at.speed = 0
    const away_m = Math.hypot(at.east_m, at.north_m)
    const homeward = (Math.atan2(-at.east_m, -at.north_m) * 180) / Math.PI
    const turn = away_m > ROAM_M ? angle(homeward - at.course) * 0.3 : 0
    at.course = (((at.course + turn + 30 * (fraction(random) - 0.5)) % 360) + 360) % 360
    const course = (at.course * Math.PI) / 180
    at.east_m += Math.sin(course) * at.speed * STEP_S
    at.north_m += Math.cos(course) * at.speed * STEP_S
  }

  return {
    read(monotonic_ms) {
      const elapsed_s = Math.max(0, monotonic_ms - (seen_ms ?? monotonic_ms)) / 1000
      const steps = Math.floor(elapsed_s / STEP_S)
      if (seen_ms === null) seen_ms = monotonic_ms
      else seen_ms += steps * STEP_S * 1000
      for (let done = 0; done < Math.min(steps, STEPS_MAX); done++) step()
      battery.pass(steps * STEP_S, at.speed, random)
      return instruments(home, at, battery.percent(), random)
    },
  }
}

function instruments(
  home: DogOptions['home'],
  at: { east_m: number; north_m: number; course: number; speed: number },
  bat: number,
  random: Random,
): Reading {
  const acc = 3 + 5 * fraction(random)
  // Two draws summed stray less than one, as a receiver's fix does.
  const noise_m = (): number => (fraction(random) + fraction(random) - 1) * acc * 0.5
  const away_m = Math.hypot(at.east_m, at.north_m)
  const lonMetres = METRES_PER_DEGREE * Math.cos((home.lat * Math.PI) / 180)
  return {
    lat: round(home.lat + (at.north_m + noise_m()) / METRES_PER_DEGREE, 5),
    lon: round(home.lon + (at.east_m + noise_m()) / lonMetres, 5),
    acc: round(acc, 1),
    alt: round(24 + away_m / 50 + noise_m(), 1),
    spd: round(at.speed, 1),
    crs: Math.floor(at.course),
    bat,
    rssi: -75 - Math.min(30, Math.floor(away_m / 12)) - Math.floor(8 * fraction(random)),
  }
}

/** The same angle between -180 and 180. */
function angle(degrees: number): number {
  return ((((degrees + 180) % 360) + 360) % 360) - 180
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits
}
