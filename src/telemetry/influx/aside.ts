import type { CoreLine } from '../embedded-line.ts'
import type { Window } from '../embedded-windows.ts'
import type { SetAside, SetAsidePoints } from '../set-aside.ts'
import type { WriteAnswer } from './answer.ts'
import { type Batch, batchOf } from './batch.ts'
import { WINDOW_MS } from './layout.ts'
import { type BadLine, storeBatch } from './store-batch.ts'
import type { Windows } from './windows.ts'

/** Lines written again at once: a batch in which many are bad is halved many times. */
const RETRY_LINES = 200

/** What stands beside InfluxDB of what it refused, and how it is written once more. */
export function influxAside(
  beside: Pick<CoreLine, 'call'>,
  windows: Pick<Windows, 'beginIn'>,
  post: (batch: Batch) => Promise<WriteAnswer>,
): SetAsidePoints & { idle(): Promise<unknown> } {
  let retrying: Promise<unknown> = Promise.resolve()
  /** @returns how many of the rows were refused again */
  async function retryRows(rows: readonly SetAside[]): Promise<number> {
    const refused = new Set<string>()
    const end = await windows.beginIn(rows.flatMap(hourOf))
    const setAside = async (bad: readonly BadLine[]): Promise<void> => {
      for (const { line } of bad) refused.add(line)
    }
    try {
      const batch = batchOf(rows.map(({ line }) => line))
      await storeBatch(batch, { post, setAside, tooOld: () => {} })
    } finally {
      end()
    }
    const stored = rows.filter(({ line }) => !refused.has(line))
    await beside.call(
      'dropAside',
      stored.map(({ id }) => id),
    )
    return refused.size
  }
  async function retry(): Promise<{ stored: number; refused: number }> {
    const sum = { stored: 0, refused: 0 }
    for (let after = 0; ; ) {
      const rows = await beside.call('asideRows', after, RETRY_LINES)
      if (rows.length === 0) return sum
      const refused = await retryRows(rows)
      sum.refused += refused
      sum.stored += rows.length - refused
      after = rows.at(-1)?.id ?? after
    }
  }
  return {
    list: ({ after, limit }) => beside.call('asideRows', after, limit),
    count: () => beside.call('countAside'),
    retry() {
      // One after the other: two at once would count the same points.
      const next = retrying.catch(() => {}).then(retry)
      retrying = next
      return next
    },
    idle: () => retrying.catch(() => {}),
  }
}

/** The hour that has to be summed up again; none for a line that is a sum itself. */
function hourOf({ series, line }: SetAside): Window[] {
  const at = Number(line.slice(line.lastIndexOf(' ') + 1))
  return /^\w+_1h,/.test(line) || !Number.isSafeInteger(at) ? [] : [{ series, start: at - (at % WINDOW_MS) }]
}
