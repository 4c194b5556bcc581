import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { installDebian, mayInstall } from '../../setup/debian.ts'

const PACKAGE = 'libnet-smpp-perl'

/** What the SMSC tells: one event, with what belongs to it. */
export type SmscEvent = { event: string; [member: string]: unknown }

/** An SMSC that is not our code: `smsc.pl` on Net::SMPP, in a process of its own. */
export type PerlSmsc = {
  port: number
  events: SmscEvent[]
  /** Orders something; the orders are in the script. */
  order(command: { do: string; [member: string]: unknown }): void
  /** The next event of this name that nobody has waited for yet. */
  next(event: string): Promise<SmscEvent>
  close(): Promise<void>
}

/** Starts it. As root on Debian the package is installed first where it is missing. @throws Error that says how to get it */
export async function perlSmsc(): Promise<PerlSmsc> {
  havePackage()
  const script = join(import.meta.dirname, 'smsc.pl')
  const child = spawn('perl', [script], { stdio: ['pipe', 'pipe', 'inherit'] })
  const events: SmscEvent[] = []
  const waiting: { event: string; resolve: (told: SmscEvent) => void }[] = []
  const unclaimed: SmscEvent[] = []
  createInterface({ input: child.stdout }).on('line', (line) => {
    const told = JSON.parse(line) as SmscEvent
    events.push(told)
    const at = waiting.findIndex(({ event }) => event === told.event)
    if (at < 0) unclaimed.push(told)
    else waiting.splice(at, 1)[0]?.resolve(told)
  })
  const next = (event: string): Promise<SmscEvent> => {
    const at = unclaimed.findIndex((told) => told.event === event)
    const [told] = at < 0 ? [] : unclaimed.splice(at, 1)
    return told ? Promise.resolve(told) : new Promise((resolve) => waiting.push({ event, resolve }))
  }
  const { port } = await next('listening')
  return {
    port: Number(port),
    events,
    next,
    order: (command) => void child.stdin.write(`${JSON.stringify(command)}\n`),
    close: () => ended(child),
  }
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.stdin?.end()
  })
}

function havePackage(): void {
  const there = (): boolean => {
    try {
      execFileSync('perl', ['-MNet::SMPP', '-e', '1'], { stdio: 'ignore' })
      return true
    } catch {
      return false
    }
  }
  if (there()) return
  if (mayInstall()) installDebian([PACKAGE])
  if (!there())
    throw new Error(`The tests of SMPP need Perl with Net::SMPP. Debian or Ubuntu: sudo apt-get install ${PACKAGE}`)
}
