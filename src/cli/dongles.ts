import type { Command } from 'commander'
import type { DongleLicencesBody } from '../http/dongle-schemas.ts'
import { EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { findDevice } from './find-device.ts'
import { findServer } from './server.ts'
import { heldText, printable, table } from './show.ts'
import { unlockCommands } from './unlocks.ts'

type Told = {
  caratId: string
  outcome: 'registered' | 'already-registered' | 'invalid'
  field?: string
  key?: string
  keyVersion?: number
  secret?: string
}
/** What the stock answers when dongles are registered. */
export type Registered = { items: Told[]; commandKeys: { id: string; publicKey: string }[] }
type RegisterOptions = { name?: string; account?: string; keyVersion?: string; json?: true }

const REGISTERED_HEAD = ['CARAT-ID', 'KEY VERSION', 'KEY (BASE64URL)', 'SECRET OF ITS BRIDGE']
const LICENCES_HEAD = ['LICENCE NUMBER', 'HOLDS', 'RELEASED', 'STATE']

/** `koppel device register-dongle | licences | unlock-code | unlocks | cancel-unlock | bridge-secret`. @param finish takes the exit code */
export function dongleCommands(device: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  device
    .command('register-dongle')
    .description('Register dongles; prints what production writes into each, and the secret of its bridge, once.')
    .argument('<carat-id...>', '8 hexadecimal characters each')
    .option('--name <name>', 'what people call it; absent: its Carat-ID')
    .option('--account <id>', 'give them to this account; absent: the office')
    .option('--key-version <n>', 'of dongles that were made before; absent: the newest')
    .option('--json', 'one JSON object a line')
    .action(async (caratIds: string[], options: RegisterOptions) => finish(await register(world, caratIds, options)))

  device
    .command('licences')
    .description('What a dongle holds, and what is released for it.')
    .argument('<device>', 'id, Carat-ID or name')
    .option('--json', 'one JSON object a line')
    .action(async (wanted: string, { json }: { json?: true }) => {
      const server = findServer(world)
      const { id } = await findDevice(server, wanted)
      const { items } = await server.ask<DongleLicencesBody>('GET', `/api/v1/devices/${id}/licences`)
      if (json) world.out(items.map((item) => `${JSON.stringify(item)}\n`).join(''))
      else world.out(table(LICENCES_HEAD, items.map(licenceRow)))
      finish(EXIT.done)
    })

  device
    .command('unlock-code')
    .description('The unlock code of what is released, to be typed in.')
    .argument('<device>', 'id, Carat-ID or name')
    .argument('<licence-number>', '16 hexadecimal characters')
    .argument('<type>', '1P to 254P, or E')
    .option('--json', 'as JSON')
    .action(async (wanted: string, licenceNumber: string, type: string, { json }: { json?: true }) => {
      const server = findServer(world)
      const { id } = await findDevice(server, wanted)
      const url = `/api/v1/devices/${id}/unlock-codes`
      const answer = await server.ask<{ code: string }>('POST', url, { licenceNumber, type })
      world.out(json ? `${JSON.stringify(answer)}\n` : `${answer.code}\n`)
      finish(EXIT.done)
    })
  unlockCommands(device, world, finish)
}

async function register(world: CliWorld, caratIds: readonly string[], options: RegisterOptions): Promise<Exit> {
  const { name, account, keyVersion, json } = options
  const dongles = caratIds.map((caratId) => ({
    caratId,
    ...(name === undefined ? {} : { name }),
    ...(account === undefined ? {} : { accountId: account }),
    ...(keyVersion === undefined ? {} : { keyVersion: Number(keyVersion) }),
  }))
  const { items, commandKeys } = await findServer(world).ask<Registered>('POST', '/api/v1/stock/dongles', { dongles })
  if (json) world.out(items.map((item) => `${JSON.stringify(item)}\n`).join(''))
  else {
    world.out(productionTable(items))
    for (const { id, publicKey } of commandKeys) world.out(`For its bridge: --backend-key ${id}=${publicKey}\n`)
    for (const { caratId, outcome, field } of items) {
      if (outcome === 'already-registered') world.err(`${printable(caratId)} is registered already\n`)
      if (outcome === 'invalid') world.err(`${printable(caratId)}: ${field} is not valid\n`)
    }
  }
  return items.every(({ outcome }) => outcome === 'registered') ? EXIT.done : EXIT.refused
}

/** What production writes into each dongle that was registered, and the secret of its bridge; nothing where none was. */
export function productionTable(items: readonly Told[]): string {
  const made = items.filter(({ outcome }) => outcome === 'registered')
  const rows = made.map((told) => [told.caratId, String(told.keyVersion), told.key ?? '', told.secret ?? ''])
  return rows.length > 0 ? table(REGISTERED_HEAD, rows) : ''
}

function licenceRow(item: DongleLicencesBody['items'][number]): string[] {
  const states = item.releases.map(({ type, state }) => `${type} ${state}`).join(', ')
  const number = item.present ? `${item.licenceNumber} *` : item.licenceNumber
  return [number, item.held ? heldText(item.held) : '', heldText(item.released), states]
}
