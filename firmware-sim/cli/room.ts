import { readFileSync } from 'node:fs'

/** What this process has beside its connections: files of its own, libraries, pipes. */
const OTHER_FILES = 64

/** What the system grants a process; null where it does not say. */
export type Room = { openFiles_max: number | null; ports_max: number | null }

/** Why `collars` connections do not fit, and what to do about it; null when they do. */
export function roomFault(collars: number, { openFiles_max, ports_max }: Room): string | null {
  const files = collars + OTHER_FILES
  if (openFiles_max !== null && files > openFiles_max) {
    return `${collars} collars need ${files} open files, and this process may have ${openFiles_max}: raise it with \`ulimit -n ${files}\`, or start fewer collars`
  }
  if (ports_max !== null && collars > ports_max) {
    return `${collars} collars need as many local ports, and this system gives out ${ports_max}: widen net.ipv4.ip_local_port_range, or start fewer collars`
  }
  return null
}

/** As procfs tells it. Node has raised the limit of open files as far as it may. */
export function systemRoom(): Room {
  return {
    openFiles_max: numberIn('/proc/self/limits', /^Max open files\s+(\d+)/m, ([, files]) => Number(files)),
    ports_max: numberIn(
      '/proc/sys/net/ipv4/ip_local_port_range',
      /^(\d+)\s+(\d+)/,
      ([, from, to]) => Number(to) - Number(from) + 1,
    ),
  }
}

function numberIn(path: string, shape: RegExp, read: (found: RegExpExecArray) => number): number | null {
  try {
    const found = shape.exec(readFileSync(path, 'utf8'))
    return found ? read(found) : null
  } catch {
    // No procfs: the system will say itself when it has no more.
    return null
  }
}
