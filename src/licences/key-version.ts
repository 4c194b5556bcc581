/** A dongle writes its key version in one byte (docs/protocol/dongle.md §4). */
const KEY_VERSION_MAX = 255

/** The key version of a master: the ordinal in its id, `dongle-master-3` -> 3. @throws RangeError for an id of another purpose, and past 255: the masters are used up */
export function keyVersionOf(keyId: string): number {
  const version = Number(/^dongle-master-([1-9][0-9]*)$/.exec(keyId)?.[1])
  if (!(version <= KEY_VERSION_MAX)) throw new RangeError(`${keyId} is no master of a version from 1 to 255`)
  return version
}
