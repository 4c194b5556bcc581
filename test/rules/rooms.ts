/** A room's rights, as its row in docs/architecture.md gives them. A room is named by its folder. */
export type Room = {
  name: string
  /** Rooms whose values it may use. */
  values: readonly string[]
  /** Rooms of which it may name types only. */
  types: readonly string[]
  /** Packages, and those modules of Node that reach the machine. */
  packages: readonly string[]
}

/** The heading above the table that `roomsIn` reads. */
export const TABLE_HEADING = '## The rooms'
const COLUMNS = 5
/** In a cell in place of names: every room, or every package. */
export const EVERYTHING = 'everything'

/**
 * Reads the table of rooms: `| rooms | holds | may import | only types of | packages |`, names in back quotes. `std` is short for `src/std`;
 * "everything" in place of names stands for every room, or for every package in package.json.
 * @throws Error when there is no such table, a row has another shape, a room stands twice, or a right names no room
 */
export function roomsIn(markdown: string): Room[] {
  const section = markdown.split(`\n${TABLE_HEADING}\n`)[1]?.split('\n## ')[0] ?? ''
  const rows = section.split('\n').filter((line) => /^\|\s*`/.test(line))
  if (rows.length === 0) throw new Error(`no table of rooms under "${TABLE_HEADING}"`)
  const written = rows.flatMap((row) => {
    const cells = row.split('|').slice(1, -1)
    if (cells.length !== COLUMNS) throw new Error(`a row of the table of rooms has ${cells.length} columns: ${row}`)
    const [names = [], , values = [], types = [], packages = []] = cells.map(namesIn)
    return names.map((name) => ({ name: name.replace(/\/$/, ''), values, types, packages }))
  })
  const names = written.map(({ name }) => name)
  for (const name of names) if (names.indexOf(name) !== names.lastIndexOf(name)) throw new Error(`two rooms ${name}`)
  const full = (short: string): string[] => {
    if (short === EVERYTHING) return names
    const found = [`src/${short}`, short.replace(/\/$/, '')].find((name) => names.includes(name))
    if (!found) throw new Error(`the table of rooms gives a right to "${short}", which is no room`)
    return [found]
  }
  return written.map((room) => ({ ...room, values: room.values.flatMap(full), types: room.types.flatMap(full) }))
}

function namesIn(cell: string): string[] {
  const names = [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '')
  return names.length === 0 && cell.trim() === EVERYTHING ? [EVERYTHING] : names
}

/** True where the row of `room` allows every package that package.json names. */
export const mayUseAnyPackage = (room: Room): boolean => room.packages.includes(EVERYTHING)

/** The room in which a file stands: the longest folder around it, where `a.ts` and `a.test.ts` beside `a/` belong to it; null = none, a fault. */
export function roomOf(rooms: readonly Room[], path: string): Room | null {
  const around = rooms.filter(
    ({ name }) => path.startsWith(`${name}/`) || /^(\.test)?\.ts$/.test(path.replace(name, '')),
  )
  return around.reduce<Room | null>((best, room) => (best && best.name.length > room.name.length ? best : room), null)
}

/** Rooms that may reach each other in a circle by the rights given to values, as `a -> b -> a`; empty when there is none. */
export function circles(edges: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const clear = new Set<string>()
  const found: string[] = []
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) found.push([...path.slice(path.indexOf(name)), name].join(' -> '))
    if (path.includes(name) || clear.has(name)) return
    for (const next of edges.get(name) ?? []) visit(next, [...path, name])
    clear.add(name)
  }
  for (const name of edges.keys()) visit(name, [])
  return found
}
