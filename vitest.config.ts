import { defineConfig } from 'vitest/config'
import { sabotage } from './test/sabotage/plugin.ts'

export default defineConfig({
  plugins: sabotage(process.env.KOPPEL_SABOTAGE),
  test: {
    include: ['{src,broker,firmware-sim,hardware-tests,test,bench,web}/**/*.test.ts'],
    pool: 'forks',
    globalSetup: ['test/setup/postgres.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
