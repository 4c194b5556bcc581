import type { Command } from 'commander'
import type { AgreementBody } from '../http/agreement-schemas.ts'
import { typedSerial } from '../std/typed-serial.ts'
import { EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { findDevice } from './find-device.ts'
import { findServer } from './server.ts'
import { printable, table } from './show.ts'

const HEAD = ['ID', 'WHAT', 'STATE', 'CONFIRMED', 'UNTIL', 'DEVICE']
type Consent = { side?: string; account?: string; reason?: string }

/** `koppel agreement offer | ask | merge | list | show | confirm | cancel`: devices that change hands, accounts that become one. @param finish takes the exit code */
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

function row({ id, kind, state, confirmed, expiresAt, deviceName, imei, caratId }: AgreementBody): string[] {
  return [id, kind, state, confirmed.join('+') || '-', expiresAt, printable(deviceName ?? imei ?? caratId ?? '')]
}
