import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Random } from '../std/random.ts'

/** One process at a time holds a data directory. */
export type DataDir = {
  path: string
  /** Path of a file in it. */
  file(...names: string[]): string
  /** Replaces a small file whole or not at all. @param mode e.g. 0o600 for what holds a secret */
  write(name: string, text: string, mode: number): void
  /** Text of a file in it, or null. */
  read(name: string): string | null
  remove(name: string): void
  release(): void
}

/** The directory is held by another process; `pid` is what its `run.json` says. */
export class DataDirHeld extends Error {
  constructor(path: string, pid: number | null) {
    super(
      `${path} is in use by another Koppel${pid ? ` (process ${pid})` : ''}. Stop that one first, or give this one its own directory with KOPPEL_DATA_DIR.`,
    )
    this.name = 'DataDirHeld'
  }
}

/**
 * Takes hold of a data directory, made if absent. The hold is SQLite's lock on a file of its own: the operating system lets go of it when the process dies,
 * however it dies, so that no stale lock is ever in the way.
 * @throws DataDirHeld
 */
export function holdDataDir(path: string): DataDir {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const file = (...names: string[]): string => join(path, ...names)
  const lock = new DatabaseSync(file('lock'), { timeout: 0 })
  try {
    lock.exec('pragma locking_mode = exclusive; begin exclusive; create table if not exists held (n integer); commit')
  } catch {
    lock.close()
    throw new DataDirHeld(path, pidOf(file('run.json')))
  }
  const write = (name: string, text: string, mode: number): void => {
    const made = file(`${name}.new`)
    writeFileSync(made, text, { mode, flush: true })
    chmodSync(made, mode)
    renameSync(made, file(name))
  }
  return {
    path,
    file,
    write,
    read: (name) => readOrNull(file(name)),
    remove: (name) => rmSync(file(name), { force: true }),
    release: () => lock.close(),
  }
}

/** KOPPEL_SECRET of a directory that was never given one: made once, kept beside the data that it protects, readable by the owner only. */
export function keptSecret(dir: DataDir, random: Random): Uint8Array {
  const kept = dir.read('secret')
  if (kept !== null) return Buffer.from(kept.trim(), 'base64url')
  const made = random.bytes(32)
  dir.write('secret', `${Buffer.from(made).toString('base64url')}\n`, 0o600)
  return made
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

function pidOf(runFile: string): number | null {
  try {
    const { pid } = JSON.parse(readOrNull(runFile) ?? '{}') as { pid?: unknown }
    return typeof pid === 'number' ? pid : null
  } catch {
    return null
  }
}
