import type { Command } from 'commander'
import type { AnswersBody } from '../http/simulator-control.ts'
import type { AcceptedSmsBody, SmsBody, SmsTransportBody } from '../http/sms-schemas.ts'
import { newId } from '../std/ids.ts'
import { CliError, CliProblem, EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { findServer } from './server.ts'
import { printable, table } from './show.ts'
import { maintenanceCommand } from './sms-maintenance.ts'
import { numberCommands } from './sms-numbers.ts'

const HEAD = ['AT', 'TO', 'STATE', 'PARTS', 'BY', 'TEXT', 'WHY']
const STDIN_BYTES_MAX = 8_192
const SHOWN_MAX = 200

type SendOptions = { to: string; text: string; idempotencyKey?: string; json?: true }
type SayOptions = { from: string; wait: string; json?: true }
type ListOptions = { state?: string; limit?: string; json?: true }

/** `koppel sms send | list | state | say`, with the commands of numbers and of maintenance. @param finish takes the exit code */
export function smsCommand(program: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  const sms = program.command('sms').description('Text messages: send one, see what became of them, play a telephone.')

  numberCommands(sms, world, finish)
  maintenanceCommand(sms, world, finish)
  sms
    .command('send')
    .description('Send a text message. Prints its id; "koppel sms list" tells what became of it.')
    .requiredOption('--to <number>', 'with country code, as in +46701234567')
    .requiredOption('--text <text>', 'what to send; "-" reads it from standard input')
    .option('--idempotency-key <key>', 'the same for every repetition of the same wish')
    .option('--json', 'as JSON')
    .action(async ({ to, text, idempotencyKey, json }: SendOptions) => {
      const words = text === '-' ? (await world.stdin(STDIN_BYTES_MAX)).replace(/\r?\n$/, '') : text
      const headers = { 'idempotency-key': idempotencyKey ?? newId(world.clock, world.random) }
      const accepted = await findServer(world).ask<AcceptedSmsBody>('POST', '/api/v1/sms', { to, text: words }, headers)
      const { id, parts } = accepted
      world.out(json ? `${JSON.stringify(accepted)}\n` : `${id}  ${parts === 1 ? '1 part' : `${parts} parts`}\n`)
      finish(EXIT.done)
    })

  sms
    .command('list')
    .description('The last text messages, newest first, with state, parts and why one failed.')
    .option('--state <state>', 'queued, sending, handed-over, delivered, failed or unclear')
    .option('--limit <n>', `how many, at most ${SHOWN_MAX}`, '50')
    .option('--json', 'one JSON object a line')
    .action(async ({ state, limit, json }: ListOptions) => {
      const count = Number(limit)
      if (!Number.isInteger(count) || count < 1 || count > SHOWN_MAX)
        throw new CliError(EXIT.usage, `--limit is a number from 1 to ${SHOWN_MAX}.`)
      const query = new URLSearchParams({ limit: String(count), ...(state === undefined ? {} : { state }) })
      const { items } = await findServer(world).ask<{ items: SmsBody[] }>('GET', `/api/v1/sms?${query}`)
      if (json) world.out(items.map((item) => `${JSON.stringify(item)}\n`).join(''))
      else world.out(table(HEAD, items.map(row)))
      finish(EXIT.done)
    })

  sms
    .command('state')
    .description('By which way messages leave, and whether it is ready. Exit code 1 when it is not.')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: true }) => {
      const state = await findServer(world).ask<SmsTransportBody>('GET', '/api/v1/sms-transport')
      world.out(json ? `${JSON.stringify(state)}\n` : stateText(state))
      finish(state.ready ? EXIT.done : EXIT.refused)
    })

  sms
    .command('say')
    .description('Play a person with a telephone: send a text to the running demo and print what it answers.')
    .requiredOption('--from <number>', "the telephone's number, with country code")
    .argument('<text>', 'what it sends; "-" reads it from standard input')
    .option('--wait <seconds>', 'how long to wait for an answer, 1 to 120', '45')
    .option('--json', 'as JSON')
    .addHelpText('after', `\nExample: koppel sms say --from +436601234567 "cl.5P.1234567890ABCDEF"`)
    .action(async (text: string, options: SayOptions) => {
      const words = text === '-' ? (await world.stdin(STDIN_BYTES_MAX)).replace(/\r?\n$/, '') : text
      finish(await say(world, words, options))
    })
}

/** What the server needs beside the waiting itself. */
const SAY_MARGIN_MS = 10_000

async function say(world: CliWorld, text: string, { from, wait, json }: SayOptions): Promise<Exit> {
  const seconds = Number(wait)
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > 120)
    throw new CliError(EXIT.usage, '--wait is a number of seconds from 1 to 120.')
  const body = { from: from.replaceAll(/[ /-]/g, ''), text, timeoutSeconds: seconds }
  const { answers } = await findServer(world)
    .ask<AnswersBody>('POST', '/api/v1/simulator/texts', body, {}, seconds * 1_000 + SAY_MARGIN_MS)
    .catch((error: unknown) => {
      if (!(error instanceof CliProblem) || error.problem.code !== 'not-found') throw error
      throw new CliError(
        EXIT.refused,
        'The running Koppel has no simulated telephones: only "koppel demo" (npm start) has.',
      )
    })
  if (json) world.out(`${JSON.stringify({ answers })}\n`)
  else world.out(answers.map((answer) => `${answer.split('\n').map(printable).join('\n')}\n`).join(''))
  if (answers.length === 0) world.err(`No answer to ${from} within ${seconds} s.\n`)
  return answers.length === 0 ? EXIT.notYet : EXIT.done
}

function row({ at, to, state, parts, transport, text, reason }: SmsBody): string[] {
  const shown = [at, to ?? '(erased)', state, String(parts ?? ''), transport ?? '', text ?? '(erased)', reason ?? '']
  return shown.map(printable)
}

function stateText({ name, ready, why, network, signalDbm, waiting, oldestAt }: SmsTransportBody): string {
  const more = [network, signalDbm === undefined ? undefined : `${signalDbm} dBm`, why].filter(Boolean)
  const since = oldestAt === undefined ? '' : ` since ${oldestAt}`
  return `${name}: ${ready ? 'ready' : 'not ready'}${more.map((one) => `, ${one}`).join('')}\n${waiting} waiting${since}\n`
}
