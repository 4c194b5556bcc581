import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { askForServer } from '../setup/database.ts'
import { temporaryDirectory } from '../setup/temporary-directory.ts'
import { GUARANTEES } from './guarantees.ts'

const ROOT = join(import.meta.dirname, '../..')

let postgres: string
// One server for all: starting one takes longer than most of the suites.
beforeAll(async () => {
  postgres = await askForServer()
})

/** Runs one suite in a build of its own; the report says how many tests failed, which tells a broken promise from a broken build. */
async function runSuite(suite: string, sabotage: string): Promise<{ failed: number; output: string }> {
  const directory = temporaryDirectory()
  const report = join(directory, 'report.json')
  const env = {
    ...process.env,
    KOPPEL_SABOTAGE: sabotage,
    KOPPEL_TEST_POSTGRES_URL: postgres,
    KOPPEL_TEST_SEEDS: '40',
    KOPPEL_SOAK: '',
  }
  const vitest = [
    join(ROOT, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--reporter=json',
    `--outputFile=${report}`,
    '--bail=1',
    // What hangs without its guard is missed as well, and need not be waited for as long as a test that may pass.
    '--testTimeout=15000',
  ]
  const child = spawn(process.execPath, [...vitest, suite], { cwd: ROOT, env })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk
    })
  }
  await once(child, 'close')
  if (!existsSync(report)) throw new Error(`no report from ${suite}: ${output}`)
  const text = readFileSync(report, 'utf8')
  rmSync(directory, { recursive: true })
  return { failed: (JSON.parse(text) as { numFailedTests: number }).numFailedTests, output: output + text }
}

describe('a promise whose guard is taken out is missed', () => {
  // Two at a time: what hangs without its guard waits for its end while the other works.
  test.concurrent.for(GUARANTEES.map(({ name, suite }) => [name, suite] as const))(
    '%s (%s)',
    { timeout: 180_000 },
    async ([name, suite], { expect }) => {
      const { failed, output } = await runSuite(suite, name)
      expect(output).not.toContain('sabotage out of date')
      expect(failed, output.slice(0, 2_000)).toBeGreaterThan(0)
    },
  )

  test('each guarantee has a name of its own, and its guard stands in the code as it is', () => {
    expect(new Set(GUARANTEES.map(({ name }) => name)).size).toBe(GUARANTEES.length)
    for (const { name, edits } of GUARANTEES) {
      for (const { file, out } of edits)
        expect(readFileSync(join(ROOT, file), 'utf8').split(out).length - 1, `${name}: ${file}`).toBe(1)
    }
  })
})
