import type { Figure } from './figure.ts'

const HEAD = ['figure', 'value', 'unit', 'peer', 'peer value', 'ratio', 'aim', '']

/** The figures as lines of text, columns aligned; numbers to three digits. */
export function table(figures: readonly Figure[]): string {
  const rows = [HEAD, ...figures.map(cells)]
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, at) => cell.padEnd(widths[at] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

function cells(figure: Figure): string[] {
  const { name, value, unit, peer, peerValue, ratio, aim, ok } = figure
  return [
    name,
    digits(value),
    unit,
    peer ?? '',
    peerValue === null ? '' : digits(peerValue),
    ratio === null ? '' : `${digits(ratio)} x`,
    aim ?? '',
    ok === null ? '' : ok ? 'met' : 'MISSED',
  ]
}

function digits(value: number): string {
  return value >= 100 ? Math.round(value).toString() : String(Number(value.toPrecision(3)))
}
