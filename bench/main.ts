import { writeFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { benchArguments, benchHelp } from './arguments.ts'
import type { Figure } from './figure.ts'
import { FIGURES } from './figures.ts'
import { table } from './table.ts'

/** `npm run bench -- [--help] [--json FILE] [NAME...]`: exit code 1 when an aim was missed, 64 for a wrong command line. */
const EXIT_USAGE = 64
for (const [signal, code] of [
  ['SIGTERM', 143],
  ['SIGINT', 130],
] as const) {
  process.once(signal, () => process.exit(code))
}

process.exitCode = await bench(process.argv.slice(2))

async function bench(argv: readonly string[]): Promise<number> {
  const known = FIGURES.flatMap(({ names }) => names)
  let chosen: ReturnType<typeof benchArguments>
  try {
    chosen = benchArguments(argv, known)
  } catch (error) {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`)
    return EXIT_USAGE
  }
  if (chosen.help) {
    process.stdout.write(benchHelp(FIGURES.map(({ names }) => names)))
    return 0
  }
  const [load = 0] = loadavg()
  const figures: Figure[] = []
  for (const { names, measure } of FIGURES) {
    if (!names.some((name) => chosen.names.includes(name))) continue
    process.stderr.write(`measuring ${names.join(', ')} ...\n`)
    figures.push(...(await measure()).filter(({ name }) => chosen.names.includes(name)))
  }
  process.stdout.write(table(figures))
  process.stdout.write(`load average before: ${load.toFixed(1)} on ${availableParallelism()} cores\n`)
  if (chosen.json !== null) writeFileSync(chosen.json, `${JSON.stringify({ figures }, null, 2)}\n`)
  return figures.every(({ ok }) => ok !== false) ? 0 : 1
}
