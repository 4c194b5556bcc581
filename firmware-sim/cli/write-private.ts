import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Writes JSON into a file that only its owner can read: secrets of devices are in it. */
export async function writePrivate(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
}
