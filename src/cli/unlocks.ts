import type { Command } from 'commander'
import type { BridgeSecretBody, UnlockBody } from '../http/dongle-schemas.ts'
import { EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { findDevice } from './find-device.ts'
import { findServer } from './server.ts'
import { printable, table } from './show.ts'

const HEAD = ['ID', 'LICENCE NUMBER', 'TYPE', 'STATE', 'AT', 'WHY']
const SHOWN_MAX = 100

/** `koppel device unlocks | cancel-unlock | bridge-secret`. @param device the command that they belong to */
export function unlockCommands(device: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  device
    .command('unlocks')
    .description('What was sent to a dongle or waits for it, newest first.')
    .argument('<device>', 'id, Carat-ID or name')
    .option('--json', 'one JSON object a line')
    .action(async (wanted: string, { json }: { json?: true }) => {
      const server = findServer(world)
      const { id } = await findDevice(server, wanted)
      const path = `/api/v1/devices/${id}/unlocks?limit=${SHOWN_MAX}`
      const { items } = await server.ask<{ items: UnlockBody[] }>('GET', path)
      if (json) world.out(items.map((item) => `${JSON.stringify(item)}\n`).join(''))
      else world.out(table(HEAD, items.map(row)))
      finish(EXIT.done)
    })

  device
    .command('cancel-unlock')
    .description('Take an unlock back that has not been sent yet. What is released stays released, and invoiced.')
    .argument('<device>', 'id, Carat-ID or name')
    .argument('<unlock>', 'its id, as "koppel device unlocks" shows it')
    .option('--json', 'as JSON')
    .action(async (wanted: string, unlock: string, { json }: { json?: true }) => {
      const server = findServer(world)
      const { id } = await findDevice(server, wanted)
      const path = `/api/v1/devices/${id}/unlocks/${encodeURIComponent(unlock)}/cancellation`
      const seen = await server.ask<UnlockBody>('POST', path, {})
      world.out(json ? `${JSON.stringify(seen)}\n` : 'cancelled\n')
      finish(EXIT.done)
    })

  device
    .command('bridge-secret')
    .description(
      'A new secret for the bridge of a dongle, told once: a line for the secret file of "koppel bridge". The one before it is over, and a bridge that has it is cut off.',
    )
    .argument('<device>', 'id, Carat-ID or name')
    .option('--json', 'as JSON, with the keys for --backend-key')
    .action(async (wanted: string, { json }: { json?: true }) => {
      const server = findServer(world)
      const { id } = await findDevice(server, wanted)
      const told = await server.ask<BridgeSecretBody>('POST', `/api/v1/devices/${id}/bridge-secret`, {})
      world.out(json ? `${JSON.stringify(told)}\n` : `${told.caratId} ${told.secret}\n`)
      // Aside, so that what goes into the file is the line alone.
      if (!json) for (const key of told.commandKeys) world.err(`--backend-key ${key.id}=${key.publicKey}\n`)
      finish(EXIT.done)
    })
}

function row({ id, licenceNumber, type, state, reason, history }: UnlockBody): string[] {
  return [id, licenceNumber, type, state, history.at(-1)?.at ?? '', reason ?? ''].map(printable)
}
