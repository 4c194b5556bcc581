import { join } from 'node:path'
import { systemClock } from '../../src/std/clock.ts'
import { type Figure, figure } from '../figure.ts'
import { inNewDirectory } from '../house/house.ts'
import { startServer } from '../house/start-server.ts'
import { rounds } from '../measure/rounds.ts'
import { startNode } from '../process/lines.ts'

/** From starting the process to ready, with a new data directory and with one that is there. */
export function startToReadyFigures(): Promise<Figure[]> {
  return inNewDirectory(async (directory) => {
    const clock = systemClock()
    let made = 0
    const served = async (dataDir: string): Promise<number> => {
      const started_ms = clock.monotonic()
      const server = await startServer(dataDir)
      const took_ms = clock.monotonic() - started_ms
      await server.stop()
      return took_ms
    }
    const bare = async (): Promise<number> => {
      const started_ms = clock.monotonic()
      const node = startNode(['-e', 'console.log()'])
      await node.line(() => true)
      const took_ms = clock.monotonic() - started_ms
      await node.stop()
      return took_ms
    }
    const took = await rounds({
      fresh: () => served(join(directory, `fresh-${made++}`)),
      bare,
      existing: () => served(join(directory, 'existing')),
    })
    const peer = { name: 'node that prints a line', value: took.bare }
    return [
      figure('start-to-ready-fresh', 'ms', { value: took.fresh, peer }),
      figure('start-to-ready-existing', 'ms', { value: took.existing, peer }),
    ]
  })
}
