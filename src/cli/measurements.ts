import type { Command } from 'commander'
import type { DeviceStateBody, PointsBody, TrackBody } from '../http/measurement-schemas.ts'
import { EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { findDevice } from './find-device.ts'
import { findServer } from './server.ts'
import { table } from './show.ts'

type Range = { from?: string; to?: string }
type Lines = Range & { json?: true }

/** `koppel device state | series | track`: what a device measured. @param finish takes the exit code */
export function measurementCommands(device: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  device
    .command('state')
    .description('What a device measured last: each value with its time.')
    .argument('<device>', 'id, IMEI or name')
    .option('--json', 'as JSON')
    .action(async (wanted: string, { json }: { json?: true }) => {
      const state = await ask<DeviceStateBody>(world, wanted, 'state', {})
      if (json) world.out(`${JSON.stringify(state)}\n`)
      else world.out(stateText(state))
      finish(EXIT.done)
    })
  ranged(device, 'series', 'One measured value over time: a line with time and value each.')
    .requiredOption('--field <name>', 'bat, balance, until, rssi, ...: by the names that "state" shows')
    .option('--every <duration>', 'one point for so long, e.g. PT15M; absent: each value')
    .option(
      '--aggregate <how>',
      'what the values of one --every come to: mean, min, max or last; absent: of balance and until last, else mean',
    )
    .option('--gap <duration>', 'tell silences of at least so long; absent: --every')
    .action(async (wanted: string, { json, ...query }: Lines & Record<string, string>) => {
      const { points, gaps = [], corrected } = await ask<PointsBody>(world, wanted, 'series', query)
      if (json) world.out(jsonLines(points, gaps))
      else world.out(points.map(([at, value]) => `${at}  ${value}\n`).join(''))
      remark(world, gaps, corrected, json)
      finish(EXIT.done)
    })
  ranged(device, 'track', 'Positions over time: a line with time, latitude and longitude each.')
    .option('--tolerance <metres>', 'leave out what lies no farther from the line between its neighbours')
    .action(async (wanted: string, { json, ...query }: Lines & Record<string, string>) => {
      const { points, corrected } = await ask<TrackBody>(world, wanted, 'track', query)
      if (json) world.out(jsonLines(points))
      else world.out(points.map(([at, lat, lon]) => `${at}  ${lat}  ${lon}\n`).join(''))
      remark(world, [], corrected, json)
      finish(EXIT.done)
    })
}

/** A command about a device and a stretch of time. */
function ranged(device: Command, name: string, description: string): Command {
  return device
    .command(name)
    .description(description)
    .argument('<device>', 'id, IMEI or name')
    .option('--from <instant>', 'e.g. 2026-03-01T00:00:00Z; absent: 24 hours before --to')
    .option('--to <instant>', 'exclusive; absent: now')
    .option('--json', 'one JSON array a line')
}

/** `path` of a device with what was given as its query. */
export function pathOf(id: string, path: string, query: Record<string, string | undefined>): string {
  const given = Object.entries(query).filter((one): one is [string, string] => one[1] !== undefined)
  const search = new URLSearchParams(given).toString()
  return `/api/v1/devices/${id}/${path}${search && `?${search}`}`
}

async function ask<T>(world: CliWorld, wanted: string, path: string, query: Record<string, string>): Promise<T> {
  const server = findServer(world)
  const { id } = await findDevice(server, wanted)
  return server.ask<T>('GET', pathOf(id, path, query))
}

function stateText({ at, values, clockOffsetMs }: DeviceStateBody): string {
  if (at === null) return 'Nothing was measured yet.\n'
  const rows = Object.entries(values).map(([field, one]) => [field, String(one.value), one.at])
  const clock = clockOffsetMs === undefined ? '' : `\nIts clock was wrong: ${clockOffsetMs} ms were added.\n`
  return table(['FIELD', 'VALUE', 'AT'], rows) + clock
}

/** Gaps stand among the points, in the order of time, as `["gap", from, to]`. */
function jsonLines(points: readonly [string, ...number[]][], gaps: readonly [string, string][] = []): string {
  const lines = [
    ...points.map((point) => ({ at: point[0], line: point as readonly unknown[] })),
    ...gaps.map(([from, to]) => ({ at: from, line: ['gap', from, to] })),
  ]
  lines.sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)))
  return lines.map(({ line }) => `${JSON.stringify(line)}\n`).join('')
}

/** Told beside the points, so that a script's input stays what it is. */
function remark(
  world: CliWorld,
  gaps: readonly [string, string][],
  corrected: readonly [string, string, number][],
  json?: true,
): void {
  if (!json) for (const [from, to] of gaps) world.err(`nothing measured from ${from} to ${to}\n`)
  for (const [from, to, ms] of corrected)
    world.err(`from ${from} to ${to} the device's clock was wrong: ${ms} ms were added\n`)
}
