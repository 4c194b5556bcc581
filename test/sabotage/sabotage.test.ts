import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { GUARANTEES } from './guarantees.ts'

const ROOT = join(import.meta.dirname, '../..')

/** Runs one suite in a build of its own; the report says how many tests failed, which tells a broken promise from a broken build. */
function runSuite(suite: string, sabotage: string): Promise<{ failed: number; ran: number; output: string }> {
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
  const env = { ...process.env, KOPPEL_SABOTAGE: sabotage, KOPPEL_TEST_SEEDS: '40', KOPPEL_SOAK: '' }
  const child = spawn(process.execPath, [vitest, 'run', '--reporter=json', '--bail=1', suite], { cwd: ROOT, env })
  let output = ''
  let errors = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', () => {
      const start = output.indexOf('{"numTotalTestSuites"')
      if (start < 0) return reject(new Error(`no report from ${suite}: ${output}${errors}`))
      const report = JSON.parse(output.slice(start)) as { numFailedTests: number; numTotalTests: number }
      resolve({ failed: report.numFailedTests, ran: report.numTotalTests, output: output + errors })
    })
  })
}

describe('a promise whose guard is taken out is missed', () => {
  test.each(GUARANTEES.map(({ name, suite }) => [name, suite] as const))(
    '%s (%s)',
    { timeout: 180_000 },
    async (name, suite) => {
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
