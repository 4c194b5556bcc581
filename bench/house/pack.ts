import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CollarIdentity } from '../../firmware-sim/identity.ts'
import { startNode, type Told } from '../process/lines.ts'

const SIMULATOR = join(import.meta.dirname, '../../firmware-sim/main.ts')

/**
 * Switches simulated collars on in a process of their own and resolves when all of them are connected.
 * @param pack.memories where each collar keeps its non-volatile memory, synced at every step; null = not on disk
 * @throws Error when the simulator ends first
 */
export async function switchOn(
  directory: string,
  pack: { identities: readonly CollarIdentity[]; mqttUrl: string; memories: string | null; reportEvery_s?: number },
): Promise<Told> {
  const file = join(directory, 'identities.json')
  await writeFile(file, JSON.stringify(pack.identities), { mode: 0o600 })
  const argv = [SIMULATOR, '--identities', file, '--url', pack.mqttUrl, '--json']
  if (pack.reportEvery_s) argv.push('--report-every', String(pack.reportEvery_s))
  const simulator = startNode(pack.memories === null ? argv : [...argv, '--dir', pack.memories])
  const everybody = pack.identities.length
  await simulator.line((line) => (JSON.parse(line) as { connected: number }).connected === everybody)
  return simulator
}
