import { type DongleIdentity, dongleIdentityFaults, keyFromMaster, makeCaratIds, masterOf } from '../dongle/identity.ts'
import type { DongleArguments } from './dongle-arguments.ts'
import { readLimited } from './read-limited.ts'

/** About 200 bytes a dongle. */
const FILE_BYTES_MAX = 1024 * 1024
const DONGLES_MAX = 1_000

/** The dongles of a file, or made from the seed. @throws Error with every fault of the file */
export async function readDongles(
  chosen: Pick<DongleArguments, 'identities' | 'dongles' | 'seed' | 'userInformation'>,
): Promise<DongleIdentity[]> {
  const { identities: path, dongles: count, seed, userInformation } = chosen
  const withUser = (identity: DongleIdentity, at: number): DongleIdentity => {
    const given = userInformation[at % Math.max(1, userInformation.length)]
    return { userInformation: given ?? `User ${at + 1}`, ...identity }
  }
  if (path === null)
    return makeCaratIds({ count, seed }).map((caratId, at) =>
      withUser({ caratId, key: keyFromMaster(masterOf(seed), caratId), keyVersion: 1 }, at),
    )
  const list = listIn(await readLimited(path, FILE_BYTES_MAX), path)
  const seen = new Set<unknown>()
  const faults = list.flatMap((one, at) => {
    const caratId = (one as Partial<DongleIdentity> | null)?.caratId
    const twice = caratId !== undefined && seen.has(caratId) ? ['caratId: comes twice'] : []
    seen.add(caratId)
    return [...dongleIdentityFaults(one), ...twice].map((fault) => `  dongle ${at + 1}: ${fault}`)
  })
  if (faults.length > 0) throw new Error([`${path} has faults:`, ...faults].join('\n'))
  return (list as DongleIdentity[]).map(({ caratId, key, keyVersion, userInformation: own }, at) =>
    withUser({ caratId, key, keyVersion, ...(own !== undefined && { userInformation: own }) }, at),
  )
}

/** A JSON array, the answer of `POST /api/v1/stock/dongles`, or one object a line. */
function listIn(text: string, path: string): unknown[] {
  const list = asJson(text) ?? asLines(text)
  if (list === null) throw new Error(`${path} is neither JSON nor one JSON object a line`)
  if (list.length === 0 || list.length > DONGLES_MAX) throw new Error(`${path} must hold 1 to ${DONGLES_MAX} dongles`)
  return list
}

function asJson(text: string): unknown[] | null {
  const value = parsed(text)
  if (Array.isArray(value)) return value
  const { items } = (value ?? {}) as { items?: unknown }
  return Array.isArray(items) ? items : null
}

function asLines(text: string): unknown[] | null {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const values = lines.map(parsed)
  return values.every((value) => typeof value === 'object' && value !== null) ? values : null
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
