import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { endChild } from './child.ts'

/** A program that tells by its output how far it is. */
export type Told = {
  readonly pid: number
  /** Resolves with the next line of standard output that `wanted` takes. @throws Error when the program ends first */
  line(wanted: (line: string) => boolean): Promise<string>
  /** SIGTERM; resolves when the process has ended. */
  stop(): Promise<void>
}

/** Starts Node on `argv`, in this process' version. Errors are shown. @param env added to this process' own */
export function startNode(argv: readonly string[], env: Record<string, string> = {}): Told {
  const child: ChildProcess = spawn(process.execPath, argv, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { pid, stdout } = child
  if (pid === undefined || stdout === null) throw new Error(`node ${argv.join(' ')} did not start`)
  // A bench that is interrupted leaves no server behind.
  const end = (): void => void child.kill()
  process.once('exit', end)
  child.once('exit', () => process.off('exit', end))
  const lines = createInterface({ input: stdout })
  return {
    pid,
    line(wanted) {
      return new Promise((resolve, reject) => {
        const look = (line: string): void => {
          if (!wanted(line)) return
          lines.off('line', look).off('close', over)
          resolve(line)
        }
        const over = (): void => reject(new Error(`node ${argv.join(' ')} ended`))
        lines.on('line', look).once('close', over)
      })
    },
    stop: () => endChild(child),
  }
}
