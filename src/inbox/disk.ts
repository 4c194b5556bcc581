/**
 * The inbox's disk: a flat folder of files. Everything that changes it resolves when the change would survive a loss of power,
 * and rejects when the disk refused; then the file's bytes behind its last durable one are unknown.
 */
export type Disk = {
  /** The files there are, in no particular order. */
  list(): Promise<DiskFile[]>
  /** At most `length` bytes from `offset`; fewer where the file ends. */
  read(name: string, offset: number, length: number): Promise<Uint8Array>
  /** Makes the file hold exactly `bytes`, whatever it held before; the folder's entry is durable too. */
  create(name: string, bytes: Uint8Array): Promise<void>
  /**
   * Writes `bytes` at `offset`, over what stands there, and beyond the file's end. The disk may take the buffer over: the caller must not touch it again, and gets the
   * bytes back instead.
   */
  write(name: string, offset: number, bytes: Uint8Array): Promise<Uint8Array>
  /** Cuts the file to its first `length` bytes. */
  truncate(name: string, length: number): Promise<void>
  /** Not durable by itself: a removed file may be back after a loss of power. */
  remove(name: string): Promise<void>
  close(): Promise<void>
}

export type DiskFile = { name: string; bytes: number }

/** The same, synchronously: what the worker thread runs. */
export type SyncDisk = {
  [act in keyof Disk]: (...args: Parameters<Disk[act]>) => Awaited<ReturnType<Disk[act]>>
}

/** Moments of a disk at which a process may die or a disk may refuse. */
export type DiskStep = 'before-write' | 'before-sync' | 'after-sync'

/** Called at each step with the file's name; a throw there is the disk's refusal, or stands for the death of the process. */
export type DiskFaults = (step: DiskStep, name: string) => void | Promise<void>
