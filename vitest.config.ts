import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{src,broker,firmware-sim,hardware-tests,test,bench,web}/**/*.test.ts'],
    pool: 'forks',
    globalSetup: ['test/setup/postgres.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
