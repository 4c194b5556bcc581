import { open } from 'node:fs/promises'
import type { Clock } from '../../src/std/clock.ts'

/** What one small durable commit appends: a page. */
const PAGE_BYTES = 4_096
/** Written beforehand, so that a sync changes contents and not the file's size as well: as in a WAL that is used again. */
const FILE_PAGES = 1_000

/** A bare write of a page and its fdatasync, on the disk that the house writes to. */
export type Fdatasync = {
  /** @returns milliseconds */
  once(): Promise<number>
  close(): Promise<void>
}

export async function openFdatasync(path: string, clock: Clock): Promise<Fdatasync> {
  const file = await open(path, 'w')
  await file.write(Buffer.alloc(PAGE_BYTES * FILE_PAGES, 1))
  await file.sync()
  let page = 0
  return {
    async once() {
      const started_ms = clock.monotonic()
      await file.write(Buffer.alloc(PAGE_BYTES, 2), 0, PAGE_BYTES, PAGE_BYTES * (page++ % FILE_PAGES))
      await file.datasync()
      return clock.monotonic() - started_ms
    },
    close: () => file.close(),
  }
}
