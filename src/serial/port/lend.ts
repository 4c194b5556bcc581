import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, realpathSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '../../std/clock.ts'
import type { OpenSerialLine, SerialLine } from '../../std/serial-line.ts'
import type { Binding } from './binding.ts'
import { PortError } from './errors.ts'
import { findPort } from './find.ts'
import { ASK_MS_MAX, LENT_MS_MAX } from './limits.ts'
import type { PortName } from './name.ts'
import { openPort } from './open.ts'

/** What a lender says once the port is free. */
const FREE = 'free\n'

/** A port, and the folder in which those who keep ports open can be asked for them. */
export type Lending = { binding: Binding; name: PortName; clock: Clock; dir: string }

/** Where ports are lent among the programs of one user of this machine; nobody else can ask there. */
export function lendingDir(): string {
  return join(tmpdir(), `koppel-ports-${userInfo().uid}`)
}

/**
 * Opens a port as `openPort` does, and lends it: asked by `borrowPort`, it closes the line, and cannot be opened again (`port-held`) until the borrower lets go or
 * `LENT_MS_MAX` have passed. Where there is no folder for it the port is opened and not lent.
 */
export function lendingOpener({ binding, name, clock, dir }: Lending): OpenSerialLine {
  let borrower: Socket | null = null
  return async () => {
    if (borrower) throw new PortError('port-held', 'lent to another program')
    const line = await openPort(binding, name, clock)
    const address = ownFolder(dir) ? await addressOf(binding, name, dir) : null
    if (address !== null)
      lend(line, address, (asking) => {
        borrower = asking
        const cancel = clock.after(LENT_MS_MAX, () => asking.destroy())
        asking.once('close', () => {
          cancel()
          borrower = null
        })
      })
    return line
  }
}

/** Listens as long as the line is open, for one who asks. */
function lend(line: SerialLine, address: string, lent: (to: Socket) => void): void {
  const server: Server = createServer((asking) => {
    server.close()
    asking.unref()
    // Whoever asks says nothing; a connection that breaks is closed all the same.
    asking.on('error', () => {}).resume()
    lent(asking)
    line.close().then(
      () => asking.write(FREE),
      () => asking.destroy(),
    )
  })
  // Without the address the port is simply not lent.
  server.on('error', () => {})
  server.maxConnections = 1
  // Left behind by a program that died: the port is ours, so nobody else lends it.
  rmSync(address, { force: true })
  server.listen(address).unref()
  line.onGone(() => server.close())
}

/**
 * Opens a port; where a program of this user keeps it open and lends it, asks for it first. It goes back when the line is gone.
 * @throws PortError as `openPort` does; `port-held` also when the lender does not let go within `ASK_MS_MAX`
 */
export async function borrowPort({ binding, name, clock, dir }: Lending): Promise<SerialLine> {
  try {
    return await openPort(binding, name, clock)
  } catch (error) {
    if (!(error instanceof PortError) || error.code !== 'port-held' || !ownFolder(dir)) throw error
    const address = await addressOf(binding, name, dir)
    const lender = address === null ? null : await ask(address, clock)
    if (!lender) throw error
    try {
      const line = await openPort(binding, name, clock)
      line.onGone(() => lender.destroy())
      return line
    } catch (again) {
      lender.destroy()
      throw again
    }
  }
}

/** Null: nobody lends there, or does not let go. */
function ask(address: string, clock: Clock): Promise<Socket | null> {
  return new Promise((resolve) => {
    const lender = connect(address)
    const cancel = clock.after(ASK_MS_MAX, () => lender.destroy())
    lender.on('error', () => {})
    lender.once('data', () => {
      cancel()
      resolve(lender)
    })
    lender.once('close', () => {
      cancel()
      resolve(null)
    })
  })
}

/** By the device behind all its names. Null: it is gone. */
async function addressOf(binding: Binding, name: PortName, dir: string): Promise<string | null> {
  try {
    const device = realpathSync(await findPort(binding, name))
    return join(dir, createHash('sha256').update(device).digest('hex').slice(0, 16))
  } catch {
    return null
  }
}

/** A folder that others could have put there, or write into, is none. */
function ownFolder(dir: string): boolean {
  try {
    mkdirSync(dir, { recursive: true, mode: 0o700 })
    const found = lstatSync(dir)
    return found.isDirectory() && found.uid === userInfo().uid && (found.mode & 0o077) === 0
  } catch {
    return false
  }
}
