import type { Command } from 'commander'
import type { RecipientListShape, RecipientShape, ToldShape } from '../http/recipient-schemas.ts'
import { CliError, EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { findServer } from './server.ts'
import { printable, table } from './show.ts'

type Json = { json?: true }
type Wishes = {
  name?: string
  language?: string
  devices?: string
  security?: boolean
  function?: boolean
  quiet?: string
}
type Added = Wishes & Json & { account?: string; email?: string; phone?: string; push?: true; user?: string }

const PATH = '/api/v1/recipients'

/** `koppel recipients list | add | change | remove | digits | confirm | test | tellings | time-zone`. @param finish takes the exit code */
export function recipientsCommand(program: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  const recipients = program.command('recipients').description('Who is told of alarms, by mail, SMS and push.')
  const done = (json: true | undefined, answer: object, said: string): void => {
    world.out(json ? `${JSON.stringify(answer)}\n` : `${said}\n`)
    finish(EXIT.done)
  }
  listCommands(recipients, world, finish)
  changeCommands(recipients, world, done)
  proofCommands(recipients, world, done)
}

type Done = (json: true | undefined, answer: object, said: string) => void

function listCommands(recipients: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  recipients
    .command('list')
    .description('Recipients, with why nothing comes at present and what came last.')
    .option('--account <id>', 'whose, where you may see several')
    .option('--json', 'as JSON')
    .action(async ({ account, json }: Json & { account?: string }) => {
      const list = await findServer(world).ask<RecipientListShape>('GET', `${PATH}${queryOf(account)}`)
      const head = `SMS credits: ${list.credits}  time zone: ${list.timeZone}\n`
      world.out(json ? `${JSON.stringify(list)}\n` : head + table(RECIPIENTS, list.items.map(recipientRow)))
      finish(EXIT.done)
    })
  recipients
    .command('tellings')
    .description('What a recipient was told, what became of it, and why not; newest first.')
    .argument('<recipient>', 'its id')
    .option('--json', 'one JSON object a line')
    .action(async (id: string, { json }: Json) => {
      const { items } = await findServer(world).ask<{ items: ToldShape[] }>('GET', `${pathOf(id)}/tellings`)
      if (json) world.out(items.map((item) => `${JSON.stringify(item)}\n`).join(''))
      else world.out(table(TELLINGS, items.map(tellingRow)))
      finish(EXIT.done)
    })
}

function changeCommands(recipients: Command, world: CliWorld, done: Done): void {
  wished(recipients.command('add'))
    .description('Add a recipient. What is not yours must be confirmed by six digits before alarms go there.')
    .option('--account <id>', 'whose, where you may use several')
    .option('--email <address>', 'by mail')
    .option('--phone <number>', 'by SMS, with country code')
    .option('--push', 'by push, to the last sign-in')
    .option('--user <id>', 'whose sign-in; you where it is not said')
    .action(async (options: Added) => {
      const { account, user, name, json } = options
      const to = wayOf(options)
      const body = {
        ...(account === undefined ? {} : { accountId: account }),
        ...(user === undefined ? {} : { userId: user }),
        ...to,
        ...wishesOf(options),
        name: name ?? to.address ?? 'push',
      }
      const added = await findServer(world).ask<{ id: string; confirmed: boolean }>('POST', PATH, body)
      done(
        json,
        added,
        `${added.id}${added.confirmed ? '' : '  not confirmed yet: "koppel recipients digits" sends six digits'}`,
      )
    })
  wished(recipients.command('change').argument('<recipient>', 'its id'))
    .description('Change what a recipient is told; what is not named stays.')
    .action(async (id: string, options: Wishes & Json) => {
      await findServer(world).ask('PATCH', pathOf(id), wishesOf(options))
      done(options.json, {}, 'changed')
    })
  recipients
    .command('remove')
    .argument('<recipient>', 'its id')
    .description('Remove a recipient, with its address.')
    .option('--json', 'as JSON')
    .action(async (id: string, { json }: Json) => {
      await findServer(world).ask('DELETE', pathOf(id))
      done(json, {}, 'removed')
    })
  recipients
    .command('time-zone')
    .argument('<zone>', 'e.g. Europe/Stockholm, or "country"')
    .description('Set whose clocks quiet hours go by.')
    .option('--account <id>', 'whose, where you may use several')
    .option('--json', 'as JSON')
    .action(async (zone: string, { account, json }: Json & { account?: string }) => {
      const timeZone = zone === 'country' ? null : zone
      const body = { timeZone, ...(account === undefined ? {} : { accountId: account }) }
      const list = await findServer(world).ask<RecipientListShape>('PUT', `${PATH}/time-zone`, body)
      done(json, { timeZone: list.timeZone }, list.timeZone)
    })
}

function proofCommands(recipients: Command, world: CliWorld, done: Done): void {
  recipients
    .command('digits')
    .argument('<recipient>', 'its id')
    .description('Send six digits to its number or address.')
    .option('--json', 'as JSON')
    .action(async (id: string, { json }: Json) => {
      const sent = await findServer(world).ask<{ address: string; expiresAt: string }>('POST', `${pathOf(id)}/digits`)
      done(json, sent, `sent to ${sent.address}, good until ${sent.expiresAt}`)
    })
  recipients
    .command('confirm')
    .argument('<recipient>', 'its id')
    .argument('<digits>', 'as they came')
    .description('Give the six digits back: alarms may go there.')
    .option('--json', 'as JSON')
    .action(async (id: string, code: string, { json }: Json) => {
      await findServer(world).ask('POST', `${pathOf(id)}/confirmation`, { code })
      done(json, {}, 'confirmed')
    })
  recipients
    .command('test')
    .argument('<recipient>', 'its id')
    .description('Send a test, whatever it has chosen. By SMS it costs a credit.')
    .option('--json', 'as JSON')
    .action(async (id: string, { json }: Json) => {
      const tried = await findServer(world).ask<{ queued: boolean; silence: string | null }>(
        'POST',
        `${pathOf(id)}/test`,
      )
      done(json, tried, tried.queued ? 'sent' : `not sent: ${tried.silence}`)
    })
}

function wished(command: Command): Command {
  return command
    .option('--name <name>', 'what you call it')
    .option('--language <code>', 'of what it is told: de, en or sv')
    .option('--devices <ids>', 'ids apart by commas; "all" for all, also later ones')
    .option('--security', 'security alarms')
    .option('--no-security', 'no security alarms')
    .option('--function', 'function alarms')
    .option('--no-function', 'no function alarms')
    .option('--quiet <hours>', 'no function alarms then, e.g. 22:00-07:00; "none" for none')
    .option('--json', 'as JSON')
}

function wishesOf({ name, language, devices, quiet, ...options }: Wishes): object {
  const [from, until] = quiet?.split('-') ?? []
  if (quiet !== undefined && quiet !== 'none' && until === undefined)
    throw new CliError(EXIT.usage, '--quiet is as 22:00-07:00, or "none".')
  return {
    ...(name === undefined ? {} : { name }),
    ...(language === undefined ? {} : { language }),
    ...(devices === undefined ? {} : { devices: devices === 'all' ? null : devices.split(',').filter(Boolean) }),
    ...(options.security === undefined ? {} : { security: options.security }),
    ...(options.function === undefined ? {} : { function: options.function }),
    ...(quiet === undefined ? {} : { quiet: quiet === 'none' ? null : { from, until } }),
  }
}

function wayOf({ email, phone, push }: Added): { way: string; address?: string } {
  if ([email, phone, push].filter((one) => one !== undefined).length !== 1)
    throw new CliError(EXIT.usage, 'Say how: one of --email, --phone and --push.')
  if (push) return { way: 'push' }
  return email === undefined ? { way: 'sms', address: phone ?? '' } : { way: 'email', address: email }
}

function queryOf(account: string | undefined): string {
  return account === undefined ? '' : `?accountId=${encodeURIComponent(account)}`
}

function pathOf(id: string): string {
  return `${PATH}/${encodeURIComponent(id)}`
}

const RECIPIENTS = ['ID', 'WAY', 'NAME', 'TO', 'DEVICES', 'CLASSES', 'QUIET', 'WHY NOTHING COMES', 'LAST']
const TELLINGS = ['AT', 'WHAT', 'STATE', 'WHY']

function recipientRow(one: RecipientShape): string[] {
  const classes = [one.security && 'security', one.function && 'function'].filter(Boolean)
  const devices = one.devices === null ? 'all' : one.devices.map(({ name }) => name).join(', ')
  const quiet = one.quiet ? `${one.quiet.from}-${one.quiet.until}` : ''
  const [last] = one.lately
  const came = last ? `${last.at} ${last.silence ?? last.state}` : ''
  return [
    one.id,
    one.way,
    one.name,
    one.address ?? '',
    devices,
    classes.join(', '),
    quiet,
    one.silences.join(', '),
    came,
  ].map(printable)
}

function tellingRow({ at, kind, step, state, silence, reason }: ToldShape): string[] {
  return [at, step === null ? kind : `${kind} ${step}`, state ?? 'not sent', silence ?? reason ?? ''].map(printable)
}
