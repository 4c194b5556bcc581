import type { Command } from 'commander'
import type { SetAsideListBody, SetAsideRetriedBody } from '../http/set-aside-schemas.ts'
import { CliError, EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { saveDownload } from './save-download.ts'
import { findServer, type Server } from './server.ts'
import { printable, table } from './show.ts'

const PATH = '/api/v1/telemetry/set-aside'
const HEAD = ['ID', 'AT', 'SERIES', 'REASON', 'LINE']
const PAGE = 200
/** Nothing is written in less; 10,000 points, each refused by itself, take minutes. */
const RETRY_TIMEOUT_MS = 600_000

/** `koppel telemetry set-aside list | export | retry`: what InfluxDB refused for good. @param finish takes the exit code */
export function telemetryCommand(program: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  const telemetry = program.command('telemetry').description('Telemetry: what its store refused.')
  const setAside = telemetry.command('set-aside').description('Points that InfluxDB refused for good, with its reason.')

  setAside
    .command('list')
    .description('The oldest of them, and how many there are.')
    .option('--limit <n>', `how many, at most ${PAGE}`, '50')
    .option('--json', 'one JSON object a line')
    .action(async ({ limit, json }: { limit: string; json?: true }) => {
      const count = Number(limit)
      if (!Number.isInteger(count) || count < 1 || count > PAGE)
        throw new CliError(EXIT.usage, `--limit is a number from 1 to ${PAGE}.`)
      const { items, total } = await findServer(world).ask<SetAsideListBody>('GET', `${PATH}?limit=${count}`)
      if (json) world.out(items.map((item) => `${JSON.stringify(item)}\n`).join(''))
      else {
        const rows = items.map(({ id, at, series, reason, line }) => [id, at, series, reason, line].map(printable))
        world.out(table(HEAD, rows))
        world.err(`${total} set aside\n`)
      }
      finish(EXIT.done)
    })

  setAside
    .command('export')
    .description('All of them as line protocol, times in milliseconds, each behind a comment with its reason.')
    .option('--out <file>', 'where to; an existing file is not overwritten; absent: standard output')
    .action(async ({ out }: { out?: string }) => {
      const lines = exported(findServer(world))
      if (out === undefined) for await (const text of lines) world.out(Buffer.from(text).toString())
      else await saveDownload(world, out, lines)
      finish(EXIT.done)
    })

  setAside
    .command('retry')
    .description('Writes them once more, after whatever InfluxDB took offence at has been mended.')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: true }) => {
      const server = findServer(world)
      const body = await server.ask<SetAsideRetriedBody>('POST', `${PATH}/retries`, undefined, {}, RETRY_TIMEOUT_MS)
      if (json) world.out(`${JSON.stringify(body)}\n`)
      else world.out(`${body.stored} stored, ${body.refused} refused again\n`)
      finish(EXIT.done)
    })
}

async function* exported(server: Server): AsyncGenerator<Uint8Array> {
  for (let next: string | null = '0'; next !== null; ) {
    const page: SetAsideListBody = await server.ask('GET', `${PATH}?limit=${PAGE}&cursor=${next}`)
    const text = page.items.map(({ at, reason, line }) => `# ${at} ${printable(reason)}\n${line}\n`).join('')
    yield Buffer.from(text)
    next = page.next
  }
}
