import type { Clock } from '../std/clock.ts'
import type { Random } from '../std/random.ts'

/** What a command needs of its surroundings. */
export type CliWorld = {
  env: Readonly<Record<string, string | undefined>>
  clock: Clock
  random: Random
  fetch: typeof fetch
  /** Text for the person or script that reads the output. */
  out(text: string): void
  err(text: string): void
  /** Bytes to where `out` goes, no faster than they are read there; resolves early when the reader leaves (`| head`). @throws whatever the bytes throw */
  pipe(bytes: AsyncIterable<Uint8Array>): Promise<void>
  /** Standard input to its end, at most `bytes_max`. @throws CliError `usage` when it is longer */
  stdin(bytes_max: number): Promise<string>
  /** Asks for something that is not shown while it is typed; without a terminal, the first line of standard input. */
  askHidden(question: string): Promise<string>
  /** @throws Error with a `code` of the operating system */
  readFile(path: string): string
  /** As `saveFile`. */
  save(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void>
  /** Ctrl-C or SIGTERM. */
  stop: AbortSignal
  version: string
  /** Directory of the texts. */
  textsDir: string
}
