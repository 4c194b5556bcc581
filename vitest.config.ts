import { defineConfig } from 'vitest/config'
import { sabotage } from './test/sabotage/plugin.ts'

export default defineConfig({
  plugins: sabotage(process.env.KOPPEL_SABOTAGE),
  test: {
    // Its key knows nothing of a sabotaged build, so the one build would be served the other's modules.
    fsModuleCache: false,
    include: ['{src,broker,firmware-sim,hardware-tests,test,bench,web}/**/*.test.ts'],
    pool: 'forks',
    globalSetup: ['test/setup/postgres.ts', 'test/setup/console-build.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
