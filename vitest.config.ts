import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { guaranteeCalled, sabotage } from './test/sabotage/plugin.ts'
import { LongestFirst } from './test/sabotage/sequencer.ts'

const name = process.env.KOPPEL_SABOTAGE
const taken = name ? guaranteeCalled(name) : null

export default defineConfig({
  plugins: [sabotage(() => taken)],
  test: {
    // Its key knows nothing of a sabotaged build, so the one build would be served the other's modules.
    fsModuleCache: false,
    include: ['{src,broker,firmware-sim,hardware-tests,test,bench,web}/**/*.test.ts'],
    pool: 'forks',
    // One process runs many files, so that each loads the house's modules once and not three hundred times. No module keeps state: what a test makes, it ends.
    isolate: false,
    // Much of a suite's time is spent waiting for other processes: the default of one core less leaves half of a small machine idle.
    maxWorkers: availableParallelism(),
    // As many as the sabotages have runners.
    maxConcurrency: 2,
    sequence: { sequencer: LongestFirst },
    globalSetup: ['test/setup/postgres.ts', 'test/setup/browser.ts', 'test/setup/console-build.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
