import type { Command } from 'commander'
import { loadTexts } from '../std/texts.ts'
import { batchActCommands } from './batch-acts.ts'
import { batchCommands } from './batches.ts'
import { EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { languageTag } from './language.ts'
import { findServer } from './server.ts'

type Other = { kind: string; next: string }
type Candidate = {
  family: string
  keep: string
  problems: string[]
  notices: string[]
  next: string
  own?: { state: string; at?: string; endsAt?: string }
}

/** What the server takes. */
const TEXT_BYTES_MAX = 60_000

/** `koppel codes identify`: what is it that I hold? @param finish takes the exit code: 1 when nothing in the text is a code */
export function codesCommand(program: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  const codes = program
    .command('codes')
    .description('Codes: find out what one is; mint, export, activate and revoke them.')
  batchCommands(codes, world, finish)
  batchActCommands(codes, world, finish)
  codes
    .command('identify')
    .description('Say what a code, or the message that holds it, can be.')
    .argument('<text...>', 'the code or the whole message; "-" reads it from standard input')
    .option('--json', 'as JSON')
    .action(async (words: string[], { json }: { json?: true }) => {
      const text = words.length === 1 && words[0] === '-' ? await world.stdin(TEXT_BYTES_MAX) : words.join(' ')
      const server = findServer(world, { anonymous: true })
      const answer = await server.ask<{ candidates: Candidate[]; other?: Other }>('POST', '/api/v1/codes/identify', {
        text,
      })
      if (json) world.out(`${JSON.stringify(answer)}\n`)
      else world.out(described(answer.candidates, answer.other, world))
      finish(answer.candidates.some(({ problems }) => problems.length === 0) ? EXIT.done : EXIT.refused)
    })
}

function described(candidates: readonly Candidate[], other: Other | undefined, world: CliWorld): string {
  const texts = loadTexts(world.textsDir)
  const language = texts.negotiate(languageTag(world.env))
  const say = (key: string): string => texts.text(language, key)
  if (other) return `${say(`console.identify.${other.kind}`)}\n  ${other.next}\n`
  if (candidates.length === 0) return `${say('console.identify.none')}\n`
  return candidates
    .map(({ family, keep, problems, notices, next, own }) => {
      const name = say(`family.${family}`)
      const lines = problems.map((problem) => say(`problem.${problem}.title`))
      lines.push(...notices.map((notice) => say(`notice.${notice}`)), next)
      if (problems.length === 0) lines.push(say(`keep.${keep}`))
      if (own) lines.push(`${say(`state.${own.state}`)} (${own.at ?? own.endsAt})`)
      return `${name[0]?.toUpperCase()}${name.slice(1)}\n${lines.map((line) => `  ${line}\n`).join('')}`
    })
    .join('\n')
}
