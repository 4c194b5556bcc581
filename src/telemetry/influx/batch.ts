import type { InfluxLimits } from './limits.ts'

/**
 * Lines of line protocol as one text, `\n` between them; ASCII alone, so that there are as many bytes as characters. One text and not a list: lines wait until they are
 * sent, and 10,000 strings that live so long are copied through the generations of the heap.
 */
export type Batch = { text: string; points: number }

/** Lines as one batch. @param lines ASCII, without line breaks */
export function batchOf(lines: readonly string[]): Batch {
  return { text: lines.join('\n'), points: lines.length }
}

/** The lines of a batch, one by one. */
export function linesIn({ text, points }: Batch): string[] {
  return points === 0 ? [] : text.split('\n')
}

/** Batches as one. */
export function together(batches: readonly Batch[]): Batch {
  return {
    text: batches.map(({ text }) => text).join('\n'),
    points: batches.reduce((sum, { points }) => sum + points, 0),
  }
}

/** Lines in their order, in batches that keep the limits; a line that is longer by itself is a batch of its own. */
export function batchesOf(
  lines: readonly string[],
  { batchPoints_max, batchBytes_max }: Pick<InfluxLimits, 'batchPoints_max' | 'batchBytes_max'>,
): Batch[] {
  const batches: Batch[] = []
  let taken: string[] = []
  let bytes = 0
  const close = (): void => {
    if (taken.length > 0) batches.push(batchOf(taken))
    taken = []
    bytes = 0
  }
  for (const line of lines) {
    if (taken.length === batchPoints_max || bytes + line.length + 1 > batchBytes_max) close()
    taken.push(line)
    bytes += line.length + 1
  }
  close()
  return batches
}
