import type { DeviceBody } from '../http/device-schemas.ts'
import { isId } from '../std/ids.ts'
import { CliError, EXIT } from './cli-error.ts'
import type { Server } from './server.ts'

/** Looking further would take long enough to be a mistake. */
const PAGES_MAX = 100

type Page = { items: DeviceBody[]; next: string | null }

/** Every device that may be seen, page by page. @param accountId absent: of every account */
export async function* devices(server: Server, accountId?: string): AsyncGenerator<DeviceBody, void, void> {
  let cursor: string | null = ''
  for (let page = 0; cursor !== null; page++) {
    if (page === PAGES_MAX)
      throw new CliError(EXIT.usage, `More than ${PAGES_MAX} pages of devices: name the device by its id.`)
    const of = accountId === undefined ? '' : `&accountId=${encodeURIComponent(accountId)}`
    const query: string = cursor === '' ? of : `${of}&cursor=${encodeURIComponent(cursor)}`
    const { items, next }: Page = await server.ask<Page>('GET', `/api/v1/devices?limit=200${query}`)
    yield* items
    cursor = next
  }
}

/** A device by its id, IMEI, Carat-ID or name. @throws CliError `usage` when there is none, or several have that name */
export async function findDevice(server: Server, wanted: string): Promise<DeviceBody> {
  if (isId(wanted)) return server.ask<DeviceBody>('GET', `/api/v1/devices/${wanted}`)
  const named: DeviceBody[] = []
  for await (const device of devices(server)) {
    if (device.imei === wanted || device.caratId === wanted) return device
    if (device.name.toLowerCase() === wanted.toLowerCase()) named.push(device)
  }
  const [only, another] = named
  if (!only)
    throw new CliError(
      EXIT.usage,
      `No device with the id, IMEI, Carat-ID or name "${wanted}". "koppel device list" shows yours.`,
    )
  if (!another) return only
  const which = named.map(({ imei, caratId, id }) => imei ?? caratId ?? id).join(', ')
  throw new CliError(EXIT.usage, `Several devices are called "${wanted}": ${which}. Name one of these.`)
}
