import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readdirSync } from 'node:fs'

/**
 * Starts a program that holds none of this process's pseudoterminals open (`openPty` says why it would): every descriptor that it would inherit leads nowhere.
 * @returns stdin closed, stdout and stderr as pipes
 */
export function spawnApart(
  program: string,
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; cwd?: string } = {},
): ChildProcess {
  const nowhere = openSync('/dev/null', 'r+')
  try {
    const highest = Math.max(...readdirSync('/proc/self/fd').map(Number))
    const beyond = Array.from({ length: Math.max(0, highest - 2) }, () => nowhere)
    return spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe', ...beyond] })
  } finally {
    closeSync(nowhere)
  }
}
