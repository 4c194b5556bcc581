import { CliError, EXIT } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'

/** What is said of a download that broke off, by Ctrl-C or by itself. */
function cutOff(world: CliWorld, cause: unknown): CliError {
  if (world.stop.aborted) return new CliError(EXIT.interrupted, 'Interrupted.', { cause })
  return new CliError(EXIT.unreachable, 'The connection ended in the middle: the file is not whole.', { cause })
}

/** Keeps a download in a new file. @throws CliError `usage` with what the system says of the file, `unreachable` when the connection ended first: then there is none */
export async function saveDownload(world: CliWorld, file: string, body: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    await world.save(file, body)
  } catch (error) {
    throw failureOf(world, file, error)
  }
}

/** Writes a download to where a command's words go. @throws CliError as `saveDownload`: what stands there then is no whole file */
export async function printDownload(world: CliWorld, body: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    await world.pipe(body)
  } catch (error) {
    throw failureOf(world, 'Standard output', error)
  }
}

/** Files fail with a name of the operating system; a body that broke off has none (fetch wraps it). */
function failureOf(world: CliWorld, written: string, error: unknown): CliError {
  const { code } = error as { code?: unknown }
  if (typeof code !== 'string') return cutOff(world, error)
  return new CliError(EXIT.usage, `${written} cannot be written: ${code}`, { cause: error })
}
