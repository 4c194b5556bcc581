import { createWriteStream, existsSync, openSync, renameSync, rmSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'

/**
 * Writes a new file that only its owner can read. It has its name once it is whole and on the disk; until then it is `<path>.part`, which goes away when the bytes break off, and stays where the process was killed.
 * @throws Error with a `code` of the operating system, `EEXIST` for a file that is there; or whatever `bytes` throws
 */
export async function saveFile(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  refuseExisting(path)
  const part = `${path}.part`
  // What a killed process left behind is its own; a link in its place is not followed.
  rmSync(part, { force: true })
  const fd = openSync(part, 'wx', 0o600)
  try {
    await pipeline(bytes, createWriteStream(part, { fd, flush: true }))
    refuseExisting(path)
    renameSync(part, path)
  } catch (error) {
    rmSync(part, { force: true })
    throw error
  }
}

function refuseExisting(path: string): void {
  if (existsSync(path)) throw Object.assign(new Error(`${path} exists`), { code: 'EEXIST' })
}
