import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { askForServer } from '../setup/database.ts'
import { GUARANTEES } from './guarantees.ts'
import type { SuiteEnd } from './suite-runner.ts'

const ROOT = join(import.meta.dirname, '../..')
/** What hangs without its guard waits for its end while another works. */
const RUNNERS = 2

type Runner = { run(guarantee: string): Promise<SuiteEnd>; close(): Promise<void> }

/** @param postgres URL of a server that all share: starting one takes longer than most of the suites */
function startRunner(postgres: string): Runner {
  const env = { ...process.env, KOPPEL_TEST_POSTGRES_URL: postgres, KOPPEL_TEST_SEEDS: '40' }
  // Not emptied: half of the suites take an empty one for a soak.
  delete (env as NodeJS.ProcessEnv).KOPPEL_SOAK
  const child = spawn(process.execPath, [join(import.meta.dirname, 'suite-runner.ts')], { cwd: ROOT, env })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const ended = once(child, 'close').then(() => Promise.reject(new Error(`the runner ended: ${said}`)))
  ended.catch(() => {})
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async run(guarantee) {
      child.stdin.write(`${guarantee}\n`)
      const line = await lines.next()
      return line.done ? ended : (JSON.parse(line.value) as SuiteEnd)
    },
    async close() {
      child.stdin.end()
      await ended.catch(() => {})
    },
  }
}

const free: Runner[] = []
let started: Runner[] = []
beforeAll(async () => {
  const postgres = await askForServer()
  started = Array.from({ length: RUNNERS }, () => startRunner(postgres))
  free.push(...started)
})
afterAll(() => Promise.all(started.map((runner) => runner.close())))

describe('a promise whose guard is taken out is missed', () => {
  test.concurrent.for(GUARANTEES.map(({ name, suite }) => [name, suite] as const))(
    '%s (%s)',
    { timeout: 180_000 },
    async ([name], { expect }) => {
      const runner = free.pop()
      if (!runner) throw new Error('more tests at once than runners: see maxConcurrency')
      const { failed, errors } = await runner.run(name).finally(() => free.push(runner))
      expect(errors.join('\n')).not.toContain('sabotage out of date')
      expect(failed, errors.join('\n').slice(0, 2_000)).toBeGreaterThan(0)
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
