import { CliError, EXIT, type Exit } from './cli-error.ts'
import type { CliWorld } from './cli-world.ts'
import { productionTable, type Registered } from './dongles.ts'
import { findServer } from './server.ts'
import { printable } from './show.ts'

/** What the file of `koppel device import` holds, for its help. */
export const IMPORT_FILE = `
The file is a JSON array, or {"devices": [...], "dongles": [...]} of such arrays. Each entry is

  a collar  {"imei", "secret", "publicKey", "sim": {"iccid", "kind", "balance" and "currency", or "until"}, "name"?, "accountId"?}
  a dongle  {"caratId", "name"?, "secret"?, "keyVersion"?, "accountId"?}

as POST /api/v1/stock/devices and /api/v1/stock/dongles take them. What is registered already stays as it is, so that a file may be given again.
For each dongle the key that is to be written into it and the secret of its bridge are told, once; with --json "koppel sim --dongles --identities" takes them.`

type Item = Record<string, unknown>
type Delivered = { items: Outcome[]; commandKeys: { id: string; publicKey: string }[] }
type Outcome = { imei: string; outcome: 'registered' | 'already-registered' | 'invalid'; field?: string }
type ImportOptions = { account?: string; json?: true }

/** What one request to the stock may hold, and what the file may weigh. */
const IMPORTED_AT_ONCE_MAX = 500
const FILE_BYTES_MAX = 100 * 1_024 * 1_024

/** Registers what is in a file; nothing of it where the file is none. @returns the exit code: refused when something was not valid */
export async function importDevices(world: CliWorld, file: string, options: ImportOptions): Promise<Exit> {
  const server = findServer(world)
  const { collars, dongles } = await readItems(world, file)
  const tally = { registered: 0, 'already-registered': 0, invalid: 0 }
  const keys = new Map<string, string>()
  const count = (
    { items, commandKeys }: Pick<Delivered, 'commandKeys'> & { items: Omit<Outcome, 'imei'>[] },
    name: (at: number) => string,
  ): void => {
    for (const { id, publicKey } of commandKeys) keys.set(id, publicKey)
    for (const [at, outcome] of items.entries()) {
      tally[outcome.outcome]++
      if (options.json) world.out(`${JSON.stringify(outcome)}\n`)
      else if (outcome.outcome === 'invalid') world.err(`${printable(name(at))}: ${outcome.field} is not valid\n`)
    }
  }
  for (const devices of pages(collars, options)) {
    const answer = await server.ask<Delivered>('POST', '/api/v1/stock/devices', { devices })
    count(answer, (at) => answer.items[at]?.imei ?? '')
  }
  for (const page of pages(dongles, options)) {
    const answer = await server.ask<Registered>('POST', '/api/v1/stock/dongles', { dongles: page })
    if (!options.json) world.out(productionTable(answer.items))
    count(answer, (at) => answer.items[at]?.caratId ?? '')
  }
  if (!options.json) {
    world.out(
      `${tally.registered} registered, ${tally['already-registered']} already there, ${tally.invalid} not valid\n`,
    )
    // Without them a collar believes no command, and a bridge checks none; "koppel sim" and "koppel bridge" take them in this very form.
    const into = collars.length > 0 ? 'Write this key into the collars' : 'For the bridges'
    for (const [id, publicKey] of keys) world.out(`${into}: --backend-key ${id}=${publicKey}\n`)
  }
  return tally.invalid > 0 ? EXIT.refused : EXIT.done
}

function* pages(items: readonly Item[], { account }: ImportOptions): Generator<Item[]> {
  for (let at = 0; at < items.length; at += IMPORTED_AT_ONCE_MAX)
    yield items
      .slice(at, at + IMPORTED_AT_ONCE_MAX)
      .map((item) => (account === undefined ? item : { ...item, accountId: account }))
}

/** The whole file is looked at before anything is sent. @throws CliError `usage` */
async function readItems(world: CliWorld, file: string): Promise<{ collars: Item[]; dongles: Item[] }> {
  const items = listIn(parsed(await textOf(world, file)))
  if (!items) throw new CliError(EXIT.usage, `${file} is not a JSON array of collars and dongles.`)
  const collars: Item[] = []
  const dongles: Item[] = []
  for (const [at, item] of items.entries()) {
    const kinds = isItem(item) ? [Object.hasOwn(item, 'imei'), Object.hasOwn(item, 'caratId')] : []
    if (!isItem(item) || kinds[0] === kinds[1])
      throw new CliError(
        EXIT.usage,
        `${file}: entry ${at + 1} is neither a collar, with "imei", nor a dongle, with "caratId".`,
      )
    if (kinds[0]) collars.push(item)
    else dongles.push(item)
  }
  return { collars, dongles }
}

async function textOf(world: CliWorld, file: string): Promise<string> {
  try {
    return file === '-' ? await world.stdin(FILE_BYTES_MAX) : world.readFile(file)
  } catch (error) {
    if (error instanceof CliError) throw error
    throw new CliError(EXIT.usage, `${file} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'failed'}`)
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Null: no list of either form, or an object with something else in it, which would be passed over in silence. */
function listIn(value: unknown): unknown[] | null {
  if (Array.isArray(value)) return value
  if (!isItem(value)) return null
  const { devices = [], dongles = [], ...others } = value
  if (Object.keys(others).length > 0 || !Array.isArray(devices) || !Array.isArray(dongles)) return null
  return [...devices, ...dongles]
}

function isItem(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
