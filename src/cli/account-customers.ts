import type { Command } from 'commander'
import type {
  AccountResellerBody,
  CustomerAskedBody,
  CustomerDeviceListBody,
  CustomerListBody,
} from '../http/customer-schemas.ts'
import { EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { findServer } from './server.ts'
import { printable, table } from './show.ts'

type Listed<T> = { items: T[]; next: string | null }

/** `koppel account customers`, `customer-devices`, `register-customer`, `reseller`, `end-reseller`. @param finish takes the exit code */
export function accountCustomersCommands(account: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  seeingCommands(account, world, finish)
  changingCommands(account, world, finish)
}

function seeingCommands(account: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  const all = async <T>(path: string): Promise<T[]> => {
    const items: T[] = []
    for (let next: string | null = ''; next !== null; ) {
      const url: string = `${path}${next === '' ? '' : `?cursor=${next}`}`
      const page: Listed<T> = await findServer(world).ask<Listed<T>>('GET', url)
      items.push(...page.items)
      next = page.next
    }
    return items
  }
  const show = <T>(items: T[], head: string[], row: (item: T) => string[], json?: true): void => {
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

  account
    .command('customers')
    .description('Customers of a reseller; for the office, of all.')
    .option('--json', 'one JSON object a line')
    .action(async ({ json }: { json?: true }) => {
      const items = await all<CustomerListBody['items'][number]>('/api/v1/customers')
      const row = (one: (typeof items)[number]) => [one.accountId, one.name, one.country, one.since, one.resellerName]
      show(items, ['ACCOUNT', 'NAME', 'COUNTRY', 'SINCE', 'RESELLER'], row, json)
    })
  account
    .command('customer-devices')
    .description('Devices of a reseller’s customer, with their SIMs.')
    .argument('<account>', 'the customer’s id')
    .option('--json', 'one JSON object a line')
    .action(async (id: string, { json }: { json?: true }) => {
      const path = `/api/v1/customers/${encodeURIComponent(id)}/devices`
      const items = await all<CustomerDeviceListBody['items'][number]>(path)
      const balance = (one: (typeof items)[number]) =>
        one.balanceMinor === null ? '' : `${one.balanceMinor} ${one.currency ?? ''} (minor units)`
      const row = (one: (typeof items)[number]) => [
        one.serial,
        one.kind,
        one.simKind ?? '',
        one.validUntil ?? balance(one),
      ]
      show(items, ['SERIAL', 'KIND', 'SIM', 'UNTIL OR BALANCE'], row, json)
    })
}

function changingCommands(account: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  account
    .command('register-customer')
    .description('Ask somebody by mail to become a reseller’s customer; the link is good for seven days.')
    .requiredOption('--email <address>', 'who is asked')
    .requiredOption('--name <name>', 'of the customer')
    .option('--country <code>', 'ISO 3166-1, two letters', 'SE')
    .option('--account <id>', 'the reseller, for whoever may act for several')
    .action(async (given: { email: string; name: string; country: string; account?: string }) => {
      const { account: accountId, ...rest } = given
      const body = { ...rest, ...(accountId === undefined ? {} : { accountId }) }
      const made = await findServer(world).ask<CustomerAskedBody>('POST', '/api/v1/customers', body)
      world.out(`asked; the link is good until ${made.expiresAt}\n`)
      finish(EXIT.done)
    })
  account
    .command('reseller')
    .description('Who an account’s reseller is.')
    .argument('<account>', 'its id')
    .action(async (id: string) => {
      const path = `/api/v1/accounts/${encodeURIComponent(id)}/reseller`
      const { reseller } = await findServer(world).ask<AccountResellerBody>('GET', path)
      world.out(reseller ? `${printable(reseller.name)}, since ${reseller.since}\n` : 'none\n')
      finish(EXIT.done)
    })
  account
    .command('end-reseller')
    .description('End that an account is a reseller’s customer.')
    .argument('<account>', 'the customer’s id')
    .action(async (id: string) => {
      await findServer(world).ask('DELETE', `/api/v1/accounts/${encodeURIComponent(id)}/reseller`)
      world.out('ended\n')
      finish(EXIT.done)
    })
}
