import { parseArgs } from 'node:util'

/** What the command line asked for. */
export type BenchArguments = { help: boolean; json: string | null; names: string[] }

/**
 * @param argv what follows `npm run bench --`: `[--help] [--json FILE] [NAME...]`
 * @param known every figure's name; a NAME picks that figure, or all that begin with it and a dash
 * @throws TypeError for an option or a name that does not exist
 */
export function benchArguments(argv: readonly string[], known: readonly string[]): BenchArguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' }, json: { type: 'string' } },
  })
  if (values.json === '') throw new TypeError('--json needs the name of a file')
  const names = positionals.flatMap((wanted) => {
    const found = known.filter((name) => name === wanted || name.startsWith(`${wanted}-`))
    if (found.length === 0) throw new TypeError(`there is no figure ${wanted}; there are ${known.join(', ')}`)
    return found
  })
  return {
    help: values.help ?? false,
    json: values.json ?? null,
    names: names.length > 0 ? [...new Set(names)] : [...known],
  }
}

/** What `--help` prints. @param known every figure's name, one array for those that are measured together */
export function benchHelp(known: readonly (readonly string[])[]): string {
  return `npm run bench -- [--json FILE] [NAME...]

Measures ratios against raw engines, side by side in one run; without a NAME all of it, which takes
minutes. A NAME picks that figure, or all that begin with it and a dash. The exit code is 1 when an
aim was missed. What the figures mean: docs/figures.md.

  --json FILE   write the figures there as well
  --help        print this

Figures, those that are measured together under one dash:
${known.map((names) => `  - ${wrapped(names)}\n`).join('')}`
}

const LINE_CHARACTERS_MAX = 96

function wrapped(names: readonly string[]): string {
  const lines = ['']
  for (const name of names) {
    const last = lines.at(-1) ?? ''
    if (last !== '' && last.length + name.length + 1 > LINE_CHARACTERS_MAX) lines.push(name)
    else lines[lines.length - 1] = last === '' ? name : `${last} ${name}`
  }
  return lines.join('\n    ')
}
