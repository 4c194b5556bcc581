import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { inspect } from 'node:util'
import { createVitest, type TestModule } from 'vitest/node'
import type { Guarantee } from './guarantee.ts'
import { guaranteeCalled, sabotage } from './plugin.ts'

/** How a suite ended in a build without one guarantee: how many tests failed tells a broken promise from a broken build. */
export type SuiteEnd = { failed: number; errors: string[] }

const ROOT = join(import.meta.dirname, '../..')

/*
 * A program: for each line of standard input, the name of a guarantee, it runs that guarantee's suite in a build without it and writes a
 * SuiteEnd as one line of JSON. One vitest for all of them, because starting one takes longer than most of the suites.
 */
let taken: Guarantee | null = null
const vitest = await createVitest(
  {
    root: ROOT,
    watch: false,
    bail: 1,
    maxWorkers: 1,
    // A process that lived on would keep the modules of the build before.
    isolate: true,
    // What hangs without its guard is missed as well, and need not be waited for as long as a test that may pass.
    testTimeout: 15_000,
    setupFiles: [join(import.meta.dirname, 'first-failure.ts')],
    reporters: [{}],
  },
  { plugins: [sabotage(() => taken)] },
)

/** Builds anew what this guarantee's sabotage changes, whether it is put in or taken out. */
function build(guarantee: Guarantee): void {
  for (const { file } of guarantee.edits) vitest.invalidateFile(join(ROOT, file))
}

async function runWithout(guarantee: Guarantee): Promise<SuiteEnd> {
  taken = guarantee
  build(guarantee)
  // The failures of the suite before would end this one at its first test.
  vitest.state.idMap.clear()
  vitest.state.filesMap.clear()
  if (guarantee.claim === undefined) vitest.resetGlobalTestNamePattern()
  else vitest.setGlobalTestNamePattern(guarantee.claim)
  const suite = vitest.getRootProject().createSpecification(join(ROOT, guarantee.suite))
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications([suite])
  build(guarantee)
  return {
    failed: testModules.flatMap((module) => [...module.children.allTests('failed')]).length,
    errors: [...testModules.flatMap(errorsIn), ...unhandledErrors.map((error) => inspect(error))],
  }
}

function errorsIn(module: TestModule): string[] {
  const failed = [...module.children.allTests('failed')].flatMap((test) => test.result().errors ?? [])
  return [...module.errors(), ...failed].map(({ message }) => message)
}

for await (const name of createInterface({ input: process.stdin })) {
  const end: SuiteEnd = await runWithout(guaranteeCalled(name))
  process.stdout.write(`${JSON.stringify(end)}\n`)
}
await vitest.close()
