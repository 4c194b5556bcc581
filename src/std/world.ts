import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import type { Random } from './random.ts'

/** What every part of the house is handed instead of reaching for it. */
export type World = { clock: Clock; random: Random; log: Log }
