import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { DiskFile, SyncDisk } from './disk.ts'

/** A real folder, made when absent. Synchronous: it runs in a worker thread (`disk-worker.ts`). */
export function fileDisk(folder: string): SyncDisk {
  mkdirSync(folder, { recursive: true })
  let open: { name: string; fd: number } | null = null

  const release = (): void => {
    if (open) closeSync(open.fd)
    open = null
  }
  /** One file is written to at a time, so one descriptor is kept. */
  const writable = (name: string): number => {
    if (open?.name === name) return open.fd
    release()
    open = { name, fd: openSync(join(folder, name), 'r+') }
    return open.fd
  }
  return {
    list() {
      const files: DiskFile[] = []
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        if (entry.isFile()) files.push({ name: entry.name, bytes: statSync(join(folder, entry.name)).size })
      }
      return files
    },
    read(name, offset, length) {
      const fd = openSync(join(folder, name), 'r')
      try {
        return readFully(fd, offset, length)
      } finally {
        closeSync(fd)
      }
    },
    create(name, bytes) {
      if (open?.name === name) release()
      const fd = openSync(join(folder, name), 'w')
      try {
        writeFully(fd, 0, bytes)
        fdatasyncSync(fd)
      } finally {
        closeSync(fd)
      }
      syncFolder(folder)
    },
    write(name, offset, bytes) {
      const fd = writable(name)
      writeFully(fd, offset, bytes)
      fdatasyncSync(fd)
      return bytes
    },
    truncate(name, length) {
      const fd = writable(name)
      ftruncateSync(fd, length)
      fsyncSync(fd)
    },
    remove(name) {
      if (open?.name === name) release()
      rmSync(join(folder, name), { force: true })
    },
    close: release,
  }
}

/** write(2) may take fewer bytes than it is given, e.g. on a disk that is almost full. */
function writeFully(fd: number, offset: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at, bytes.length - at, offset + at)
}

function readFully(fd: number, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let at = 0
  while (at < length) {
    const got = readSync(fd, bytes, at, length - at, offset + at)
    if (got === 0) break
    at += got
  }
  return bytes.subarray(0, at)
}

/** Without this a new file's name can be gone after a loss of power although its bytes are safe. Windows cannot open a folder and does not need to. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
