import type { Disk, DiskFile } from './disk.ts'
import { segmentName } from './segment.ts'

/**
 * Files of segments that every reader has passed. A segment that is written over one of them changes contents and nothing else, and syncs in half the time: a file that
 * grows is entered into the file system's own log with every sync. What stood there before is no entry under the new salt.
 */
export class Spares {
  readonly #disk: Disk
  readonly #max: number
  #names: string[] = []
  /** The newest segment is written over an older one. */
  #over = false

  /** @param max files that are kept at most */
  constructor(disk: Disk, max: number) {
    this.#disk = disk
    this.#max = max
  }

  /** Whether anything is on disk that was dealt with. */
  get some(): boolean {
    return this.#names.length > 0 || this.#over
  }

  /** Keeps the file of a segment that was given up, or deletes it when there are enough. */
  async add(name: string): Promise<void> {
    if (this.#names.length < this.#max) this.#names.push(name)
    else await this.#disk.remove(name)
  }

  /** Writes the beginning of the segment at `base`, over a spare file or into a new one. @returns the file's name */
  async begin(base: number, beginning: Uint8Array): Promise<string> {
    const spare = this.#names.shift()
    if (spare === undefined) {
      const name = segmentName(base)
      await this.#disk.create(name, beginning)
      this.#over = false
      return name
    }
    try {
      await this.#disk.write(spare, 0, beginning)
    } catch (error) {
      // It may claim this place all the same. Recovery believes the one of two that holds frames.
      await this.#disk.remove(spare).catch(() => {})
      throw error
    }
    this.#over = true
    return spare
  }

  /** Deletes the spare files, and what stands in the newest segment's file behind its bytes; null: that file is not written any more. */
  async release(newest: DiskFile | null): Promise<void> {
    for (const name of this.#names.splice(0)) await this.#disk.remove(name)
    if (this.#over && newest) await this.#disk.truncate(newest.name, newest.bytes)
    this.#over = false
  }
}
