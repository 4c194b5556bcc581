import type { Command } from 'commander'
import type { OrderShape, ReleaseShape } from '../http/dialogue-schemas.ts'
import { EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { findServer } from './server.ts'
import { printable, table } from './show.ts'

type Json = { json?: true }

/** `koppel licence releases | release | orders`, of licences for dongles. @param licence the command that they belong to */
export function licenceActs(licence: Command, world: CliWorld, finish: (exit: Exit) => void): void {
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
  licence
    .command('releases')
    .argument('<number>', 'a licence number (16 characters) or the Carat-ID of a dongle (8)')
    .description('What is released for a licence number or a dongle.')
    .option('--json', 'one JSON object a line')
    .action(async (number: string, { json }: Json) => {
      const path = `/api/v1/licences/releases?number=${encodeURIComponent(number)}`
      const { items } = await findServer(world).ask<{ items: ReleaseShape[] }>('GET', path)
      show(json, ['AT', 'NUMBER', 'TYPE', 'COUNTER', 'BY'], items, ({ at, licenceNumber, type, counter, orderId }) => {
        return [at, licenceNumber, type, String(counter), orderId ? 'order' : 'office']
      })
    })
  licence
    .command('release')
    .argument('<number>', 'licence number, 16 characters')
    .argument('<type>', '1P to 254P, or E')
    .description('Release a licence that was bought before.')
    .option('--json', 'as JSON')
    .action(async (licenceNumber: string, type: string, { json }: Json) => {
      const made = await findServer(world).ask<ReleaseShape>('POST', '/api/v1/licences/releases', {
        licenceNumber,
        type,
      })
      world.out(json ? `${JSON.stringify(made)}\n` : `${made.licenceNumber} ${made.type} released\n`)
      finish(EXIT.done)
    })
  licence
    .command('orders')
    .description('Orders of licences for dongles, newest first.')
    .option('--json', 'one JSON object a line')
    .action(async ({ json }: Json) => {
      const { items } = await findServer(world).ask<{ items: OrderShape[] }>('GET', '/api/v1/licences/orders')
      show(json, ['AT', 'ORDER', 'NUMBER', 'TYPE', 'PRICING', 'AMOUNT'], items, (order) => {
        const amount = `${(order.amountMinor / 100).toFixed(2)} ${order.currency}`
        return [order.at, order.number, order.licenceNumber, order.type, order.pricing, amount]
      })
    })
}
