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
    super(problem.status >= 500 ? EXIT.unreachable : EXIT.refused, problemText(problem, []))
    this.name = 'CliProblem'
    this.problem = problem
  }
}

/** A problem as a terminal shows it. @param options long options of the command that met it, e.g. `--account`: what the API calls by a JSON pointer is called by these */
export function problemText(problem: ProblemBody, options: readonly string[]): string {
  const support = [problem.support?.phone, problem.support?.email].filter((contact) => contact !== undefined)
  const lines = [problem.title, problem.detail]
  for (const fault of problem.errors ?? []) {
    const [option, message] = inWords(fault, options)
    lines.push(`${option ?? fault.path} ${message}`)
    if (option === '--account') lines.push(WHERE_IDS_ARE)
  }
  if (support.length > 0) lines.push(support.join(', '))
  if (problem.supportCase !== undefined) lines.push(problem.supportCase)
  return lines.join('\n')
}

const WHERE_IDS_ARE =
  'Give the id of an account: --account ID. "koppel account find WORDS" tells staff ids; those of your own stand at your devices ("koppel device show DEVICE").'

type Fault = { path: string; message: string }

/** The option that a fault is about, where the command has one, and what is wrong with it. */
function inWords({ path, message }: Fault, options: readonly string[]): [option: string | undefined, message: string] {
  const absent = /^must have required propert(?:y|ies) '?(\w+)'?$/.exec(message)?.[1]
  const named = absent ?? path.split('/').findLast((part) => part !== '' && !/^\d+$/.test(part))
  const kebab = (named ?? '').replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)
  const option = [`--${kebab}`, `--${kebab.replace(/-id$/, '')}`].find((one) => options.includes(one))
  return [option, option !== undefined && absent !== undefined ? 'is needed' : message]
}
