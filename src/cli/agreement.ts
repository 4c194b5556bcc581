import type { Command } from 'commander'
import type { AgreementBody, OpenAgreementsBody } from '../http/agreement-schemas.ts'
import { typedSerial } from '../std/typed-serial.ts'
import { CliError, EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { findDevice } from './find-device.ts'
import { findServer } from './server.ts'
import { printable, table } from './show.ts'

const HEAD = ['ID', 'WHAT', 'STATE', 'CONFIRMED', 'UNTIL', 'DEVICE']
const OPEN_HEAD = ['ID', 'WHAT', 'FROM', 'TO', 'CONFIRMED', 'UNTIL', 'DEVICE']
const SHOWN_MAX = 200
type Open = { account?: string; kind?: string; limit: string; cursor?: string; json?: true }
type Consent = { side?: string; account?: string; reason?: string }

/** `koppel agreement offer | ask | merge | list | open | show | confirm | cancel`: devices that change hands, accounts that become one. @param finish takes the exit code */
export function agreementCommand(program: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  const agreement = program
    .command('agreement')
    .description('What two accounts agree on: a device changes hands, or both become one account.')
  const post = async (path: string, body: object): Promise<void> => {
    const answer = await findServer(world).ask<{ id?: string; outcome?: string }>('POST', `/api/v1/${path}`, body)
    world.out(`${answer.id ?? answer.outcome}\n`)
    finish(EXIT.done)
  }
  const account = (id: string | undefined) => (id === undefined ? {} : { accountId: id })

  agreement
    .command('offer')
    .description('Offer a device to whoever has an address; prints the id to confirm.')
    .argument('<device>', 'id, IMEI or name')
    .argument('<email>', 'of the other')
    .action(async (device: string, email: string) =>
      post('hand-overs', { deviceId: (await findDevice(findServer(world), device)).id, email }),
    )
  agreement
    .command('ask')
    .description('Ask whoever has a device to hand it over.')
    .argument('<serial>', 'IMEI, Carat-ID or licence number')
    .option('--account <id>', 'that gets it')
    .action((serial: string, options: { account?: string }) =>
      post('hand-overs', { ...typedSerial(serial), ...account(options.account) }),
    )
  agreement
    .command('merge')
    .description('Ask another customer to become one account with this one, which stays.')
    .argument('<email>', 'of the other')
    .option('--account <id>', 'that stays')
    .action((email: string, options: { account?: string }) => post('merges', { email, ...account(options.account) }))
  for (const [name, path] of [
    ['confirm', 'confirmation'],
    ['cancel', 'cancellation'],
  ] as const)
    agreement
      .command(name)
      .description(`${name === 'confirm' ? 'Confirm, once for each side.' : 'Cancel, for either side.'}`)
      .argument('<id>')
      .option('--side <side>', 'giver or taker, for whoever speaks for both')
      .option('--account <id>', 'the account that comes in, for whoever has several')
      .option('--reason <words>', 'needed of staff; both sides read why they cancel')
      .action((id: string, { side, account: own, reason }: Consent) =>
        post(`agreements/${encodeURIComponent(id)}/${path}`, {
          ...account(own),
          ...(side === undefined ? {} : { side }),
          ...(reason === undefined ? {} : { reason }),
        }),
      )
  listCommands(agreement, world, finish)
  agreement
    .command('show')
    .description('One of them; an open merge with what moves, what collides and how that is settled.')
    .argument('<id>')
    .option('--account <id>', 'of a merge: the account that would come in')
    .action(async (id: string, options: { account?: string }) => {
      const query = options.account === undefined ? '' : `?accountId=${encodeURIComponent(options.account)}`
      const one = await findServer(world).ask<AgreementBody>(
        'GET',
        `/api/v1/agreements/${encodeURIComponent(id)}${query}`,
      )
      const reason = one.cancelReason === undefined ? '' : `Cancelled by staff: ${printable(one.cancelReason)}\n`
      world.out(table(HEAD, [row(one)]) + reason + (one.plan ? `${JSON.stringify(one.plan, null, 2)}\n` : ''))
      finish(EXIT.done)
    })
}

function listCommands(agreement: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  agreement
    .command('list')
    .description('Yours, newest first.')
    .option('--json', 'one JSON object a line')
    .action(async ({ json }: { json?: true }) => {
      const { items } = await findServer(world).ask<{ items: AgreementBody[] }>('GET', '/api/v1/agreements')
      world.out(json ? items.map((item) => `${JSON.stringify(item)}\n`).join('') : table(HEAD, items.map(row)))
      finish(EXIT.done)
    })
  agreement
    .command('open')
    .description('What others have open to agree on, newest first, for staff. Each look is recorded.')
    .option('--account <id>', 'what this account has asked for or was asked')
    .option('--kind <kind>', 'hand-over or merge')
    .option('--limit <n>', `how many, at most ${SHOWN_MAX}`, '50')
    .option('--cursor <id>', 'go on behind this one')
    .option('--json', 'one JSON object a line')
    .action(async (options: Open) => finish(await openOnes(world, options)))
}

async function openOnes(world: CliWorld, { account, kind, limit, cursor, json }: Open): Promise<Exit> {
  const count = Number(limit)
  if (!Number.isInteger(count) || count < 1 || count > SHOWN_MAX)
    throw new CliError(EXIT.usage, `--limit is a number from 1 to ${SHOWN_MAX}.`)
  const query = new URLSearchParams({
    limit: String(count),
    ...(account === undefined ? {} : { accountId: account }),
    ...(kind === undefined ? {} : { kind }),
    ...(cursor === undefined ? {} : { cursor }),
  })
  const { items, next } = await findServer(world).ask<OpenAgreementsBody>('GET', `/api/v1/support/agreements?${query}`)
  world.out(json ? items.map((item) => `${JSON.stringify(item)}\n`).join('') : table(OPEN_HEAD, items.map(openRow)))
  if (next !== null) world.err(`There are more: --cursor ${next}\n`)
  return EXIT.done
}

function openRow(one: AgreementBody): string[] {
  const [id = '', kind = '', , confirmed = '', until = '', device = ''] = row(one)
  // A device that nobody has is asked for in vain; whoever was written to is known by the address alone.
  const unknown = one.kind === 'hand-over' && one.askedBy === 'taker' ? '(nobody)' : '(by its address)'
  const named = (side: 'giver' | 'taker'): string => printable(one.sides?.[side]?.name ?? unknown)
  return [id, kind, named('giver'), named('taker'), confirmed, until, device]
}

function row({ id, kind, state, confirmed, expiresAt, deviceName, imei, caratId }: AgreementBody): string[] {
  return [id, kind, state, confirmed.join('+') || '-', expiresAt, printable(deviceName ?? imei ?? caratId ?? '')]
}
