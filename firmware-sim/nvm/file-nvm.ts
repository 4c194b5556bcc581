import { readFileSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { frameRecord, readJournal } from './journal.ts'
import type { Nvm } from './nvm.ts'

/** Beyond this the journal is rewritten with its last record alone. */
const JOURNAL_BYTES_MAX = 64 * 1024

/**
 * Memory in a file of its own, in a directory that exists: a journal whose last whole record counts, so that a tear loses the newest record and
 * nothing else.
 */
export function fileNvm(path: string): Nvm {
  let end = 0
  return {
    load() {
      const file = readIfThere(path)
      if (!file) return null
      const journal = readJournal(file)
      end = journal.end
      // Starting anew here would forget the highest counter, and apply old commands a second time.
      if (!journal.last && journal.damaged) throw new Error(`nvm-unreadable: ${path} holds no whole record`)
      return journal.last
    },
    async store(bytes) {
      const record = frameRecord(bytes)
      if (end + record.length > JOURNAL_BYTES_MAX && end > 0) {
        await replace(path, record)
        end = record.length
        return
      }
      await writeAt(path, record, end)
      end += record.length
    },
  }
}

async function writeAt(path: string, record: Uint8Array, at: number): Promise<void> {
  const file = await open(path, 'r+').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
    return open(path, 'w+', 0o600)
  })
  try {
    await file.write(record, 0, record.length, at)
    await file.datasync()
  } finally {
    await file.close()
  }
  if (at === 0) await syncDirectory(path)
}

async function replace(path: string, record: Uint8Array): Promise<void> {
  const fresh = `${path}.new`
  const file = await open(fresh, 'w', 0o600)
  try {
    await file.write(record)
    await file.datasync()
  } finally {
    await file.close()
  }
  await rename(fresh, path)
  await syncDirectory(path)
}

/** A name in a directory is durable only once the directory is. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(dirname(path), 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}

function readIfThere(path: string): Uint8Array | null {
  try {
    return readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
