import { parseArgs } from 'node:util'

/** What the command line asked for. */
export type BenchArguments = { json: string | null; names: string[] }

/**
 * @param argv what follows `npm run bench --`: `[--json FILE] [NAME...]`
 * @param known every figure's name; a NAME picks that figure, or all that begin with it and a dash
 * @throws TypeError for an option or a name that does not exist
 */
export function benchArguments(argv: readonly string[], known: readonly string[]): BenchArguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { json: { type: 'string' } },
  })
  if (values.json === '') throw new TypeError('--json needs the name of a file')
  const names = positionals.flatMap((wanted) => {
    const found = known.filter((name) => name === wanted || name.startsWith(`${wanted}-`))
    if (found.length === 0) throw new TypeError(`there is no figure ${wanted}; there are ${known.join(', ')}`)
    return found
  })
  return { json: values.json ?? null, names: names.length > 0 ? [...new Set(names)] : [...known] }
}
