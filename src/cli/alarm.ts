import type { Command } from 'commander'
import type { AlarmBody, AlarmSettingsBody, ZoneListBody } from '../http/alarm-schemas.ts'
import { alarmFacts } from './alarm-facts.ts'
import { CliError, EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { findDevice } from './find-device.ts'
import { findServer } from './server.ts'
import { printable, table } from './show.ts'

const HEAD = ['ID', 'AT', 'STATE', 'CLASS', 'RULE', 'DEVICE', 'LATE', 'DETAILS']
const SHOWN_MAX = 200

type ListOptions = { open?: true; device?: string; limit: string; json?: true }
type ZoneOptions = { circle?: string; polygon?: string; left: boolean; entered?: true }

/** `koppel alarm list | acknowledge | settings | set | balance | zones | zone-add | zone-remove`. @param finish takes the exit code */
export function alarmCommand(program: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  const alarm = program.command('alarm').description('Alarms of collars, and what they are watched for.')

  alarm
    .command('list')
    .description('The last alarms, newest first.')
    .option('--open', 'those alone that are not over')
    .option('--device <device>', 'of one: id, IMEI or name')
    .option('--limit <n>', `how many, at most ${SHOWN_MAX}`, '50')
    .option('--json', 'one JSON object a line')
    .action(async ({ open, device, limit, json }: ListOptions) => {
      const server = findServer(world)
      const query = new URLSearchParams({ limit: String(whole(limit)) })
      if (open) query.set('open', 'true')
      if (device !== undefined) query.set('deviceId', (await findDevice(server, device)).id)
      const { items } = await server.ask<{ items: AlarmBody[] }>('GET', `/api/v1/alarms?${query}`)
      world.out(json ? items.map((item) => `${JSON.stringify(item)}\n`).join('') : table(HEAD, items.map(row)))
      finish(EXIT.done)
    })

  alarm
    .command('acknowledge')
    .description('Take an alarm on.')
    .argument('<id>', 'as "koppel alarm list" gives it')
    .action(async (id: string) => {
      await findServer(world).ask('POST', `/api/v1/alarms/${encodeURIComponent(id)}/acknowledgement`)
      finish(EXIT.done)
    })

  settingCommands(alarm, world, finish)
  zoneCommands(alarm, world, finish)
}

function settingCommands(alarm: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  const place = async (device: string | undefined): Promise<string> =>
    device === undefined
      ? '/api/v1/alarm-settings'
      : `/api/v1/devices/${(await findDevice(findServer(world), device)).id}/alarm-settings`

  alarm
    .command('settings')
    .description('What a collar is watched for, as JSON; without one: the defaults of your account.')
    .argument('[device]', 'id, IMEI or name')
    .action(async (device?: string) => {
      const seen = await findServer(world).ask<AlarmSettingsBody>('GET', await place(device))
      world.out(`${JSON.stringify(seen, null, 2)}\n`)
      finish(EXIT.done)
    })

  alarm
    .command('set')
    .description('Choose it anew. What is not named goes by what stands above.')
    .argument('<settings>', `JSON, e.g. '{"validity":{"days":60},"battery":{"on":false}}'`)
    .argument('[device]', 'id, IMEI or name')
    .action(async (settings: string, device?: string) => {
      const seen = await findServer(world).ask<AlarmSettingsBody>('PUT', await place(device), json(settings))
      world.out(`${JSON.stringify(seen, null, 2)}\n`)
      finish(EXIT.done)
    })

  alarm
    .command('balance')
    .description('Below what balance there is an alarm, in kronor, euros, ... Everything else stays as it is chosen.')
    .argument('<amount>', 'e.g. 25 or 25.50; "off"; or "default": as the account, or the house, has it')
    .argument('[device]', 'id, IMEI or name; without one: the default of your account')
    .action(async (amount: string, device?: string) => {
      const server = findServer(world)
      const sim = device === undefined ? undefined : (await findDevice(server, device)).sim
      const path = await place(device)
      const { balance: _, ...others } = (await server.ask<AlarmSettingsBody>('GET', path)).chosen
      const balance = balanceOf(amount, sim?.currency)
      const seen = await server.ask<AlarmSettingsBody>('PUT', path, balance ? { ...others, balance } : others)
      const { on, minor } = seen.inForce.balance
      world.out(on ? `Below ${(minor / unitsOf(sim?.currency)).toFixed(2)} ${sim?.currency ?? ''}`.trim() : 'Off')
      world.out('\n')
      finish(EXIT.done)
    })
}

/** Undefined: no choice of its own. */
function balanceOf(amount: string, currency: string | undefined): { on: boolean; minor?: number } | undefined {
  if (amount === 'default') return undefined
  if (amount === 'off') return { on: false }
  if (!/^[0-9]{1,9}([.,][0-9]{1,2})?$/.test(amount))
    throw new CliError(EXIT.usage, 'The amount is a number such as 25 or 25.50, "off" or "default".')
  return { on: true, minor: Math.round(Number(amount.replace(',', '.')) * unitsOf(currency)) }
}

/** Minor units of one; of a currency that is not known yet a hundred, as nearly all have. */
function unitsOf(currency = 'EUR'): number {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions()
  return 10 ** maximumFractionDigits
}

function zoneCommands(alarm: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  const zones = async (device: string): Promise<string> =>
    `/api/v1/devices/${(await findDevice(findServer(world), device)).id}/zones`

  alarm
    .command('zones')
    .description('The safety zones of a collar, one JSON object a line.')
    .argument('<device>', 'id, IMEI or name')
    .action(async (device: string) => {
      const { items } = await findServer(world).ask<ZoneListBody>('GET', await zones(device))
      world.out(items.map((item) => `${JSON.stringify(item)}\n`).join(''))
      finish(EXIT.done)
    })

  alarm
    .command('zone-add')
    .description('Draw a safety zone: a circle or a polygon.')
    .argument('<device>', 'id, IMEI or name')
    .argument('<name>')
    .option('--circle <lat,lon,metres>')
    .option('--polygon <corners>', 'JSON: [[lat, lon], ...]')
    .option('--entered', 'alarm when it is entered')
    .option('--no-left', 'no alarm when it is left')
    .action(async (device: string, name: string, { circle, polygon, left, entered = false as never }: ZoneOptions) => {
      if ((circle === undefined) === (polygon === undefined))
        throw new CliError(EXIT.usage, 'Either --circle or --polygon.')
      const [lat, lon, radiusM] = (circle ?? '').split(',').map(Number)
      const shape =
        polygon === undefined ? { type: 'circle', lat, lon, radiusM } : { type: 'polygon', points: json(polygon) }
      const body = { name, shape, onLeft: left, onEntered: entered === true }
      const zone = await findServer(world).ask('POST', await zones(device), body)
      world.out(`${JSON.stringify(zone)}\n`)
      finish(EXIT.done)
    })

  alarm
    .command('zone-remove')
    .description('Take a zone away.')
    .argument('<id>', 'as "koppel alarm zones" gives it')
    .action(async (id: string) => {
      await findServer(world).ask('DELETE', `/api/v1/zones/${encodeURIComponent(id)}`)
      finish(EXIT.done)
    })
}

function row(alarm: AlarmBody): string[] {
  const { id, openedAt, state, class: kind, rule, device, late, zone } = alarm
  const more = [...(zone === undefined ? [] : [zone]), ...alarmFacts(alarm)]
  return [id, openedAt, state, kind, rule, device?.name ?? '', late ? 'late' : '', more.join(' ')].map(printable)
}

function whole(limit: string): number {
  const count = Number(limit)
  if (!Number.isInteger(count) || count < 1 || count > SHOWN_MAX)
    throw new CliError(EXIT.usage, `--limit is a number from 1 to ${SHOWN_MAX}.`)
  return count
}

function json(text: string): object {
  try {
    return JSON.parse(text) as object
  } catch {
    throw new CliError(EXIT.usage, 'That is no JSON.')
  }
}
