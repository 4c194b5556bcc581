import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Clock } from '../src/std/clock.ts'
import type { VectorAnswer } from './judge-command.ts'
import type { Vectors } from './vectors.ts'

/** All cases together; on a board, a case is a few milliseconds of Ed25519. */
export const ANSWER_MS_MAX = 120_000
const OUTPUT_BYTES_MAX = 1_048_576

/**
 * Gives every command vector to a program, a line of JSON each, and reads a line of JSON for each back (README.md has the members).
 * @returns answers in the order of the vectors; `null` where the program said nothing or something else
 * @throws Error when it cannot be started, talks too much or takes too long
 */
export async function askFirmware(
  vectors: Vectors,
  program: readonly string[],
  clock: Clock,
): Promise<(VectorAnswer | null)[]> {
  const [command = '', ...args] = program
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  const failed = Promise.withResolvers<never>()
  child.once('error', failed.reject)
  const fail = (why: string): void => {
    child.kill('SIGKILL')
    failed.reject(new Error(`${command} ${why}`))
  }
  const cancel = clock.after(ANSWER_MS_MAX, () => fail(`has not answered within ${ANSWER_MS_MAX} ms`))
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    output += chunk
    if (output.length > OUTPUT_BYTES_MAX) fail(`says more than ${OUTPUT_BYTES_MAX} bytes`)
  })
  // A program that ends early is told by the answers that are missing.
  child.stdin.on('error', () => {})
  child.stdin.end(questions(vectors).join(''))
  try {
    await Promise.race([once(child, 'close'), failed.promise])
  } finally {
    cancel()
  }
  const lines = output.split('\n')
  return vectors.commands.map((_, at) => readAnswer(lines[at] ?? ''))
}

function questions({ cast, commands }: Vectors): string[] {
  const keys = cast.backend.map(({ id, publicKey }) => ({ id, publicKey }))
  return commands.map(({ name, simKind, first, payload }) => {
    const question = {
      name,
      collar: cast.collar,
      keys,
      sim: cast.sims[simKind],
      clock: cast.clock,
      payloads: [...first, payload],
    }
    return `${JSON.stringify(question)}\n`
  })
}

function readAnswer(line: string): VectorAnswer | null {
  try {
    const said: Partial<VectorAnswer> | null = JSON.parse(line)
    const answers = said?.answers
    const readable = (answer: unknown): boolean =>
      typeof answer === 'object' && answer !== null && ('event' in answer || 'body' in answer)
    if (!Array.isArray(answers) || !answers.every(readable)) return null
    return { answers, highestCounter: Number(said?.highestCounter) }
  } catch {
    return null
  }
}
