import type { Command } from 'commander'
import type { AcceptedSmsBody, SmsBody, SmsTransportBody } from '../http/sms-schemas.ts'
import { newId } from '../std/ids.ts'
import { CliError, EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { findServer } from './server.ts'
import { printable, table } from './show.ts'

const HEAD = ['AT', 'TO', 'STATE', 'PARTS', 'BY', 'TEXT', 'WHY']
const STDIN_BYTES_MAX = 8_192
const SHOWN_MAX = 200

type SendOptions = { to: string; text: string; idempotencyKey?: string; json?: true }
type ListOptions = { state?: string; limit?: string; json?: true }

/** `koppel sms send | list | state`. @param finish takes the exit code */
export function smsCommand(program: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  const sms = program.command('sms').description('Text messages: send one, see what became of them.')

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
