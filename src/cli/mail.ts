import type { Command } from 'commander'
import type { MailBody, MailWholeBody } from '../http/mail-schemas.ts'
import { CliError, EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { findServer } from './server.ts'
import { printable, table } from './show.ts'

const HEAD = ['ID', 'AT', 'TO', 'STATE', 'KIND', 'SUBJECT', 'WHY']
const SHOWN_MAX = 200

type ListOptions = { state?: string; limit: string; json?: true }

/** `koppel mail list | show`: the outbox of mails, for staff. @param finish takes the exit code */
export function mailCommand(program: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  const mail = program.command('mail').description('Mails: see what became of them.')

  mail
    .command('list')
    .description('The last mails, newest first, with state and why one failed or waits.')
    .option('--state <state>', 'queued, sending, sent or failed')
    .option('--limit <n>', `how many, at most ${SHOWN_MAX}`, '50')
    .option('--json', 'one JSON object a line')
    .action(async ({ state, limit, json }: ListOptions) => {
      const count = Number(limit)
      if (!Number.isInteger(count) || count < 1 || count > SHOWN_MAX)
        throw new CliError(EXIT.usage, `--limit is a number from 1 to ${SHOWN_MAX}.`)
      const query = new URLSearchParams({ limit: String(count), ...(state === undefined ? {} : { state }) })
      const { items } = await findServer(world).ask<{ items: MailBody[] }>('GET', `/api/v1/mails?${query}`)
      if (json) world.out(items.map((item) => `${JSON.stringify(item)}\n`).join(''))
      else world.out(table(HEAD, items.map(row)))
      finish(EXIT.done)
    })

  mail
    .command('show')
    .description('One mail. Its words are shown only where no server is configured (KOPPEL_SMTP_URL).')
    .argument('<id>', 'as "koppel mail list" gives it')
    .option('--json', 'as JSON')
    .action(async (id: string, { json }: { json?: true }) => {
      const whole = await findServer(world).ask<MailWholeBody>('GET', `/api/v1/mails/${encodeURIComponent(id)}`)
      world.out(json ? `${JSON.stringify(whole)}\n` : wholeText(whole))
      finish(EXIT.done)
    })
}

function row({ id, at, to, state, kind, subject, reason }: MailBody): string[] {
  return [id, at, to ?? '(erased)', state, kind, subject ?? '(erased)', reason ?? ''].map(printable)
}

function wholeText({ to, subject, at, state, reason, text, files }: MailWholeBody): string {
  const lines = [
    `To: ${printable(to ?? '(erased)')}`,
    `Subject: ${printable(subject ?? '(erased)')}`,
    `Put into the outbox: ${at}`,
    `State: ${state}${reason === undefined ? '' : `, ${printable(reason)}`}`,
    ...files.map(({ name, type, bytes }) => `File: ${printable(name)} (${printable(type)}, ${bytes} bytes)`),
    '',
    ...(text ?? '(not shown)').split('\n').map(printable),
  ]
  return `${lines.join('\n')}\n`
}
