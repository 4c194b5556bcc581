import type { Fields, Value } from '../codec.ts'
import type { Sample } from './sample.ts'

/** Members that become columns, and how many of the column's units make one of theirs (collar protocol §3, packed samples). */
const COLUMNS: readonly [name: Exclude<keyof Sample, 'sim' | 'mcc' | 'mnc'>, scale: number][] = [
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

/** Samples by columns: whole numbers, each the difference from the one before. SIM and network that say the same as before are left out. */
export function packed(samples: readonly Sample[]): Fields {
  const columns = COLUMNS.map(([name, scale]): [string, Value[]] => {
    const values = samples.map((sample) => sample[name])
    return [name, trimmed(differences(values.map((value) => value && Math.round(value * scale))))]
  })
  const sims = told(samples, ({ sim }) => sim)
  const networks = told(samples, ({ mcc, mnc }) => (mcc === undefined ? undefined : { mcc, ...(mnc && { mnc }) }))
  const mcc = differences(networks.map((network) => network?.mcc))
  const mnc = networks.map((network) => network?.mnc ?? null)
  const all: [string, Value[]][] = [
    ...columns,
    ['sim', trimmed(sims.map((sim) => (sim as unknown as Fields) ?? null))],
    ['mcc', trimmed(mcc)],
    ['mnc', trimmed(mnc)],
  ]
  return Object.fromEntries(all.filter(([, column]) => column.length > 0))
}

/** What each sample says anew: nothing where it is what was said last (§3 allows to leave that out). */
function told<T>(samples: readonly Sample[], of: (sample: Sample) => T | undefined): (T | undefined)[] {
  let known = ''
  return samples.map((sample) => {
    const says = of(sample)
    const text = JSON.stringify(says)
    if (says === undefined || text === known) return undefined
    known = text
    return says
  })
}

/** The first value, and then each less the one before it; null where there is none. */
function differences(values: readonly (number | undefined)[]): Value[] {
  let last = 0
  return values.map((value) => {
    if (value === undefined) return null
    const step = value - last
    last = value
    return step
  })
}

/** Without what lacks at the end: a column may end early. */
function trimmed(column: Value[]): Value[] {
  const last = column.findLastIndex((value) => value !== null)
  return column.slice(0, last + 1)
}
