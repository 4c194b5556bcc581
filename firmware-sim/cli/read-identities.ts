import { type CollarIdentity, identityFaults, makeIdentities } from '../identity.ts'
import type { SimArguments } from './arguments.ts'
import { readLimited } from './read-limited.ts'

/** About 400 bytes a collar, 100,000 of them. */
const FILE_BYTES_MAX = 64 * 1024 * 1024
const FAULTS_TOLD_MAX = 10

/** The collars of a file, or made from the seed. @throws Error with every fault of the file that fits on a page */
export async function readIdentities(chosen: SimArguments, now_ms: number): Promise<CollarIdentity[]> {
  const { identities: path, collars, seed, backendKeys, kinds } = chosen
  if (path === null)
    return makeIdentities({ count: collars, seed, backendKeys, now_ms, ...(kinds.length > 0 && { kinds }) })
  const list = parseList(await readLimited(path, FILE_BYTES_MAX), path)
  const seen = new Set<unknown>()
  const faults = list.flatMap((one, at) => {
    const imei = (one as Partial<CollarIdentity> | null)?.imei
    const twice = imei !== undefined && seen.has(imei) ? ['imei: comes twice'] : []
    seen.add(imei)
    return [...identityFaults(one), ...twice].map((fault) => `  collar ${at + 1}: ${fault}`)
  })
  if (faults.length === 0) return list as CollarIdentity[]
  const more = faults.length > FAULTS_TOLD_MAX ? [`  and ${faults.length - FAULTS_TOLD_MAX} more`] : []
  throw new Error([`${path} has faults:`, ...faults.slice(0, FAULTS_TOLD_MAX), ...more].join('\n'))
}

function parseList(text: string, path: string): unknown[] {
  let list: unknown
  try {
    list = JSON.parse(text)
  } catch (error) {
    throw new Error(`${path} is not JSON: ${error instanceof Error ? error.message : error}`)
  }
  if (!Array.isArray(list) || list.length === 0) throw new Error(`${path} must hold a list of at least one collar`)
  return list
}
