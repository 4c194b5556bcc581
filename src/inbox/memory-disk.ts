import { below, type Random } from '../std/random.ts'
import type { Disk, DiskFaults } from './disk.ts'

type MemoryFile = {
  /** Survives a crash. */
  durable: Uint8Array
  /** Written and not synced: a crash keeps some of it, or some that was never written. */
  pending: { offset: number; bytes: Uint8Array } | null
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
  /** Until the folder is synced a crash may bring them back. */
  const removed = new Map<string, MemoryFile>()
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
    file.durable = contents(file)
    file.pending = null
    file.entered = true
    await step('after-sync', name)
  }
  return {
    async list() {
      alive()
      return [...files].map(([name, file]) => ({ name, bytes: contents(file).length }))
    },
    async read(name, offset, length) {
      return contents(named(name)).slice(offset, offset + length)
    },
    async create(name, bytes) {
      await step('before-write', name)
      const file = {
        durable: new Uint8Array(),
        pending: { offset: 0, bytes: Uint8Array.from(bytes) },
        entered: files.get(name)?.entered ?? false,
      }
      files.set(name, file)
      await sync(name, file)
      removed.clear()
    },
    async write(name, offset, bytes) {
      await step('before-write', name)
      const file = named(name)
      if (offset > contents(file).length) throw new Error(`write to ${name} at ${offset}, beyond its end`)
      file.durable = contents(file)
      file.pending = { offset, bytes: Uint8Array.from(bytes) }
      await sync(name, file)
      return bytes
    },
    async truncate(name, length) {
      const file = named(name)
      file.durable = contents(file).slice(0, length)
      file.pending = null
    },
    async remove(name) {
      alive()
      const file = files.get(name)
      if (file?.entered) removed.set(name, file)
      files.delete(name)
    },
    async close() {},
    crash(random) {
      crashed = true
      const back = [...removed].filter(() => below(random, 2) === 0)
      return diskOf(survivors(new Map([...back, ...files]), random), faults)
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
      durable: file.pending ? torn(file.durable, file.pending, random) : file.durable,
      pending: null,
      entered: true,
    })
  }
  return left
}

/** What the running process sees. */
function contents({ durable, pending }: MemoryFile): Uint8Array {
  return pending ? overlaid(durable, pending.offset, pending.bytes) : durable
}

/** `bytes` from `offset` on over what stands there. */
function overlaid(under: Uint8Array, offset: number, bytes: Uint8Array): Uint8Array {
  const over = new Uint8Array(Math.max(under.length, offset + bytes.length))
  over.set(under)
  over.set(bytes, offset)
  return over
}

/** A prefix of what was pending; half the time a stretch of it was never written: there stands what stood before, and zeros where the file had grown already. */
function torn(durable: Uint8Array, pending: { offset: number; bytes: Uint8Array }, random: Random): Uint8Array {
  const { offset } = pending
  const kept = pending.bytes.slice(0, below(random, pending.bytes.length + 1))
  if (kept.length > 0 && below(random, 2) === 0) {
    const from = below(random, kept.length)
    const to = Math.min(kept.length, from + 1 + below(random, kept.length - from))
    kept.fill(0, from, to)
    kept.set(durable.slice(offset + from, offset + to), from)
  }
  return overlaid(durable, offset, kept)
}
