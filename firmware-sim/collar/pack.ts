import type { Fields, Value } from '../codec.ts'
import type { Sample } from './sample.ts'

/** Members that become columns, and how many of the column's units make one of theirs (collar protocol §3, packed samples). */
const COLUMNS: readonly [name: Exclude<keyof Sample, 'sim'>, scale: number][] = [
  ['t', 1],
  ['lat', 1e6],
  ['lon', 1e6],
  ['acc', 10],
  ['alt', 10],
  ['spd', 100],
  ['crs', 10],
  ['bat', 10],
  ['rssi', 1],
  ['bytes', 1],
]

/** Samples by columns: whole numbers, each the difference from the one before. A SIM that says the same as before is left out (§3 allows it). */
export function packed(samples: readonly Sample[]): Fields {
  const columns = COLUMNS.map(([name, scale]): [string, Value[]] => {
    let last = 0
    const steps = samples.map((sample) => {
      const value = sample[name]
      if (value === undefined) return null
      const whole = Math.round(value * scale)
      const step = whole - last
      last = whole
      return step
    })
    return [name, trimmed(steps)]
  })
  let known = ''
  const sims = samples.map(({ sim }) => {
    const text = JSON.stringify(sim)
    if (!sim || text === known) return null
    known = text
    return sim as unknown as Fields
  })
  return Object.fromEntries([...columns, ['sim', trimmed(sims)] as const].filter(([, column]) => column.length > 0))
}

/** Without what lacks at the end: a column may end early. */
function trimmed(column: Value[]): Value[] {
  const last = column.findLastIndex((value) => value !== null)
  return column.slice(0, last + 1)
}
