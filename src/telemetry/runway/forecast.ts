import { fraction, type Random } from '../../std/random.ts'
import type { Used } from './used.ts'

/** How the future is drawn from the past. */
export type Drawing = {
  /** Steps that are drawn together: a hunting trip stays whole, and what follows it too. */
  block_steps: number
  /** A block begins where its step of the week, or its hour of the day, is the same. */
  cycle_steps: number
  /** What is so old counts half. */
  halfLife_steps: number
  /** With fewer known steps there is no forecast. */
  known_steps_least: number
  /** As far as is looked ahead. */
  horizon_steps: number
  /** How far the level of use may wander in one block: standard deviation of its logarithm. Measured by `npm run bench -- runway`. */
  wander: number
}

/** When it runs out, milliseconds since 1970; Infinity: not within the horizon. In one of ten futures before `p10`, in nine of ten before `p90`. */
export type Span = { p10: number; p50: number; p90: number; horizon: number }

const PATHS = 400
/** A block of which less is known is not drawn. */
const BLOCK_KNOWN_LEAST = 0.5

type Block = { steps: readonly (number | null)[]; upTo: number }

/**
 * When `left` runs out, by drawing futures out of the blocks of the past, the newer ones more often. The level of use is wider than the past shows by as much as few blocks tell little, and wanders.
 * The same randomness gives the same answer.
 * @param now what is left at an instant, in units of `used`
 * @param end what ends it in any case, milliseconds since 1970
 * @returns null when too little is known
 */
export function forecast(
  used: Used,
  now: { at: number; left: number; end?: number },
  drawing: Drawing,
  random: Random,
): Span | null {
  const known = used.steps.filter((step) => step !== null)
  if (known.length < drawing.known_steps_least) return null
  const first = Math.floor((now.at - used.from) / used.step_ms)
  const blocks = blocksFor(used, first, drawing)
  if (blocks.length === 0) return null
  const mean = known.reduce((sum, step) => sum + step, 0) / known.length
  const doubt = doubtOf(blocks, mean)
  const ends: number[] = []
  for (let path = 0; path < PATHS; path++) {
    const ran = run({ used, first, blocks, mean, doubt, drawing, random }, now)
    ends.push(Math.min(ran, now.end ?? Number.POSITIVE_INFINITY))
  }
  ends.sort((a, b) => a - b)
  const at = (share: number): number => ends[Math.floor(share * PATHS)] ?? Number.POSITIVE_INFINITY
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9), horizon: now.at + drawing.horizon_steps * used.step_ms }
}

/** One future. */
function run(
  past: {
    used: Used
    first: number
    blocks: readonly Block[]
    mean: number
    doubt: number
    drawing: Drawing
    random: Random
  },
  now: { at: number; left: number },
): number {
  const { used, first, blocks, mean, drawing, random } = past
  let level = past.doubt * normal(random)
  let { left, at } = now
  for (let ahead = 0; ahead < drawing.horizon_steps; ) {
    const block = drawn(blocks, random)
    const factor = Math.exp(level)
    for (let step = 0; step < drawing.block_steps && ahead < drawing.horizon_steps; step++, ahead++) {
      const until = used.from + (first + ahead + 1) * used.step_ms
      const use = (block.steps[step] ?? mean) * factor * ((until - at) / used.step_ms)
      if (use >= left) return use > 0 ? at + (left / use) * (until - at) : at
      left -= use
      at = until
    }
    level += drawing.wander * normal(random)
  }
  return Number.POSITIVE_INFINITY
}

/** The blocks of the past that may be drawn, each with the sum of the weights up to it. */
function blocksFor(used: Used, first: number, drawing: Drawing): Block[] {
  const { block_steps, cycle_steps, halfLife_steps } = drawing
  const blocks: Block[] = []
  let upTo = 0
  for (let start = used.steps.length - block_steps; start >= 0; start--) {
    if ((first - start) % cycle_steps !== 0) continue
    const steps = used.steps.slice(start, start + block_steps)
    const share = steps.filter((step) => step !== null).length / block_steps
    if (share < BLOCK_KNOWN_LEAST) continue
    upTo += share * 2 ** (-(first - start) / halfLife_steps)
    blocks.push({ steps, upTo })
  }
  return blocks
}

function drawn(blocks: readonly Block[], random: Random): Block {
  const mark = fraction(random) * (blocks.at(-1)?.upTo ?? 0)
  const block = blocks.find(({ upTo }) => mark < upTo) ?? blocks.at(-1)
  if (!block) throw new Error('no blocks')
  return block
}

/** How little the blocks tell of the level of use: the standard error of their mean, relative to it. With one block alone, as much as the level itself. */
function doubtOf(blocks: readonly Block[], mean: number): number {
  if (mean === 0) return 0
  const weights = blocks.map(({ upTo }, index) => upTo - (blocks[index - 1]?.upTo ?? 0))
  const sum = weights.reduce((all, weight) => all + weight, 0)
  const effective = sum ** 2 / weights.reduce((all, weight) => all + weight ** 2, 0)
  if (effective < 1.5) return 1
  const totals = blocks.map(
    ({ steps }) => steps.reduce<number>((all, step) => all + (step ?? mean), 0) / steps.length / mean,
  )
  const centre = totals.reduce((all, total, index) => all + total * (weights[index] ?? 0), 0) / sum
  const spread = totals.reduce((all, total, index) => all + (weights[index] ?? 0) * (total - centre) ** 2, 0) / sum
  return Math.min(1, Math.sqrt(spread / (effective - 1)) / Math.max(centre, 0.1))
}

/** Box and Muller, 1958. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - fraction(random))) * Math.cos(2 * Math.PI * fraction(random))
}
