import { Argument, type Command } from 'commander'
import type { MaintenanceShape } from '../http/maintenance-schemas.ts'
import { EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { findServer } from './server.ts'
import { printable } from './show.ts'

const PATH = '/api/v1/sms/maintenance'

/** `koppel sms maintenance on | off | show`. @param sms the command that it belongs to */
export function maintenanceCommand(sms: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  sms
    .command('maintenance')
    .description('While it is on, every message from a phone is answered for good that the service cannot be reached.')
    .addArgument(new Argument('<act>', 'what to do').choices(['on', 'off', 'show']))
    .option('--json', 'as JSON')
    .action(async (act: 'on' | 'off' | 'show', { json }: { json?: true }) => {
      const server = findServer(world)
      const state =
        act === 'show'
          ? await server.ask<MaintenanceShape>('GET', PATH)
          : await server.ask<MaintenanceShape>('PUT', PATH, { on: act === 'on' })
      world.out(json ? `${JSON.stringify(state)}\n` : stateText(state))
      finish(EXIT.done)
    })
}

function stateText({ on, changedAt, who }: MaintenanceShape): string {
  const since = changedAt === undefined ? '' : `, since ${changedAt}, by ${printable(who ?? '')}`
  return `${on ? 'on' : 'off'}${since}\n`
}
