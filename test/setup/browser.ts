import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { runBrowser } from './chromium.ts'
import { openDesk } from './desk.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Desk of the Chromium of this test run. */
    browserDesk: string
  }
}

/** Vitest's global set-up: a desk at which a test file asks for Chromium. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'koppel-browser-'))
  const close = await openDesk(join(directory, 'desk'), runBrowser)
  project.provide('browserDesk', join(directory, 'desk'))
  return async () => {
    await close()
    await rm(directory, { recursive: true, force: true })
  }
}
