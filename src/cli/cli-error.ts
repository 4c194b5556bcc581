import type { ProblemBody } from '../http/schemas.ts'

/** How a command ends. */
export const EXIT = {
  /** Applied; or accepted, when nobody watches. */
  done: 0,
  refused: 1,
  usage: 2,
  unreachable: 3,
  /** Accepted, but not applied within --timeout. */
  notYet: 4,
  /** A receipt is whole, but there is no key to tell whether it is genuine. */
  unanchored: 5,
  /** Ctrl-C, by the shells' convention: 128 + SIGINT. */
  interrupted: 130,
} as const
export type Exit = (typeof EXIT)[keyof typeof EXIT]

/** A command that cannot go on; the message is for the person. */
export class CliError extends Error {
  readonly exit: Exit

  constructor(exit: Exit, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CliError'
    this.exit = exit
  }
}

/** The server's answer was a problem: its texts are ready to show. */
export class CliProblem extends CliError {
  readonly problem: ProblemBody

  constructor(problem: ProblemBody) {
    const support = [problem.support?.phone, problem.support?.email].filter((contact) => contact !== undefined)
    const lines = [
      problem.title,
      problem.detail,
      ...(problem.errors ?? []).map(({ path, message }) => `${path} ${message}`),
    ]
    if (support.length > 0) lines.push(support.join(', '))
    if (problem.supportCase !== undefined) lines.push(problem.supportCase)
    super(problem.status >= 500 ? EXIT.unreachable : EXIT.refused, lines.join('\n'))
    this.name = 'CliProblem'
    this.problem = problem
  }
}
