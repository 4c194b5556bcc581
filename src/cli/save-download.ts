import { CliError, EXIT } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'

/** What is said of a download that broke off, by Ctrl-C or by itself. */
export function cutOff(world: CliWorld, cause: unknown): CliError {
  if (world.stop.aborted) return new CliError(EXIT.interrupted, 'Interrupted.', { cause })
  return new CliError(EXIT.unreachable, 'The connection ended in the middle: the file is not whole.', { cause })
}

/** Keeps a download in a new file. @throws CliError `usage` with what the system says of the file, `unreachable` when the connection ended first: then there is none */
export async function saveDownload(world: CliWorld, file: string, body: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    await world.save(file, body)
  } catch (error) {
    // Files fail with a name of the operating system; a body that broke off has none (fetch wraps it).
    const { code } = error as { code?: unknown }
    if (typeof code !== 'string') throw cutOff(world, error)
    throw new CliError(EXIT.usage, `${file} cannot be written: ${code}`, { cause: error })
  }
}
