import { join } from 'node:path'
import type { House } from '../../src/flows/house.ts'
import { prepareReports } from '../../src/flows/prepare-reports.ts'
import { storeReports } from '../../src/flows/store-reports.ts'
import type { PlacedFrame } from '../../src/inbox/inbox.ts'
import { openEmbeddedTelemetry } from '../../src/telemetry/embedded.ts'
import { POINTS_MAX, type TelemetryStore } from '../../src/telemetry/telemetry.ts'
import { testWorld } from '../setup/world.ts'

const SERIES = 'the-collar'

/** Telemetry in a file of its own, opened for as long as `act` takes: after each death of the house it is another process that has it open. */
export async function withTelemetry<T>(folder: string, act: (telemetry: TelemetryStore) => Promise<T>): Promise<T> {
  const file = join(folder, 'telemetry.db')
  const telemetry = await openEmbeddedTelemetry({ file, inline: true, world: testWorld() })
  try {
    return await act(telemetry)
  } finally {
    await telemetry.close()
  }
}

/** Stores frames as ingest does, of a house with one collar, in the hands of one owner. */
export async function storeFrames(
  telemetry: TelemetryStore,
  imei: string,
  frames: readonly PlacedFrame[],
): Promise<void> {
  const rows = [{ id: 'd', serial: imei, series_id: SERIES, from_at: 0, until_at: null }]
  const query: object = new Proxy({}, { get: (_, name) => (name === 'execute' ? async () => rows : () => query) })
  // What reports say of SIMs and alarms is not what is told here.
  const ledger = { reads: { selectFrom: () => query }, transact: async () => [] }
  const house = { world: testWorld(), ledger, telemetry } as unknown as House
  await storeReports(house, await prepareReports(house, frames), { report() {}, setAside() {} })
}

/** The `bytes` of every sample that is stored, oldest first. */
export async function storedBytes(telemetry: TelemetryStore): Promise<number[]> {
  const found: number[] = []
  for (let from = 0; ; ) {
    const samples = await telemetry.samples({ seriesId: SERIES, from, to: Number.MAX_SAFE_INTEGER, limit: POINTS_MAX })
    found.push(...samples.map(({ bytes }) => bytes ?? Number.NaN))
    if (samples.length < POINTS_MAX) return found
    from = (samples.at(-1)?.at ?? 0) + 1
  }
}
