import type { Command } from 'commander'
import type { DialogueShape, NumberRequestShape, SmsNumberShape } from '../http/dialogue-schemas.ts'
import { CliError, EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { findServer } from './server.ts'
import { printable, table } from './show.ts'

type Payer = { account?: string; newAccount?: string; country: string; language?: string }
type Json = { json?: true }

/** `koppel sms dialogue` and `koppel sms numbers list | requests | add | approve | reject | withdraw`. @param sms the command that they belong to */
export function numberCommands(sms: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  const show = <T>(json: true | undefined, head: string[], items: T[], row: (item: T) => string[]): void => {
    if (json) world.out(items.map((item) => `${JSON.stringify(item)}\n`).join(''))
    else
      world.out(
        table(
          head,
          items.map((item) => row(item).map(printable)),
        ),
      )
    finish(EXIT.done)
  }
  const list = async <T>(path: string): Promise<T[]> => (await findServer(world).ask<{ items: T[] }>('GET', path)).items
  const post = async (path: string, body: object, json: true | undefined, said: string): Promise<void> => {
    const answer = await findServer(world).ask<object>('POST', path, body)
    world.out(json ? `${JSON.stringify(answer)}\n` : `${said}\n`)
    finish(EXIT.done)
  }

  sms
    .command('dialogue')
    .description('The last messages from phones with their answers, newest first; codes are masked.')
    .option('--json', 'one JSON object a line')
    .action(async ({ json }: Json) =>
      show(json, DIALOGUE, await list<DialogueShape>('/api/v1/sms/dialogue'), dialogueRow),
    )

  const numbers = sms.command('numbers').description('Phone numbers that may order and fetch licences by SMS.')
  numbers
    .command('list')
    .description('Registered numbers, newest first.')
    .option('--json', 'one JSON object a line')
    .action(async ({ json }: Json) => show(json, NUMBERS, await list<SmsNumberShape>('/api/v1/sms/numbers'), numberRow))
  numbers
    .command('requests')
    .description('Requests to have a number registered, newest first.')
    .option('--json', 'one JSON object a line')
    .action(async ({ json }: Json) =>
      show(json, REQUESTS, await list<NumberRequestShape>('/api/v1/sms/number-requests'), requestRow),
    )
  payable(numbers.command('add').argument('<phone>', 'with country code'))
    .description('Register a number without a request.')
    .action((phone: string, options: Payer & Json) =>
      post('/api/v1/sms/numbers', { phone, ...payerOf(options) }, options.json, 'registered'),
    )
  payable(numbers.command('approve').argument('<request>', 'its id'))
    .description('Approve a request: the number is registered.')
    .action((id: string, options: Payer & Json) =>
      post(
        `/api/v1/sms/number-requests/${encodeURIComponent(id)}/approval`,
        payerOf(options),
        options.json,
        'registered',
      ),
    )
  numbers
    .command('reject')
    .argument('<request>', 'its id')
    .description('Reject a request.')
    .requiredOption('--reason <text>', "for the office's own memory")
    .option('--json', 'as JSON')
    .action((id: string, { reason, json }: Json & { reason: string }) =>
      post(`/api/v1/sms/number-requests/${encodeURIComponent(id)}/rejection`, { reason }, json, 'rejected'),
    )
  numbers
    .command('withdraw')
    .argument('<number>', 'its id')
    .description('Withdraw a number: from then on nobody knows it.')
    .option('--json', 'as JSON')
    .action((id: string, { json }: Json) =>
      post(`/api/v1/sms/numbers/${encodeURIComponent(id)}/withdrawal`, {}, json, 'withdrawn'),
    )
}

function payable(command: Command): Command {
  return command
    .option('--account <id>', 'the customer that pays')
    .option('--new-account <name>', 'a new account that pays, by its name')
    .option('--country <code>', 'of the new account', 'AT')
    .option('--language <code>', 'of the answers: de, en or sv')
    .option('--json', 'as JSON')
}

function payerOf({ account, newAccount, country, language }: Payer): object {
  if ((account === undefined) === (newAccount === undefined))
    throw new CliError(EXIT.usage, 'Say who pays: either --account or --new-account.')
  return {
    ...(account === undefined ? { account: { name: newAccount, country } } : { accountId: account }),
    ...(language === undefined ? {} : { language }),
  }
}

const DIALOGUE = ['AT', 'FROM', 'TEXT', 'ANSWER', 'STATE']
const NUMBERS = ['ID', 'PHONE', 'STATE', 'LANGUAGE', 'ACCOUNT']
const REQUESTS = ['ID', 'PHONE', 'STATE', 'AT', 'NAME', 'COMPANY']

function dialogueRow({ receivedAt, from, text, answerText, suppressed, state }: DialogueShape): string[] {
  return [receivedAt, from, text, suppressed ? `(not sent: ${suppressed})` : (answerText ?? ''), state]
}

function numberRow({ id, phone, state, language, accountName }: SmsNumberShape): string[] {
  return [id, phone, state, language, accountName]
}

function requestRow({ id, phone, state, consentAt, name, company }: NumberRequestShape): string[] {
  return [id, phone, state, consentAt, name ?? '(erased)', company ?? '']
}
