import { fraction, type Random } from '../../src/std/random.ts'

/** How a dog goes for a while: metres per second, seconds left. */
export type Gait = { name: 'rest' | 'walk' | 'run'; speed: number; left_s: number }

type Bounds = { speed: readonly [number, number]; for_s: readonly [number, number] }

/** A dog walks at 1 to 2 m/s and runs at 4 to 9; the fastest greyhounds reach 18. */
const GAITS: Record<Gait['name'], Bounds> = {
  rest: { speed: [0, 0], for_s: [20, 240] },
  walk: { speed: [0.8, 2], for_s: [20, 180] },
  run: { speed: [4, 9], for_s: [3, 25] },
}

/** What follows what: nobody runs out of sleep or for long. */
const NEXT: Record<Gait['name'], readonly Gait['name'][]> = {
  rest: ['walk', 'walk', 'walk', 'rest'],
  walk: ['run', 'rest', 'walk', 'rest'],
  run: ['walk', 'walk', 'rest', 'walk'],
}

/** What a dog does after `gait`, how fast, and for how long. */
export function nextGait(gait: Gait, random: Random): Gait {
  const choices = NEXT[gait.name]
  const name = choices[Math.floor(fraction(random) * choices.length)] ?? 'rest'
  const between = ([least, most]: readonly [number, number]): number => least + (most - least) * fraction(random)
  return { name, speed: between(GAITS[name].speed), left_s: between(GAITS[name].for_s) }
}
