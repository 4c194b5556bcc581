import { CommanderError } from 'commander'

/** Exit codes of sysexits.h: a wrong command line, input that cannot be read. */
const EXIT_USAGE = 64
const EXIT_INPUT = 66

/** Tells why a command did not start, where commander has not told it already. @returns 0 for --help, 64 for a wrong command line, 66 for a file */
export function exitCodeOf(error: unknown, io: { err(text: string): void }): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_USAGE
  io.err(`koppel sim: ${error instanceof Error ? error.message : String(error)}\n`)
  return error instanceof TypeError || error instanceof RangeError ? EXIT_USAGE : EXIT_INPUT
}
