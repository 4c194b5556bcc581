import type { Command } from 'commander'
import type { ContactShape, ContactWholeShape } from '../http/contact-schemas.ts'
import { newId } from '../std/ids.ts'
import { CliError, EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { findServer } from './server.ts'
import { printable, table } from './show.ts'

const HEAD = ['ID', 'AT', 'STATE', 'SUBJECT', 'LANGUAGE', 'FROM', 'MESSAGE']
const SHOWN_MAX = 200
/** 10 000 characters of up to four bytes, as the API takes them. */
const TEXT_BYTES_MAX = 40_000
const BEGINNING_CHARACTERS = 40

type Json = { json?: true }
type Answer = Json & { text: string; close?: true; idempotencyKey?: string }

/** `koppel contact list | show | answer | close | erase`: what people wrote by the contact form, for staff. @param finish takes the exit code */
export function contactCommand(program: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  const contact = program.command('contact').description('Messages by the contact form: read, answer, close them.')
  const of = (id: string): string => `/api/v1/contacts/${encodeURIComponent(id)}`
  const act = async (
    method: 'POST' | 'DELETE',
    path: string,
    body: object | undefined,
    { json }: Json,
    headers = {},
  ) => {
    const answer = await findServer(world).ask<{ state: string }>(method, path, body, headers)
    world.out(json ? `${JSON.stringify(answer)}\n` : `${answer.state}\n`)
    finish(EXIT.done)
  }

  contact
    .command('list')
    .description('The last messages, newest first.')
    .option('--state <state>', 'open, answered, closed or erased')
    .option('--limit <n>', `how many, at most ${SHOWN_MAX}`, '50')
    .option('--json', 'one JSON object a line')
    .action(async ({ state, limit, json }: Json & { state?: string; limit: string }) => {
      const count = Number(limit)
      if (!Number.isInteger(count) || count < 1 || count > SHOWN_MAX)
        throw new CliError(EXIT.usage, `--limit is a number from 1 to ${SHOWN_MAX}.`)
      const query = new URLSearchParams({ limit: String(count), ...(state === undefined ? {} : { state }) })
      const { items } = await findServer(world).ask<{ items: ContactShape[] }>('GET', `/api/v1/contacts?${query}`)
      if (json) world.out(items.map((item) => `${JSON.stringify(item)}\n`).join(''))
      else world.out(table(HEAD, items.map(row)))
      finish(EXIT.done)
    })

  contact
    .command('show')
    .description('One message with its answers.')
    .argument('<id>', 'as "koppel contact list" gives it')
    .option('--json', 'as JSON')
    .action(async (id: string, { json }: Json) => {
      const whole = await findServer(world).ask<ContactWholeShape>('GET', of(id))
      world.out(json ? `${JSON.stringify(whole)}\n` : wholeText(whole))
      finish(EXIT.done)
    })

  contact
    .command('answer')
    .description(
      'Answer a message by mail. What stands around your words is in the sender’s language ("show" tells which).',
    )
    .argument('<id>')
    .requiredOption('--text <text>', 'your words; - reads them from standard input')
    .option('--close', 'and close it: nothing more is to be done')
    .option('--idempotency-key <key>', 'the same for every repetition of the same answer: one mail leaves')
    .option('--json', 'as JSON')
    .action(async (id: string, { text, close, idempotencyKey, ...how }: Answer) => {
      const words = text === '-' ? (await world.stdin(TEXT_BYTES_MAX)).trim() : text
      const headers = { 'idempotency-key': idempotencyKey ?? newId(world.clock, world.random) }
      await act('POST', `${of(id)}/answers`, { text: words, close: close === true }, how, headers)
    })

  contact
    .command('close')
    .description('Close a message: it is erased by itself when its term is over (KOPPEL_CONTACT_KEEP_MONTHS).')
    .argument('<id>')
    .option('--json', 'as JSON')
    .action((id: string, how: Json) => act('POST', `${of(id)}/closing`, undefined, how))

  contact
    .command('erase')
    .description('Erase a message with its answers, for somebody who asks for it; that there was one stays.')
    .argument('<id>')
    .option('--json', 'as JSON')
    .action((id: string, how: Json) => act('DELETE', of(id), undefined, how))
}

function row({ id, at, state, subject, language, name, email, message = '' }: ContactShape): string[] {
  const from = email === undefined ? '(erased)' : `${name} <${email}>`
  const beginning = message.replace(/\s+/g, ' ').slice(0, BEGINNING_CHARACTERS)
  return [id, at, state, subject, language, from, beginning].map(printable)
}

function wholeText({ contact, answers }: ContactWholeShape): string {
  const facts: [string, string | undefined][] = [
    ['From', contact.email === undefined ? '(erased)' : `${contact.name} <${contact.email}>`],
    ['Phone', contact.phone],
    ['Device', contact.device],
    ['Order', contact.order],
    ['Account', contact.accountId],
    ['Subject', contact.subject],
    ['Language', contact.language],
    ['Written', `${contact.at}, consent ${contact.consent}`],
    ['State', contact.state],
    ['Closed', contact.closedAt],
    ['Erased', contact.erasedAt && `${contact.erasedAt}, ${contact.erasedBy}`],
  ]
  const said = [{ at: null, text: contact.message ?? '' }, ...answers].flatMap(({ at, text }) => [
    '',
    ...(at === null ? [] : [`Answered ${at}:`]),
    ...text.split('\n').map(printable),
  ])
  const head = facts.flatMap(([name, value]) =>
    value === undefined ? [] : [`${`${name}:`.padEnd(10)}${printable(value)}`],
  )
  return `${[...head, ...said].join('\n')}\n`
}
