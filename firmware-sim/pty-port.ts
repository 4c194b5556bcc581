import { mkdir, readlink, rename, rm, symlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { World } from '../src/std/world.ts'
import type { SimLine } from './line.ts'
import { openPty, type Pty } from './pty.ts'

/** A socket for a simulated device: a name that stays, as udev's `/dev/serial/by-id/...` do, and behind it a new line at every plugging in. */
export type PtyPort = {
  /** The name: a symbolic link, there while something is plugged in. */
  readonly path: string
  /** Plugs in; what was plugged in before is pulled out. Resolves when `path` can be opened. */
  plug(): Promise<SimLine>
  /** Pulls out: whoever holds the line open sees it hang up. */
  unplug(): Promise<void>
}

/** A port under a name of one's choice, e.g. `<dir>/dongle-1`; its folder is made. Calls are carried out one after the other. */
export function ptyPort(path: string, world: Pick<World, 'clock' | 'log'>): PtyPort {
  let plugged: Pty | null = null
  let last: Promise<unknown> = Promise.resolve()
  const inOrder = <T>(act: () => Promise<T>): Promise<T> => {
    const done = last.then(act)
    last = done.catch(() => {})
    return done
  }
  const unplug = async (): Promise<void> => {
    const pty = plugged
    plugged = null
    if (!pty) return
    // The name goes first, so that nobody opens a line that is about to hang up; another process may have taken the name over.
    if ((await readlink(path).catch(() => null)) === pty.path) await rm(path, { force: true })
    await pty.close()
  }
  return {
    path,
    plug: () =>
      inOrder(async () => {
        await unplug()
        const pty = await openPty(world)
        plugged = pty
        await mkdir(dirname(path), { recursive: true, mode: 0o700 })
        // Made beside and moved over: a link that an earlier run left behind is replaced, and the name never leads nowhere.
        await rm(`${path}.new`, { force: true })
        await symlink(pty.path, `${path}.new`)
        await rename(`${path}.new`, path)
        return pty
      }),
    unplug: () => inOrder(unplug),
  }
}
