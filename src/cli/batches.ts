import { type Command, InvalidArgumentError, Option } from 'commander'
import type { BatchShape } from '../http/batch-schemas.ts'
import { wait } from '../std/clock.ts'
import { newId } from '../std/ids.ts'
import { EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { findServer, type Server } from './server.ts'
import { printable, table } from './show.ts'

/** Between two looks at a batch that is being minted. */
const LOOK_EVERY_MS = 500
const BAR_WIDTH = 30
const PAGE = 50

type MintOptions = {
  family: string
  product: object
  count: number
  length?: number
  packSize?: number
  channel?: string
  purchased?: string
  campaign?: true
  notMigratable?: true
  regions?: string[]
  needsActivation?: true
  endOfSale?: string
  soldTo?: string
  account?: string
  key?: string
  watch: boolean
  json?: true
}

/** `koppel codes mint` and `batches`: orders codes and watches them come. @param codes the command that they belong to */
export function batchCommands(codes: Command, world: CliWorld, finish: (exit: Exit) => void): void {
  codes
    .command('mint')
    .description('Order a batch of codes, and watch until it is minted. "koppel codes export" then gives the codes.')
    .requiredOption('--family <name>', 'sim-activation, registration, subscription or sms-credits')
    .requiredOption('--product <json>', 'e.g. \'{"type":"sim-extend","simKind":"tele2","period":"P1Y"}\'', readObject)
    .requiredOption('--count <number>', 'codes: 1 to 1,000,000, and whole packs', Number)
    .option('--length <characters>', 'where the family has several', Number)
    .option('--pack-size <codes>', 'codes on one card, sold as one: a team pack', Number)
    .option('--channel <name>', 'own-shop, partner, ...')
    .option('--purchased <instant>', 'time is counted from then, not from the redemption')
    .option('--campaign', 'for new customers only')
    .option('--not-migratable', 'a trial, or of a retired product')
    .option('--regions <countries>', 'ISO 3166-1, e.g. SE,NO', (list: string) => list.split(','))
    .option('--needs-activation', 'dead until the shop has scanned it')
    .option('--end-of-sale <instant>', 'nothing is activated from then on')
    .option('--sold-to <name>', 'who gets them')
    .option('--account <id>', 'whose they are')
    .option('--key <key>', 'Idempotency-Key: the same for every repetition of this order')
    .option('--no-watch', 'return when the order is accepted')
    .addOption(new Option('--json', 'as JSON'))
    .action(async (options: MintOptions) => {
      const server = findServer(world)
      const key = options.key ?? newId(world.clock, world.random)
      let batch = await server.ask<BatchShape>('POST', '/api/v1/batches', orderOf(options), { 'idempotency-key': key })
      if (options.watch) batch = await watched(server, world, batch)
      world.out(options.json ? `${JSON.stringify(batch)}\n` : `${batch.id} ${batch.state}\n`)
      finish(batch.state === 'ready' || !options.watch ? EXIT.done : EXIT.refused)
    })
  codes
    .command('batches')
    .description('List batches, newest first.')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: true }) => {
      const server = findServer(world)
      const items: BatchShape[] = []
      for (let query = `?limit=${PAGE}`; query !== ''; ) {
        const page = await server.ask<{ items: BatchShape[]; next: string | null }>('GET', `/api/v1/batches${query}`)
        items.push(...page.items)
        query = page.next === null ? '' : `?limit=${PAGE}&cursor=${page.next}`
      }
      world.out(json ? `${JSON.stringify(items)}\n` : table(HEAD, items.map(row)))
      finish(EXIT.done)
    })
}

const HEAD = ['BATCH', 'FAMILY', 'PACK', 'MINTED', 'STATE', 'EXPORTS', 'SOLD TO']

function row({ id, family, packSize = 1, minted, count, state, exports, confirmedAt, soldTo }: BatchShape): string[] {
  const handed = confirmedAt === undefined ? String(exports) : 'confirmed'
  return [id, family, String(packSize), `${minted}/${count}`, state, handed, printable(soldTo ?? '')]
}

function readObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value === 'object' && value !== null) return value
  } catch {}
  throw new InvalidArgumentError('It is no JSON object.')
}

function orderOf(options: MintOptions): object {
  const { purchased, endOfSale, account, key: _key, watch: _watch, json: _json, ...rest } = options
  return {
    ...rest,
    ...(purchased === undefined ? {} : { anchor: 'purchase', purchasedAt: purchased }),
    ...(endOfSale === undefined ? {} : { endOfSaleAt: endOfSale }),
    ...(account === undefined ? {} : { accountId: account }),
  }
}

/** Shows the progress on standard error, so that a script's output stays clean. */
async function watched(server: Server, world: CliWorld, ordered: BatchShape): Promise<BatchShape> {
  let batch = ordered
  for (;;) {
    world.err(`\r${progressBar(batch.minted, batch.count)}`)
    if (batch.state !== 'minting') break
    await wait(world.clock, LOOK_EVERY_MS, world.stop)
    batch = await server.ask<BatchShape>('GET', `/api/v1/batches/${batch.id}`)
  }
  world.err('\n')
  return batch
}

/** `[##########--------------------]  33 % 330/1000`. */
export function progressBar(done: number, total: number): string {
  const filled = Math.floor((done / total) * BAR_WIDTH)
  const percent = String(Math.floor((done / total) * 100)).padStart(3)
  return `[${'#'.repeat(filled)}${'-'.repeat(BAR_WIDTH - filled)}] ${percent} % ${done}/${total}`
}
