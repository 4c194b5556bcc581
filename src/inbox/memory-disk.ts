import { below, type Random } from '../std/random.ts'
import type { Disk, DiskFaults } from './disk.ts'

type MemoryFile = {
  /** Survives a crash. */
  durable: Uint8Array
  /** Written and not synced: a crash keeps some of it, or some that was never written. */
  pending: Uint8Array
  /** Whether the folder knows the name durably. */
  entered: boolean
}

export type MemoryDisk = Disk & {
  /**
   * Loss of power now: the disk as the next process finds it. Of what was not synced, `random` decides how much is there and
   * whether its end is torn. This disk itself rejects from now on.
   */
  crash(random: Random): MemoryDisk
  /** Changes one byte of a file for good, as bad sectors do. */
  rot(name: string, offset: number): void
}

/** A disk in memory that runs inline. @param faults see {@link DiskFaults} */
export function memoryDisk(faults: DiskFaults = () => {}): MemoryDisk {
  return diskOf(new Map(), faults)
}

function diskOf(files: Map<string, MemoryFile>, faults: DiskFaults): MemoryDisk {
  let crashed = false
  const alive = (): void => {
    if (crashed) throw new Error('this disk has crashed')
  }
  const named = (name: string): MemoryFile => {
    alive()
    const file = files.get(name)
    if (!file) throw new Error(`no such file: ${name}`)
    return file
  }
  const step = async (moment: Parameters<DiskFaults>[0], name: string): Promise<void> => {
    await faults(moment, name)
    alive()
  }
  const sync = async (name: string, file: MemoryFile): Promise<void> => {
    await step('before-sync', name)
    file.durable = Buffer.concat([file.durable, file.pending])
    file.pending = new Uint8Array()
    file.entered = true
    await step('after-sync', name)
  }
  return {
    async list() {
      alive()
      return [...files].map(([name, file]) => ({ name, bytes: file.durable.length + file.pending.length }))
    },
    async read(name, offset, length) {
      const file = named(name)
      return Buffer.concat([file.durable, file.pending]).subarray(offset, offset + length)
    },
    async create(name, bytes) {
      await step('before-write', name)
      const file = {
        durable: new Uint8Array(),
        pending: Uint8Array.from(bytes),
        entered: files.get(name)?.entered ?? false,
      }
      files.set(name, file)
      await sync(name, file)
    },
    async append(name, offset, bytes) {
      await step('before-write', name)
      const file = named(name)
      if (offset !== file.durable.length) throw new Error(`append to ${name} at ${offset}, its end is elsewhere`)
      file.pending = Uint8Array.from(bytes)
      await sync(name, file)
    },
    async truncate(name, length) {
      const file = named(name)
      file.durable = file.durable.subarray(0, length)
      file.pending = file.pending.subarray(0, Math.max(0, length - file.durable.length))
    },
    async remove(name) {
      alive()
      files.delete(name)
    },
    async close() {},
    crash(random) {
      crashed = true
      return diskOf(survivors(files, random), faults)
    },
    rot(name, offset) {
      const file = named(name)
      file.durable = Uint8Array.from(file.durable, (byte, at) => (at === offset ? byte ^ 0x55 : byte))
    },
  }
}

function survivors(files: ReadonlyMap<string, MemoryFile>, random: Random): Map<string, MemoryFile> {
  const left = new Map<string, MemoryFile>()
  for (const [name, file] of files) {
    if (!file.entered && below(random, 2) === 0) continue
    left.set(name, {
      durable: Buffer.concat([file.durable, torn(file.pending, random)]),
      pending: new Uint8Array(),
      entered: true,
    })
  }
  return left
}

/** A prefix of what was pending; half the time the file had grown already while a stretch of it was never written: zeros there. */
function torn(pending: Uint8Array, random: Random): Uint8Array {
  const kept = Uint8Array.from(pending.subarray(0, below(random, pending.length + 1)))
  if (kept.length > 0 && below(random, 2) === 0) {
    const from = below(random, kept.length)
    kept.fill(0, from, from + 1 + below(random, kept.length - from))
  }
  return kept
}
