import { PROBLEMS, type ProblemCode, REFUSALS } from '../../src/std/problems.ts'
import type { Texts } from '../../src/std/texts.ts'

const HEAD =
  '<!-- Written by `npx vitest run test/problems -u` from src/std/problems.ts and texts/: change those. -->\n\n'
/** What fills the placeholders here; on the way to a person it is what they typed, own or wait for. */
const EXAMPLE = {
  position: 3,
  family: 'subscription',
  codeKind: 'telia-iot',
  deviceKind: 'travel-sim',
  retryAt: Date.UTC(2027, 0, 15, 14, 5),
}

/** The page of one problem: what machines go by, and what people read, in every language. */
export function problemPage(texts: Texts, code: ProblemCode): string {
  const { status, retryable } = PROBLEMS[code]
  const said = texts.languages.map((language) => {
    const name = texts.text(language, 'language.name')
    const title = texts.text(language, `problem.${code}.title`, EXAMPLE)
    const detail = texts.text(language, `problem.${code}.detail`, EXAMPLE)
    return `## ${name}\n\n**${title}**\n\n${detail}\n`
  })
  return `${HEAD}# ${code}

| | |
| -- | -- |
| \`type\` | \`{public URL}/problems/${code}\` |
| HTTP status | ${status} |
| retryable | ${retryable ? 'yes: the same request can succeed later' : 'no: the same request fails again'} |
| of | ${code in REFUSALS ? 'a code' : 'the request'} |

${said.join('\n')}`
}

/** The index: refusals of codes in the order in which they are judged, then what can be wrong with any request. */
export function problemIndex(texts: Texts): string {
  const row = (code: ProblemCode): string => {
    const { status, retryable } = PROBLEMS[code]
    return `| [${code}](${code}.md) | ${status} | ${retryable ? 'yes' : 'no'} | ${texts.text('en', `problem.${code}.title`)} |`
  }
  const table = (codes: readonly ProblemCode[]): string =>
    `| name | HTTP | retryable | it says |\n| -- | -- | -- | -- |\n${codes.map(row).join('\n')}\n`
  const all = Object.keys(PROBLEMS) as ProblemCode[]
  return `${HEAD}# Problems

Every answer that is not a success is \`application/problem+json\` (RFC 9457) with one of these names as its \`code\`, which never changes, and texts in the language of
\`Accept-Language\`. The running system shows the same at \`/problems\`.

## Why a code is refused

In this order; the first that fits is the answer. A refused code is not used up.

${table(all.filter((code) => code in REFUSALS))}
## What can be wrong with a request

${table(all.filter((code) => !(code in REFUSALS)))}`
}
