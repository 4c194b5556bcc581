import { type Figure, figure } from '../figure.ts'
import { rounds } from '../measure/rounds.ts'
import type { IdleQuestion } from '../peers/idle-port-process.ts'
import { startChild } from '../process/child.ts'

const FOR_MS = 2_000

/** What an open port with a greeted dongle costs while nothing happens, against the same process without it. */
export async function serialIdleFigures(): Promise<Figure[]> {
  const farEnds = startChild(new URL('../peers/pty-process.ts', import.meta.url))
  const idle = startChild(new URL('../peers/idle-port-process.ts', import.meta.url))
  try {
    const { path } = await farEnds.ask<{ path: string }>({ end: 'dongle' })
    const cpu_ms = async (question: IdleQuestion): Promise<number> =>
      (await idle.ask<{ cpu_us: number }>(question)).cpu_us / FOR_MS
    const used = await rounds({
      open: () => cpu_ms({ path, for_ms: FOR_MS }),
      none: () => cpu_ms({ path: null, for_ms: FOR_MS }),
    })
    const peer = { name: 'the same process without a port', value: used.none }
    return [figure('serial-idle-cpu', 'ms CPU/s', { value: used.open, peer }, { of: 'ratio', most: 1.5 })]
  } finally {
    await Promise.all([idle.stop(), farEnds.stop()])
  }
}
