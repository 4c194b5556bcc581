import type { World } from '../std/world.ts'
import type { Span } from './backlog.ts'
import type { Disk, DiskFile } from './disk.ts'
import { type Entry, entriesOf, type Places } from './frame.ts'
import type { Found } from './journal.ts'
import { baseOf, HEADER_BYTES, readHeader, type Segment } from './segment.ts'

export type Recovered = Found & {
  places: Places
  /** One for each segment that holds frames, oldest first. */
  spans: Span[]
}

/**
 * Reads what an earlier run left: finds the segments, cuts the torn tail of the last, and takes the readers' places from the newest record.
 * A segment that cannot be read at all is told, left on disk and passed over.
 */
export async function recover(disk: Disk, world: World): Promise<Recovered> {
  const files = await disk.list()
  const { segments, taken } = await findSegments(disk, world, files)
  const last = segments.at(-1)
  const recovered: Recovered = {
    segments,
    head: taken,
    damaged: new Set(files.map(({ name }) => name).filter((name) => name.endsWith('.damaged'))),
    places: {},
    spans: [],
  }
  let placesFound = false
  for (const segment of segments.toReversed()) {
    // Only the newest segment with a record of places is read whole: the others hold at most older places.
    const entries: Entry[] = placesFound ? await firstEntries(disk, segment) : await allEntries(disk, segment)
    if (segment === last && taken === last.end) recovered.head = await cutTornTail(disk, world, segment, entries)
    const places = entries.findLast((entry) => entry.kind === 'places')?.places
    if (!placesFound && places) recovered.places = places
    placesFound ||= places !== undefined
    const first = entries.find((entry) => entry.kind === 'frame')
    const lastFrame = entries.findLast((entry) => entry.kind === 'frame')
    const end = segment === last && lastFrame ? segment.base + lastFrame.end : segment.end
    if (first) recovered.spans.unshift({ end, receivedAt: first.frame.receivedAt })
  }
  // Places never go back: what comes next shall not look as if a reader had it already.
  recovered.head = Math.max(recovered.head, ...Object.values(recovered.places))
  return recovered
}

async function findSegments(
  disk: Disk,
  world: World,
  files: DiskFile[],
): Promise<{ segments: Segment[]; taken: number }> {
  const found: Claim[] = []
  for (const file of files) {
    const named = baseOf(file.name)
    if (named === null) continue
    const header = await disk.read(file.name, 0, HEADER_BYTES)
    const bytes = file.bytes - HEADER_BYTES
    // A crash while it was being made: it never held a frame.
    if (header.length < HEADER_BYTES) await disk.remove(file.name)
    else found.push({ name: file.name, named, bytes, header: headerOf(header, named) })
  }
  await inOrder(disk, found)
  const segments: Segment[] = []
  let taken = 0
  for (const [nth, claim] of found.entries()) {
    const { name, bytes, header } = claim
    const base = baseIn(claim)
    // Behind a write that failed, and in a file that was longer before, the next segment begins where the last durable byte was.
    const next = found.slice(nth + 1).find(({ header }) => header !== null)
    const end = Math.min(base + bytes, next ? baseIn(next) : Number.POSITIVE_INFINITY)
    taken = Math.max(taken, end)
    if (header) segments.push({ name, base, end, salt: header.salt })
    else world.log.error({ segment: name, bytes }, 'inbox segment has no readable header, passed over')
  }
  return { segments, taken }
}

type Claim = { name: string; named: number; bytes: number; header: ReturnType<typeof readHeader> }

const baseIn = ({ header, named }: Claim): number => header?.base ?? named

/** Of two that claim one place at most one came to hold frames (`spares.ts`): it comes last, and nothing is left of the other. */
async function inOrder(disk: Disk, claims: Claim[]): Promise<void> {
  const framed = new Set<Claim>()
  for (const claim of claims) {
    const { name, bytes, header } = claim
    const rival = claims.some((other) => other !== claim && baseIn(other) === baseIn(claim))
    if (rival && header && (await firstEntries(disk, { name, ...header, end: header.base + bytes })).length > 0)
      framed.add(claim)
  }
  claims.sort((one, other) => baseIn(one) - baseIn(other) || Number(framed.has(one)) - Number(framed.has(other)))
}

/** No file holds a segment from before it was made. */
function headerOf(bytes: Uint8Array, named: number): Claim['header'] {
  const header = readHeader(bytes)
  return header && header.base >= named ? header : null
}

/** Bytes of a segment in which its first frame is looked for. */
const FIRST_BYTES = 128 * 2 ** 10

async function firstEntries(disk: Disk, segment: Segment): Promise<Entry[]> {
  const bytes = Buffer.from(
    await disk.read(segment.name, HEADER_BYTES, Math.min(FIRST_BYTES, segment.end - segment.base)),
  )
  for (const entry of entriesOf(bytes, segment.salt, false)) if (entry.kind === 'frame') return [entry]
  return []
}

async function allEntries(disk: Disk, segment: Segment): Promise<Entry[]> {
  const bytes = Buffer.from(await disk.read(segment.name, HEADER_BYTES, segment.end - segment.base))
  return entriesOf(bytes, segment.salt, true)
}

/**
 * Damage at the very end of the last segment is a write that a crash interrupted: nobody was told that it is there.
 * Damage with good entries behind it stays, and is set aside when a reader comes to it.
 * @returns the place where the journal ends now
 */
async function cutTornTail(disk: Disk, world: World, segment: Segment, entries: readonly Entry[]): Promise<number> {
  const tail = entries.at(-1)
  if (tail?.kind !== 'damaged') return segment.end
  world.log.warn({ segment: segment.name, bytes: tail.end - tail.start }, 'inbox torn tail cut')
  await disk.truncate(segment.name, HEADER_BYTES + tail.start)
  segment.end = segment.base + tail.start
  return segment.end
}
