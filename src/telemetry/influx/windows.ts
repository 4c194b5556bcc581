import type { Window } from '../embedded-windows.ts'
import { PACKED_WIDTH, type PackedSamples } from '../telemetry.ts'
import { tagValue, WINDOW_MS } from './layout.ts'

/** Marks kept in memory beside the file, about 100 bytes each: the hour that is running is marked once, and not with every write. */
const MARKED_MAX = 50_000

/** Where the marks stand durably; `embedded-windows.ts` says what each does. */
export type MarkFile = {
  mark(windows: readonly Window[]): Promise<void>
  stale(before: number, windows_max: number): Promise<Window[]>
  drop(windows: readonly Window[]): Promise<void>
}

/** Which hours have to be summed up anew. An hour is marked durably before anything is written into it, and stays so until a sum holds all of it. */
export type Windows = {
  /** Marks the hours of a write that is about to be made. @returns what ends it, stored or not */
  begin(packed: PackedSamples): Promise<() => void>
  /** The same for hours that are known already. */
  beginIn(touched: readonly Window[]): Promise<() => void>
  /** Gives stale hours to `sum`, and takes the mark off those into which nothing was written meanwhile. @returns how many were given */
  roll(before: number, windows_max: number, sum: (windows: readonly Window[]) => Promise<void>): Promise<number>
}

/** One per store. */
export function windows(file: MarkFile): Windows {
  const marked = new Set<string>()
  const writing = new Map<string, number>()
  /** Hours that are being summed up: whether something was written into them since. */
  const rolling = new Map<string, boolean>()

  const remember = (key: string): void => {
    marked.add(key)
    if (marked.size > MARKED_MAX) marked.delete(marked.values().next().value ?? key)
  }
  function end(touched: Iterable<string>): void {
    for (const key of touched) {
      const writes = (writing.get(key) ?? 1) - 1
      if (writes === 0) writing.delete(key)
      else writing.set(key, writes)
    }
  }

  async function begin(touched: ReadonlyMap<string, Window>): Promise<() => void> {
    const fresh: Window[] = []
    for (const [key, window] of touched) {
      writing.set(key, (writing.get(key) ?? 0) + 1)
      if (rolling.has(key)) rolling.set(key, true)
      if (!marked.has(key)) fresh.push(window)
    }
    try {
      if (fresh.length > 0) await file.mark(fresh)
    } catch (error) {
      end(touched.keys())
      throw error
    }
    for (const window of fresh) remember(keyOf(window))
    return () => end(touched.keys())
  }

  return {
    begin: (packed) => begin(windowsOf(packed)),
    beginIn: (touched) => begin(new Map(touched.map((window) => [keyOf(window), window]))),
    async roll(before, windows_max, sum) {
      const stale = (await file.stale(before, windows_max)).filter((window) => !writing.has(keyOf(window)))
      for (const window of stale) rolling.set(keyOf(window), false)
      try {
        if (stale.length > 0) await sum(stale)
        // Judged and forgotten in one go: a write that begins after this marks its hour anew, behind the drop.
        const whole = stale.filter((window) => rolling.get(keyOf(window)) === false)
        for (const window of whole) marked.delete(keyOf(window))
        if (whole.length > 0) await file.drop(whole)
      } finally {
        for (const window of stale) rolling.delete(keyOf(window))
      }
      return stale.length
    },
  }
}

function keyOf({ series, start }: Window): string {
  return `${series} ${start}`
}

function windowsOf({ seriesIds, counts, values }: PackedSamples): Map<string, Window> {
  const found = new Map<string, Window>()
  let from = 0
  for (const [index, seriesId] of seriesIds.entries()) {
    const series = tagValue(seriesId)
    let last = Number.NaN
    for (const to = from + (counts[index] ?? 0) * PACKED_WIDTH; from < to; from += PACKED_WIDTH) {
      const at = values[from] ?? Number.NaN
      const start = at - (at % WINDOW_MS)
      // Neighbours are mostly of one hour.
      if (start === last) continue
      last = start
      const window = { series, start }
      found.set(keyOf(window), window)
    }
  }
  return found
}
